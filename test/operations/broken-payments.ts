import { capturePayment } from '../../subgraphs/orders/reactions.ts';

// Loaded before main.ts (--import): a build with a bug.

capturePayment.on.OrderPlaced = async () => {
  throw new TypeError('The processor answers in another format.');
};
