import { ConfigError } from './values.ts';

const SERVICES = ['users', 'gigs', 'orders', 'ratings'] as const;

export type Role = { kind: 'gateway' } | { kind: 'service' | 'worker'; service: (typeof SERVICES)[number] };

/** All of them in one process, or an operation on the stores. */
export const OPERATIONS = [
  'start',
  'seed',
  'replay',
  'parked',
  'staff',
  'views:drop',
  'recover',
  'republish',
] as const;
export type Operation = (typeof OPERATIONS)[number];

export type Command = Operation | Role;

export const commandOf = (text: string): Command => {
  const operation = OPERATIONS.find((name) => name === text);
  if (operation) return operation;
  if (text === 'gateway') return { kind: 'gateway' };
  const [name, kind, ...rest] = text.split('.');
  const service = SERVICES.find((one) => one === name);
  if (service && (kind === 'service' || kind === 'worker') && rest.length === 0) return { kind, service };
  throw new ConfigError(
    `Expected one of ${OPERATIONS.join(', ')}, or a role: gateway, ` +
      `${SERVICES.map((one) => `${one}.service`).join(', ')}, ` +
      `${SERVICES.map((one) => `${one}.worker`).join(', ')}; got ${text}.`,
  );
};

export const nameOf = (role: Role) => (role.kind === 'gateway' ? role.kind : `${role.service}.${role.kind}`);

const FIRST_PORTS = { service: 4001, worker: 4101 };

/** The gateway's, and that of everything in one process, is 4000; a worker's is for its operator alone. */
export const defaultPort = (command: Command): number =>
  typeof command === 'string' || command.kind === 'gateway'
    ? 4000
    : FIRST_PORTS[command.kind] + SERVICES.indexOf(command.service);

/** Where the gateway finds each service, unless `USERS_URL` and the like say otherwise. */
export const defaultUrls: Record<string, string> = Object.fromEntries(
  SERVICES.map((service, index) => [service, `http://localhost:${FIRST_PORTS.service + index}`]),
);
