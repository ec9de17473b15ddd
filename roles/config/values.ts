/** What was set cannot be used: one line that says what to set. */
export class ConfigError extends Error {}

export type Env = NodeJS.ProcessEnv;

export const oneOf = (env: Env, name: string, values: string[], otherwise?: string) => {
  const value = env[name] ?? otherwise;
  if (value !== undefined && !values.includes(value))
    throw new ConfigError(`Set ${name} to ${values.join(', ')}, or unset it; not ${JSON.stringify(value)}.`);
  return value;
};

export const portOf = (port: string): number => {
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new ConfigError(`Set PORT to a number from 0 to 65535, not ${JSON.stringify(port)}.`);
  return Number(port);
};

export const secondsOf = (env: Env, name: string, otherwise: number, most: number): number => {
  const value = env[name] ?? String(otherwise);
  if (!/^\d{1,5}(\.\d{1,3})?$/.test(value) || Number(value) > most)
    throw new ConfigError(`Set ${name} to seconds from 0 to ${most}, not ${JSON.stringify(value)}.`);
  return Number(value);
};

export const dataDirOf = (folder: string): string => {
  if (folder.trim() === '') throw new ConfigError('Set DATA_DIR to a folder, or unset it; it is empty.');
  return folder;
};

export const partsOf = (list: string): string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

export const originsOf = (list: string): string[] => {
  const origins = partsOf(list);
  for (const origin of origins)
    if (URL.parse(origin)?.origin !== origin)
      throw new ConfigError(
        `Set CORS_ORIGINS to origins like https://shop.example.com, not ${JSON.stringify(origin)}.`,
      );
  return origins;
};

/** The service of gigs reads them itself; what it cannot compare with an address would let nothing in. */
export const expectGalleryHosts = (env: Env) => {
  const list = env['GALLERY_HOSTS'];
  if (list === undefined) return;
  const hosts = partsOf(list);
  const wrong = hosts.find((host) => URL.parse(`https://${host}`)?.hostname !== host);
  if (wrong !== undefined || hosts.length === 0)
    throw new ConfigError(
      `Set GALLERY_HOSTS to names of hosts like images.example.com, not ${JSON.stringify(wrong ?? list)}.`,
    );
};

export const tracesOf = (env: Env): { tracesTo?: string } => {
  const url = env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  if (!url) return {};
  if (!/^https?:\/\/[^/\s]+/.test(url))
    throw new ConfigError(
      `Set OTEL_EXPORTER_OTLP_ENDPOINT to an address like http://collector:4318, or unset it; not ${JSON.stringify(url)}.`,
    );
  return { tracesTo: url };
};
