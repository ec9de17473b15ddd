import type { Service } from '../../kernel/chimera.ts';
import { commands, type GigCommand } from './commands.ts';
import { gigDecider } from './decider.ts';
import { upcasts } from './events.ts';
import { canSeeGig, createLoaders } from './loaders.ts';
import { gigs, views } from './projections.ts';
import { resolvers } from './resolvers.ts';
import { createTools } from './tools.ts';

const gig: Service['aggregates'][string] = {
  commands,
  streamOf: ({ data }: GigCommand) => data.gigId,
  decider: gigDecider,
  page: gigs,
};

export const service: Service = {
  name: 'gigs',
  schema: new URL('../../schema/gigs.graphql', import.meta.url),
  aggregates: { gig },
  upcasts,
  views,
  createTools,
  createLoaders,
  resolvers,
  canSee: { Gig: canSeeGig },
};
