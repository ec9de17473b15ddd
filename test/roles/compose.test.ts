import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { load } from 'js-yaml';
import { readConfig } from '../../roles/config.ts';
import { nameOf, ROLES, SERVICES } from '../../roles/config/role.ts';
import { AS_IN_THE_IMAGE } from './cluster.ts';

type Service = {
  image: string;
  command?: string[];
  environment?: Record<string, string | number | null>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  read_only?: boolean;
  cap_drop?: string[];
};
type Composition = { services: Record<string, Service>; volumes: Record<string, object> };

const text = readFileSync('docker-compose.yml', 'utf8');
const { services, volumes } = load(text) as Composition;
const isOurs = ({ image }: Service) => image === 'chimera';
const role = (name: string) => services[name.replace('.', '-')]!;

/** As compose fills it in where nothing is set, with the secrets that the container finds in its files. */
const environmentOf = ({ environment = {} }: Service) => {
  const isFilled = ([, value]: [string, unknown]) => value !== null; // else only where it is set
  const filled = Object.entries(environment)
    .filter(isFilled)
    .map(([name, value]) => [name, String(value).replace(/\$\{\w+:-(.*?)\}/g, '$1')]);
  const { MONGODB_URL_FILE, GATEWAY_KEY_FILE, ...env } = Object.fromEntries(filled) as Record<string, string>;
  return {
    ...env,
    ...(MONGODB_URL_FILE && { MONGODB_URL: 'mongodb://users:secret@mongo:27017/users?replicaSet=rs0' }),
    ...(GATEWAY_KEY_FILE && { GATEWAY_KEY: 'ab'.repeat(32) }),
  };
};

describe.each(ROLES)('%s in docker-compose.yml', (name) => {
  it('is started as itself, and its environment is accepted', () => {
    const { command } = role(name);
    expect(command).toEqual([name]);
    const config = readConfig(environmentOf(role(name)), command!);
    expect(nameOf(config.role)).toBe(name);
  });

  it('writes nothing of its own, and can do nothing that it need not', () =>
    expect(role(name)).toMatchObject({ read_only: true, cap_drop: ['ALL'], tmpfs: '/tmp' }));

  it('has its own secrets and no other', () => {
    const [owner] = name.split('.');
    expect(role(name).volumes).toEqual([`${owner}-secrets:/run/chimera:ro`]);
  });
});

it('the gateway reaches each service by the name and the port that it has there', () => {
  const { urls } = readConfig(environmentOf(services['gateway']!), ['gateway']);
  for (const service of SERVICES) {
    expect(urls[service]).toEqual([`http://${service}-service:4000`]);
    expect(role(`${service}.service`).environment!['PORT']).toBe(4000);
  }
});

it('the gateway is not told how to reach the stores', () =>
  expect(Object.keys(services['gateway']!.environment!).join()).not.toMatch(/MONGODB|KAFKA/));

it('names volumes, services and files that are there', () => {
  for (const { volumes: mounted = [], depends_on = {} } of Object.values(services)) {
    expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(depends_on)));
    for (const mount of mounted) {
      const [source] = mount.split(':') as [string];
      if (source.startsWith('.')) expect(existsSync(source)).toBe(true);
      else expect(Object.keys(volumes)).toContain(source);
    }
  }
});

it('no role begins to write before the demo is there', () => {
  for (const [name, service] of Object.entries(services).filter(([, one]) => isOurs(one)))
    if (/-(service|worker)$/.test(name))
      expect(service.depends_on).toEqual({ seed: { condition: 'service_completed_successfully' } });
});

it('holds no secret', () => {
  const all = Object.values(services).flatMap(({ environment = {} }) => Object.keys(environment));
  expect(
    all.filter((name) => /PASSWORD|SECRET|(?<!PUBLIC_)KEY|TOKEN/.test(name) && !name.endsWith('_FILE')),
  ).toEqual([]);
  expect(text).not.toMatch(/:\/\/[^/\s'"]+:[^/\s'"@]+@/);
});

it('the image leaves out what the container does not run', () => {
  const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
  expect(ignored).toContain('*');
  const dockerfile = readFileSync('Dockerfile', 'utf8');
  expect(dockerfile).toMatch(/^USER node$/m);
  expect(dockerfile).toContain(`ENTRYPOINT ["node", "${AS_IN_THE_IMAGE.join('", "')}", "main.ts"]`);
  expect(dockerfile).toContain(`RUN node ${AS_IN_THE_IMAGE.join(' ')} deploy/warm.mjs`);
  expect(dockerfile).toContain('npm ci --omit=dev');
});
