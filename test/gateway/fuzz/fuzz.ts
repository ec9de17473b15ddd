import { readFileSync } from 'node:fs';
import { Supergraph } from '@apollo/federation-internals';
import { SUPERGRAPH } from '../../../schema/compose.ts';
import { pair, signed } from '../door/tokens.ts';
import { startGatewayProcess, TOO_LONG, type GatewayProcess } from './gateway-process.ts';
import { faultOf } from './judge.ts';
import { createClient, type Sent } from './sent.ts';

/** FUZZ=100000 sends so many, and mutates so many answers; FUZZ_SEED repeats a run. */
export const TIMES = Number(process.env['FUZZ'] ?? 2_000);
export const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 1_000_000);

const AT_ONCE = 4;

export const schema = Supergraph.build(readFileSync(SUPERGRAPH, 'utf8')).apiSchema().toGraphQLJSSchema();

export type Fuzzing = {
  gateway: GatewayProcess;
  token: string;
  /** What went wrong, and with what. */
  findings: string[];
  counts: Record<string, number>;
  /** Sends one after the other, a few at once, until there are none. */
  sendAll(next: () => Sent | undefined, mayFail: boolean): Promise<void>;
  close(): Promise<void>;
};

export const startFuzzing = async (): Promise<Fuzzing> => {
  const ours = await pair('fuzz');
  const token = await signed(ours);
  const gateway = await startGatewayProcess(ours.jwk);
  const client = createClient(gateway.port);
  const findings: string[] = [];
  const counts: Record<string, number> = {};
  // Word of a long turn comes after its answer.
  const lately: Sent[] = [];
  const report = (what: string, sent: Sent) => {
    if (findings.length < 20) findings.push(`${what}\n  ${shown(sent)}`);
  };
  gateway.onLongTurn((took) => {
    const longest = Math.max(took, counts['longest turn'] ?? 0);
    counts['longest turn'] = Math.round(longest);
    if (took > TOO_LONG) for (const sent of lately) report(`One of these took ${took.toFixed()} ms`, sent);
  });

  const sendOne = async (sent: Sent, mayFail: boolean) => {
    lately.push(sent);
    if (lately.length > 3 * AT_ONCE) lately.shift();
    try {
      const all = await client.send(sent);
      for (const came of all) {
        counts[came.status] = (counts[came.status] ?? 0) + 1;
        const fault = faultOf(came, { schema, operation: sent.operation, mayFail });
        if (fault) report(fault, sent);
      }
      if (all.length === 0 && !('raw' in sent)) report('No answer', sent);
    } catch (error) {
      report(String(error), sent);
    }
    if (gateway.ending() !== undefined) throw new Error(`The gateway ended with ${gateway.ending()}`);
  };

  return {
    ...{ gateway, token, findings, counts },
    async sendAll(next, mayFail) {
      const worker = async () => {
        for (let sent = next(); sent; sent = next()) await sendOne(sent, mayFail);
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
    },
    async close() {
      client.close();
      await gateway.close();
    },
  };
};

const shown = (sent: Sent) => {
  const bytes = 'raw' in sent ? sent.raw : sent.body;
  const head =
    'raw' in sent ? '' : `${sent.method} ${sent.path.slice(0, 800)} ${JSON.stringify(sent.headers)}`;
  const text = bytes?.toString() ?? '';
  const cut = text.length > 1_000 ? `${text.slice(0, 1_000)}… (${text.length})` : text;
  return `${sent.requestId}, ${sent.what}: ${head.slice(0, 1_000)}\n  ${JSON.stringify(cut)}`;
};
