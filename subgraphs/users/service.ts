import type { Service } from '../../kernel/chimera.ts';
import { claims } from './accounts/claims.ts';
import type { UserCommand } from './commands.ts';
import { userDecider } from './decider.ts';
import { upcasts } from './events.ts';
import { canSeeUser, createLoaders } from './loaders.ts';
import { users, views } from './projections.ts';
import { resolvers } from './resolvers.ts';
import { createTools } from './tools/tools.ts';
export type { UsersTools } from './tools/tools.ts';

const user: Service['aggregates'][string] = {
  commands: ['RegisterUser', 'UpdateProfile', 'OpenSellerProfile', 'SetAvailability', 'SetCapacity'],
  streamOf: ({ data }: UserCommand) => data.userId,
  decider: userDecider,
  claims,
  page: users,
};

export const service: Service = {
  name: 'users',
  schema: new URL('../../schema/users.graphql', import.meta.url),
  aggregates: { user },
  upcasts,
  views,
  createTools,
  createLoaders,
  resolvers,
  canSee: { User: canSeeUser },
};
