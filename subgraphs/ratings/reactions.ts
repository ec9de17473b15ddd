import type { Reaction } from '../../kernel/chimera.ts';
import { siblingId } from '../../kernel/ids.ts';
import type { OrderEvent } from '../orders/events.ts';
import type { RatingCommand } from './commands.ts';

/** A completed order may be rated. Its rating has the order's ULID, so there can be but one. */
export const openRatingWindow: Reaction<OrderEvent, RatingCommand> = {
  since: '2020-01-01T00:00:00.000Z',
  on: {
    async OrderCompleted({ data: { orderId, gigId, buyerId, sellerId, sellerLoad }, at }, { send }) {
      const ratingId = siblingId('rtg', orderId);
      const data = { ratingId, orderId, gigId, buyerId, sellerId, completedAt: at, sellerLoad };
      await send({ type: 'OpenRatingWindow', data });
    },
  },
};
