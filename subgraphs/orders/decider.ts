import type { Decider } from '../../kernel/decider.ts';
import type { OrderCommand, ProcessCommand } from './commands.ts';
import { cancelForMissingRequirements, cancelLateOrder } from './decider/cancellation.ts';
import { completeOrder, deliverOrder, markLate, requestRevision } from './decider/delivery.ts';
import { evolve } from './decider/evolve.ts';
import { noSuchOrder } from './decider/guards.ts';
import { goesAhead } from './decider/machine.ts';
import { isPlaced, type Order, type Placed } from './decider/order.ts';
import { checkPayment, confirmPayment, confirmRefund, failPayment } from './decider/payment.ts';
import { placeOrder } from './decider/place-order.ts';
import { skipRequirements, submitRequirements } from './decider/requirements.ts';
import type { OrderEvent } from './events.ts';

export { conversationDecider } from './decider/conversation.ts';

/** What happens where the machine lets the command through. */
const proceed = (command: ProcessCommand, order: Placed): OrderEvent[] => {
  switch (command.type) {
    case 'ConfirmPayment':
      return confirmPayment(command, order);
    case 'FailPayment':
      return failPayment(command, order);
    case 'CheckPayment':
      return checkPayment(order);
    case 'SubmitRequirements':
      return submitRequirements(command, order);
    case 'SkipRequirements':
      return skipRequirements(command, order);
    case 'CancelForMissingRequirements':
      return cancelForMissingRequirements(order);
    case 'DeliverOrder':
      return deliverOrder(command, order);
    case 'MarkLate':
      return markLate(command, order);
    case 'CancelLateOrder':
      return cancelLateOrder(order);
    case 'RequestRevision':
      return requestRevision(command, order);
    case 'AcceptDelivery':
    case 'CompleteOrder':
      return completeOrder(command, order);
    case 'ConfirmRefund':
      return confirmRefund(command, order);
  }
};

export const orderDecider: Decider<Order, OrderCommand, OrderEvent> = {
  initialState: { status: 'UNPLACED' },

  decide(command, order) {
    if (command.type === 'PlaceOrder') return placeOrder(command, order);
    if (!isPlaced(order)) throw noSuchOrder(command.data);
    return goesAhead(command, order) ? proceed(command, order) : [];
  },

  evolve,
};
