import { createHmac } from 'node:crypto';
import { canonicalJson } from '../canonical.ts';
import { refuseAll } from '../domain-error.ts';
import type { Context, Repeatable, SendOptions, Sent } from './context.ts';
import { memberOf } from './context.ts';
import { keyProblems } from './inputs.ts';
import { inSpan } from './tracing.ts';
import type { SubgraphRequest } from './subgraph-call.ts';
import type { Viewer } from './viewer.ts';
import type { Hosted } from '../host.ts';
import { commandId, idFrom } from '../ids.ts';
import type { Asked, Command } from '../messages.ts';
import { reached } from '../points.ts';

/** What the resolvers of one request get. */
export const createContext = (
  hosted: Hosted,
  viewer: Viewer,
  { headers }: SubgraphRequest,
  setCookie: (cookie: string) => void,
): Context => {
  const { service, host, tools } = hosted;
  const newLoaders = () => service.createLoaders(host, viewer, tools);
  const drafts = createDrafts(hosted, viewer);
  const requestId = headers['x-request-id'] ?? host.ids.next('req');
  const actorId = viewer.id ?? 'anonymous';
  const context: Context = {
    viewer,
    load: newLoaders(),
    tools,
    clock: host.clock,
    ids: host.ids,
    requestId,
    cookies: cookiesOf(headers['cookie']),
    setCookie,
    text: drafts.add,
    newId: (prefix, command, { idempotencyKey }) =>
      idempotencyKey ? idFrom(prefix, commandId(actorId, command, idempotencyKey)) : host.ids.next(prefix),
    async send(asked, input, options = {}) {
      const sent = await inSpan(asked.type, headers, (traceparent) =>
        send(hosted, { viewer, asked, input, requestId, traceparent, drafts, options }),
      );
      context.load = newLoaders(); // what was loaded before the command is old
      return sent;
    },
  };
  return context;
};

type Sending = {
  viewer: Viewer;
  asked: Asked<Command>;
  input: Repeatable;
  requestId: string;
  traceparent: string | undefined;
  drafts: ReturnType<typeof createDrafts>;
  options: SendOptions;
};

const send = async (hosted: Hosted, sending: Sending): Promise<Sent<unknown>> => {
  const { viewer, asked, input, requestId, traceparent, drafts, options } = sending;
  const { host, handleCommand } = hosted;
  refuseAll(keyProblems(input));
  const { idempotencyKey, expectedVersion, ...request } = input;
  const id = options.as ?? memberOf(viewer);
  const by = { kind: viewer.isStaff ? ('staff' as const) : ('user' as const), id };
  const key = idempotencyKey ?? host.ids.next('key');
  const before = async () => {
    await drafts.store();
    await options.before?.();
  };
  try {
    const { stream, ...handled } = await handleCommand(
      { ...asked, by, at: host.clock.now().toISOString() },
      {
        commandId: commandId(viewer.id ?? 'anonymous', asked.type, key),
        requestHash: hmac(host.secret('requests'), canonicalJson([asked.type, request, expectedVersion])),
        correlationId: requestId,
        traceparent,
        before,
        ...(expectedVersion != null && { expectedVersion }),
      },
    );
    reached('reply.before');
    return { page: await pageOfSent(hosted, asked, stream), ...handled };
  } finally {
    drafts.discard();
  }
};

const pageOfSent = async ({ service, host }: Hosted, { type }: Asked<Command>, stream: string) => {
  const [name] = Object.entries(service.aggregates).find(([, { commands }]) => commands.includes(type))!;
  const [page] = (await host.pages[name]?.get([stream])) ?? [];
  return page ?? null;
};

/**
 * Private texts that wait for their event: stored before it, and not at all when the command is
 * refused. The id follows from author, key and body, so that a repeated command names the same text.
 */
const createDrafts = ({ host }: Hosted, viewer: Viewer) => {
  let waiting: { id: string; subjectId: string; body: string }[] = [];
  return {
    add(body: string, { idempotencyKey }: Repeatable) {
      const subjectId = memberOf(viewer);
      const key = idempotencyKey ?? host.ids.next('key');
      const id = idFrom('txt', hmac(host.secret('texts'), canonicalJson([subjectId, key, body])));
      waiting.push({ id, subjectId, body });
      return id;
    },
    async store() {
      for (const text of waiting) await host.texts.insert(text);
    },
    /** Stored or refused: the next command of the request has texts of its own. */
    discard() {
      waiting = [];
    },
  };
};

const hmac = (secret: Buffer, text: string) => createHmac('sha256', secret).update(text).digest('hex');

const cookiesOf = (header = ''): Record<string, string> =>
  Object.fromEntries(
    header
      .split(/; */)
      .filter((pair) => pair.includes('='))
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  );
