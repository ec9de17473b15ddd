import type { Service } from '../../kernel/chimera.ts';
import { commands, type RatingCommand } from './commands.ts';
import { ratingDecider } from './decider.ts';
import { upcasts } from './events.ts';
import { canSee, createLoaders } from './loaders.ts';
import { gigRatings, memberRatings, ratings } from './projections.ts';
import { resolvers } from './resolvers.ts';

export const service: Service = {
  name: 'ratings',
  schema: new URL('../../schema/ratings.graphql', import.meta.url),
  aggregates: {
    rating: {
      commands,
      streamOf: (command: RatingCommand) => command.data.ratingId,
      decider: ratingDecider,
      page: ratings,
    },
  },
  upcasts,
  views: { ratings, gigRatings, memberRatings },
  createLoaders,
  resolvers,
  canSee,
};
