import type { Host, ViewsOf } from '../../kernel/chimera.ts';
import { loadListOfEach } from '../../kernel/graphql/connections.ts';
import { loadOne, loadRow, only, onlyById, type Gettable } from '../../kernel/graphql/loaders.ts';
import type { Viewer } from '../../kernel/graphql/viewer.ts';
import type * as projections from './projections.ts';
import type { ConversationView, EarningsEntry, OrderView } from './projections.ts';
import { timelineOf } from './resolvers/timeline.ts';

type Views = Pick<
  typeof projections,
  'orders' | 'messages' | 'conversations' | 'offers' | 'sellers' | 'earnings' | 'balances'
>;
type Parties = { buyerId: string; sellerId: string };

const isParty = ({ id, isStaff }: Viewer, { buyerId, sellerId }: Parties) =>
  isStaff || (id !== null && (id === buyerId || id === sellerId));

const isOwner = ({ id, isStaff }: Viewer, sellerId: string) => isStaff || id === sellerId;

export const canSee = { Order: isParty };

/**
 * Once per request. By id an order and its conversation are read from their pages, so that who has just
 * written sees it; lists may lag.
 */
export const createLoaders = ({ views, pages, texts, cursors }: Host<ViewsOf<Views>>, viewer: Viewer) => {
  const order = pages['order'] as Gettable<OrderView>;
  const conversation = pages['conversation'] as Gettable<ConversationView>;
  const orders = only(views.orders, viewer, canSee.Order);
  const messages = only(views.messages, viewer, isParty);
  const ownEarnings = (of: Viewer, { sellerId }: EarningsEntry) => isOwner(of, sellerId);
  return {
    order: loadOne(onlyById(order, viewer, canSee.Order)),
    ordersOfBuyer: loadListOfEach(orders, 'buyerId', cursors),
    ordersOfSeller: loadListOfEach(orders, 'sellerId', cursors),
    conversation: loadOne(onlyById(conversation, viewer, isParty)),
    messagesOfOrder: loadListOfEach(messages, 'orderId', cursors),
    offer: loadOne(views.offers),
    seller: loadOne(views.sellers),
    earningsOfSeller: loadListOfEach(only(views.earnings, viewer, ownEarnings), 'sellerId', cursors),
    balance: loadOne(onlyById(views.balances, viewer, (of, { id }) => isOwner(of, id))),
    text: loadRow(texts),
    timeline: timelineOf(cursors),
  };
};

export type Loaders = ReturnType<typeof createLoaders>;
