import type { Money } from '../../../kernel/money.ts';
import type { Recorded } from '../../../kernel/messages.ts';
import { nothing, repeated, type Findings } from './ledger.ts';

type Data = {
  orderId: string;
  from?: string;
  to?: string;
  amount?: Money;
  platformFee?: Money;
  price?: Record<'subtotal' | 'serviceFee' | 'total' | 'commission' | 'sellerEarnings', Money>;
};
type OrderEvent = Recorded & { data: Data };
type Payment = { id: string; capture: { outcome: string; amount?: Money } };
type Refund = { id: string; captureKey: string; amount: Money };

/** The only ways from one status to the next. */
const LEGAL: Record<string, string[]> = {
  NONE: ['PENDING_PAYMENT'],
  PENDING_PAYMENT: ['AWAITING_REQUIREMENTS', 'IN_PROGRESS', 'CANCELLED'],
  AWAITING_REQUIREMENTS: ['IN_PROGRESS', 'CANCELLED'],
  IN_PROGRESS: ['DELIVERED', 'CANCELLED'],
  DELIVERED: ['IN_REVISION', 'COMPLETED'],
  IN_REVISION: ['DELIVERED', 'CANCELLED'],
};
const AT_MOST_ONCE = [
  'OrderPlaced',
  'PaymentCaptured',
  'PaymentFailed',
  'OrderStarted',
  'OrderCompleted',
  'OrderCancelled',
  'EarningsReleased',
  'RefundRequested',
  'PaymentRefunded',
  'OrderMarkedLate',
];

/** I4 and I6: each order goes a legal way, its money adds up, and the processor took and gave it once. */
export const checkOrders = (events: Recorded[], payments: Payment[], refunds: Refund[]): Findings => {
  const found = nothing();
  const byId = new Map(payments.map((payment) => [payment.id, payment]));
  for (const id of repeated(payments.map((payment) => payment.id)))
    found.doubled.push(`order ${id} was paid twice`);
  for (const key of repeated(refunds.map(({ captureKey }) => captureKey)))
    found.doubled.push(`order ${key} was refunded twice`);
  const orders = Map.groupBy(
    (events as OrderEvent[]).filter(({ stream }) => stream.startsWith('ord_')),
    ({ stream }) => stream,
  );
  for (const [id, history] of orders) checkOrder(id, history, byId.get(id), found);
  for (const { id } of payments)
    if (!orders.has(id)) found.wrong.push(`a payment of ${id}, which is no order`);
  return found;
};

const checkOrder = (
  id: string,
  history: OrderEvent[],
  payment: Payment | undefined,
  { doubled, wrong }: Findings,
) => {
  const count = (type: string) => history.filter((event) => event.type === type).length;
  for (const type of AT_MOST_ONCE) if (count(type) > 1) doubled.push(`${id}: ${count(type)} ${type}`);
  if (count('EarningsReleased') + count('PaymentRefunded') > 1) doubled.push(`${id}: released and refunded`);

  let status = 'NONE';
  for (const { type, data } of history) {
    if (!data.to) continue;
    const isLegal = (data.from ?? 'NONE') === status && LEGAL[status]?.includes(data.to);
    if (!isLegal && data.to !== data.from) wrong.push(`${id}: ${type} from ${status} to ${data.to}`);
    status = data.to;
  }

  const amount = (type: string, field: 'amount' | 'platformFee' = 'amount') =>
    history.find((event) => event.type === type)?.data[field]?.minorUnits ?? 0;
  const { price } = history[0]!.data;
  const captured = amount('PaymentCaptured');
  const released = amount('EarningsReleased') + amount('EarningsReleased', 'platformFee');
  if (!price || price.total.minorUnits !== price.subtotal.minorUnits + price.serviceFee.minorUnits)
    wrong.push(`${id}: its total is not subtotal and fee`);
  if (captured > 0 && captured !== price?.total.minorUnits) wrong.push(`${id}: another sum was captured`);
  if (released > 0 && released !== captured) wrong.push(`${id}: ${captured} captured, ${released} released`);
  if (amount('PaymentRefunded') > captured) wrong.push(`${id}: more was refunded than captured`);
  if (status === 'COMPLETED' && released === 0) wrong.push(`${id}: completed, and nothing released`);
  if (captured > 0 && payment?.capture.outcome !== 'captured')
    wrong.push(`${id}: captured, but not at the processor`);
  if (captured === 0 && payment?.capture.outcome === 'captured')
    wrong.push(`${id}: captured at the processor alone`);
};
