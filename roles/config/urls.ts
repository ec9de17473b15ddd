import { defaultUrls } from './role-names.ts';
import { ConfigError, partsOf, type Env } from './values.ts';

/** By service, where its replicas are; without a slash at the end. */
export const urlsOf = (env: Env): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(defaultUrls).map(([service, otherwise]) => {
      const name = `${service.toUpperCase()}_URL`;
      return [service, partsOf(env[name] || otherwise).map((url) => urlOf(name, url))];
    }),
  );

const urlOf = (name: string, text: string): string => {
  const url = URL.parse(text);
  const isPlain = url && /^https?:$/.test(url.protocol) && url.search === '' && url.username === '';
  if (!isPlain)
    throw new ConfigError(
      `Set ${name} to http://HOST:PORT, replicas with commas between them, not ${JSON.stringify(text.replace(/\/\/[^/@]*@/, '//***@'))}.`,
    );
  return url.href.replace(/\/$/, '');
};
