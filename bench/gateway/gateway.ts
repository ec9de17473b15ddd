import { say } from '../figures.ts';
import { openGround } from './ground.ts';
import { pinThis } from './processes.ts';
import { measure, turned, type Result } from './rounds.ts';
import { sayResults } from './table.ts';
import { OFF, type Target } from './targets.ts';

const MAIN: Target[] = ['stock', 'ours', 'floor'];
/** Each lane's worth is told, not judged: one round is enough. */
const ROUNDS_OF_OFF = 1;

export type GatewayOptions = { rounds: number; seconds: number };

/**
 * Ours, as in production, and stock, on the same subgraphs: CPU per request, requests per second, and how long they
 * take. Answers the ratios: of stock to ours, and of ours to what the same calls cost with nothing parsed.
 */
export const benchGateway = async ({ rounds, seconds }: GatewayOptions): Promise<object> => {
  pinThis();
  const standing = await openGround();
  const results: Result[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const targets = turned(round < ROUNDS_OF_OFF ? [...MAIN, ...OFF] : MAIN, round);
      for (const target of targets) results.push(...(await measure(target, standing, seconds)));
      say('gateway: rounds', `${round + 1} of ${rounds}`);
    }
  } finally {
    await standing.close();
  }
  return sayResults(results, [...MAIN, ...OFF]);
};
