export const SERVICES = ['users', 'gigs', 'orders', 'ratings'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** One head of one service, the gateway, or everything. */
export type Role = { kind: 'all' | 'gateway' } | { kind: 'service' | 'worker'; service: ServiceName };

export const ROLES = ['gateway', ...SERVICES.flatMap((name) => [`${name}.service`, `${name}.worker`])];

/** Undefined for what is none. */
export const roleOf = (command: string): Role | undefined => {
  if (command === 'start') return { kind: 'all' };
  if (command === 'gateway') return { kind: 'gateway' };
  const [name, kind] = command.split('.');
  const service = SERVICES.find((one) => one === name);
  if (!service || !ROLES.includes(command)) return undefined;
  return { kind: kind as 'service' | 'worker', service };
};

export const servicePort = (service: ServiceName) => 4_001 + SERVICES.indexOf(service);

/** 4000 for who answers clients, 4001 to 4004 for services, 4101 to 4104 for workers. */
export const defaultPort = (role: Role | undefined): number => {
  if (!role || !('service' in role)) return 4_000;
  return servicePort(role.service) + (role.kind === 'worker' ? 100 : 0);
};

export const nameOf = (role: Role) => ('service' in role ? `${role.service}.${role.kind}` : role.kind);
