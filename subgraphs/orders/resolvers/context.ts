import type { Context } from '../../../kernel/graphql/context.ts';
import type { OrdersCommand } from '../commands.ts';
import type { Loaders } from '../loaders.ts';
import type { OrderView } from '../projections.ts';

export type OrdersContext = Context<Loaders, OrdersCommand, OrderView>;
