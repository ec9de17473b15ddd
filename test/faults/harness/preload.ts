import { onPoint } from '../../../kernel/points.ts';

// Loaded before main.ts (--import): the environment says where this process dies, what its clock shows, and in
// what it differs from the build that the tree holds.

/** `FAULTS_POINT=publish.afterAck:3` dies when that is reached for the third time; `:freeze` stands still. */
const [point, nth, how] = (process.env['FAULTS_POINT'] ?? '').split(':');
let left = Number(nth ?? 1);
if (point)
  onPoint((reached) => {
    if (reached !== point) return;
    left -= 1;
    if (left === 0) process.kill(process.pid, how === 'freeze' ? 'SIGSTOP' : 'SIGKILL');
  });

/** `FAULTS_CLOCK=600000` is ten minutes ahead; `600000@5000:-600000` jumps after five seconds. */
const [first, then] = (process.env['FAULTS_CLOCK'] ?? '').split('@');
if (first) {
  const RealDate = Date;
  const [after, second] = (then ?? '').split(':').map(Number);
  const begin = performance.now();
  const offset = () => (second !== undefined && performance.now() - begin > after! ? second : Number(first));
  const now = () => RealDate.now() + offset();
  globalThis.Date = class extends RealDate {
    constructor(...given: ConstructorParameters<typeof RealDate> | []) {
      if (given.length === 0) super(now());
      else super(...given);
    }
    static override now = now;
  } as DateConstructor;
}

/** `FAULTS_RAISE=orders.orders,gigs.gigs+3`: these views are of the next version, and of the third from now. */
for (const raised of list(process.env['FAULTS_RAISE'])) {
  const [name, by = '1'] = raised.split('+') as [string, string?];
  const [service, view] = name.split('.') as [string, string];
  const projections = (await import(`../../../subgraphs/${service}/projections.ts`)) as Record<
    string,
    { version: number }
  >;
  projections[view]!.version += Number(by);
}

/** `FAULTS_LIFT=users.SellerCapacityChanged`: these events are of the next schema version. */
for (const name of list(process.env['FAULTS_LIFT'])) {
  const [service, type] = name.split('.') as [string, string];
  const { upcasts } = (await import(`../../../subgraphs/${service}/events.ts`)) as {
    upcasts: Record<string, ((data: object) => object)[]>;
  };
  upcasts[type] = [...(upcasts[type] ?? []), (data) => data];
}

function list(names = '') {
  return names.split(',').filter(Boolean);
}
