import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { schema, SEED, startFuzzing, TIMES, type Fuzzing } from './fuzz.ts';
import { answeredOf, requestOf } from './requests.ts';
import { TOO_LONG, type Measured } from './gateway-process.ts';
import { dribble } from './slow.ts';

// FUZZ=100000 FUZZ_SEED=1 npm run test:fuzz

const MIB = 1024 * 1024;
/** Of CPU and patience, for each request on a busy machine. */
const EACH = 200;

let fuzzing: Fuzzing;
let before: Measured;
beforeAll(async () => {
  process.stdout.write(`FUZZ=${TIMES} FUZZ_SEED=${SEED}\n`);
  fuzzing = await startFuzzing();
  before = await fuzzing.gateway.measure();
}, 60_000);
afterAll(() => fuzzing.close());

/** An error of which we are the cause: no subgraph says what these say. */
const OURS = /^(?:Type|Range|Reference|Syntax)Error|^Error/;

describe(`a gateway that gets anything (seed ${SEED})`, () => {
  it(
    `answers ${TIMES} odd requests, and those in between that come byte by byte`,
    async () => {
      const { gateway, token, findings } = fuzzing;
      const slow = dribble(gateway.port);
      let number = 0;
      await fuzzing.sendAll(
        () => (number < TIMES ? requestOf({ schema, seed: SEED, token }, number++) : undefined),
        false,
      );
      expect(findings).toEqual([]);
      expect(gateway.failures).toEqual([]);
      expect(await slow).toEqual([]);
      expect(fuzzing.counts['200']).toBeGreaterThan(TIMES / 5);
    },
    120_000 + TIMES * EACH,
  );

  it(
    `makes the best of ${TIMES} mutated answers`,
    async () => {
      const { gateway, token, findings } = fuzzing;
      let number = 0;
      for (let mutated = 0; mutated < TIMES; { mutated } = await gateway.measure()) {
        const end = number + Math.ceil((TIMES - mutated) * 1.05);
        await fuzzing.sendAll(
          () => (number < end ? answeredOf({ schema, seed: SEED, token }, number++) : undefined),
          true,
        );
      }
      expect(findings).toEqual([]);
      expect(gateway.failures.filter(({ failed }) => OURS.test(failed))).toEqual([]);
    },
    120_000 + TIMES * EACH,
  );

  it('still runs, never stood still, and has not grown without end', async () => {
    const { gateway, counts } = fuzzing;
    expect(gateway.ending()).toBeUndefined();
    const after = await gateway.measure();
    const grown = (what: 'heapUsed' | 'rss') => Math.round((after[what] - before[what]) / MIB);
    const figures = { heapMiB: grown('heapUsed'), rssMiB: grown('rss'), longest: Math.round(after.longest) };
    process.stdout.write(`${JSON.stringify({ ...figures, ...counts, answers: after.answers })}\n`);
    expect(after.longest).toBeLessThan(TOO_LONG);
    // Documents, their forms, plans and code: each has its bound, and after 20,000 requests they are full.
    expect(figures.heapMiB).toBeLessThan(500);
    expect(figures.rssMiB).toBeLessThan(1_200);
  });
});
