import { masked } from './production.ts';
import { SERVICES, servicePort } from './role.ts';
import { ConfigError, partsOf, type Env } from './values.ts';

/** By service, where the gateway finds its replicas; without a slash at the end. */
export const urlsOf = (env: Env): Record<string, string[]> =>
  Object.fromEntries(
    SERVICES.map((service) => {
      const name = `${service.toUpperCase()}_URL`;
      const list = env[name] || `http://localhost:${servicePort(service)}`;
      return [service, partsOf(list).map((url) => urlOf(name, url))];
    }),
  );

/** With its path and, unlike a service's, what it asks for. */
export const httpUrlOf = (name: string, text: string): string => {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw new ConfigError(
      `Set ${name} to an address like http://HOST:PORT/PATH, not ${JSON.stringify(masked(text))}.`,
    );
  return url.href;
};

const urlOf = (name: string, text: string): string => {
  const url = URL.parse(text);
  const isPlain = url && /^https?:$/.test(url.protocol) && url.search === '' && url.username === '';
  if (!isPlain)
    throw new ConfigError(
      `Set ${name} to http://HOST:PORT, replicas with commas between them, not ${JSON.stringify(masked(text))}.`,
    );
  return url.href.replace(/\/$/, '');
};
