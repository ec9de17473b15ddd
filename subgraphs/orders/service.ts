import type { Service } from '../../kernel/chimera.ts';
import { siblingId } from '../../kernel/ids.ts';
import { conversationCommands, orderCommands } from './commands.ts';
import type { ConversationCommand, OrderCommand } from './commands.ts';
import { conversationDecider, orderDecider } from './decider.ts';
import { upcasts } from './events.ts';
import { canSee, createLoaders } from './loaders.ts';
import { createTestProcessor } from './payments/test-processor.ts';
import { balances, conversations, earnings, messages, offers, orders, sellers } from './projections.ts';
import { resolvers } from './resolvers.ts';

export const service: Service = {
  name: 'orders',
  schema: new URL('../../schema/orders.graphql', import.meta.url),
  aggregates: {
    order: {
      commands: orderCommands,
      streamOf: ({ data }: OrderCommand) => data.orderId,
      decider: orderDecider,
      page: orders,
    },
    conversation: {
      commands: conversationCommands,
      streamOf: ({ data }: ConversationCommand) => siblingId('cnv', data.orderId),
      decider: conversationDecider,
      page: conversations,
    },
  },
  upcasts,
  views: { orders, conversations, messages, offers, sellers, earnings, balances },
  createTools: async ({ rows }) => ({ payments: await createTestProcessor(rows) }),
  createLoaders,
  resolvers,
  canSee,
};
