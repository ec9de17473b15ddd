import { describe, expect, it } from '@jest/globals';
import { createBreaker, type BreakerState } from '../../../gateway/subgraph/breaker.ts';
import { createSubgraph, type SubgraphOptions } from '../../../gateway/subgraph.ts';
import { telling, WireError, type Fault, type Wire } from '../../../gateway/wires/wire.ts';
import { asker, quiet } from './asking.ts';

const OPTIONS = { failures: 3, window: 1_000, pause: 500 };

describe('a breaker', () => {
  const open = () => {
    const states: BreakerState[] = [];
    const breaker = createBreaker(OPTIONS, (state) => states.push(state));
    for (const now of [0, 10, 20]) breaker.failed(now);
    return { breaker, states };
  };

  it('opens after so many failures in a row', () => {
    const { breaker, states } = open();
    expect(states).toEqual(['open']);
    expect(breaker.refuses(30)).toBe(true);
  });

  it('stays closed while one of them succeeds, or they are far apart', () => {
    const breaker = createBreaker(OPTIONS, () => {});
    for (const now of [0, 10]) breaker.failed(now);
    breaker.succeeded();
    for (const now of [20, 30, 1_040]) breaker.failed(now);
    expect(breaker.refuses(1_050)).toBe(false);
  });

  it('lets one try after a pause, and nobody else meanwhile', () => {
    const { breaker, states } = open();
    expect([519, 520, 521].map((now) => breaker.refuses(now))).toEqual([true, false, true]);
    breaker.succeeded();
    expect(breaker.refuses(522)).toBe(false);
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('waits for another pause when that one fails, and for none when it told nothing', () => {
    const { breaker } = open();
    expect(breaker.refuses(600)).toBe(false);
    breaker.failed(700);
    expect([1_199, 1_200].map((now) => breaker.refuses(now))).toEqual([true, false]);
    breaker.abandoned();
    expect(breaker.refuses(1_201)).toBe(false);
  });

  it('is not kept open by what began before it opened', () => {
    const { breaker } = open();
    breaker.failed(500);
    expect(breaker.refuses(520)).toBe(false);
  });
});

describe('a subgraph that does not answer', () => {
  const reach = (options: SubgraphOptions = {}) => {
    const state = { fault: 'not sent' as Fault | undefined, sent: 0 };
    const wire: Wire = {
      send: telling(async () => {
        state.sent += 1;
        if (state.fault) throw new WireError(state.fault, 'No.');
        return { status: 200, headers: {}, body: Buffer.from('{"data":{"a":1}}') };
      }),
      close: async () => {},
    };
    const options_ = { breaker: { failures: 3, pause: 50 }, ...options };
    return { state, ask: asker(createSubgraph({ name: 'orders', wire, log: quiet, options: options_ })) };
  };
  const failTimes = async (ask: () => Promise<unknown>, times: number) => {
    for (let i = 0; i < times; i += 1) await expect(ask()).rejects.toThrow('cannot be reached');
  };

  it('is not asked for a while, says so, and then is asked once more', async () => {
    const told: string[] = [];
    const { state, ask } = reach({
      onBreaker: (name, now) => told.push(`${name} ${now}`),
      onFetch: (_, outcome) => told.push(outcome),
    });
    await failTimes(ask, 3);
    await expect(ask()).rejects.toMatchObject({
      message: 'The orders service did not answer 3 times in a row and is not asked for now. Try again.',
      extensions: { code: 'SERVICE_UNAVAILABLE' },
    });
    expect(state.sent).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 60));
    state.fault = undefined;
    expect(await ask()).toEqual({ data: { a: 1 } });
    const failures = ['failed', 'failed', 'orders open', 'failed', 'refused'];
    expect(told).toEqual(['orders closed', ...failures, 'orders half-open', 'orders closed', 'answered']);
  });

  it('is not blamed for time that was used up before it was asked', async () => {
    const { state, ask } = reach();
    for (let i = 0; i < 3; i += 1)
      await expect(ask('{ a }', { deadline: performance.now() })).rejects.toThrow(
        'did not answer within 0 ms',
      );
    expect(state.sent).toBe(0);
    state.fault = undefined;
    expect(await ask()).toEqual({ data: { a: 1 } });
  });

  it('is asked on when only clients left, or when it answered, whatever it was', async () => {
    const { state, ask } = reach();
    for (const fault of ['cancelled', 'too large', 'not HTTP', 'cancelled'] as const) {
      state.fault = fault;
      await expect(ask()).rejects.toThrow();
    }
    expect(state.sent).toBe(4);
  });

  it('is asked each time where there is no breaker', async () => {
    const { state, ask } = reach({ breaker: false });
    await failTimes(ask, 20);
    expect(state.sent).toBe(20);
  });
});
