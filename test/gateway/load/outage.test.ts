import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { apolloGateway } from '../../../gateway/lanes/stock.ts';
import { withLength, type Handler } from '../wires/raw-server.ts';
import { answering, openNotebook, pageOf } from './notebook.ts';

const AT_ONCE = 10;
const MILLISECONDS = 600;
/** Of a subgraph, in ms: far above what a healthy one takes on a busy machine. */
const TIMEOUT = 4_000;

const ME = '{ me { id name } }';
const { id, name, notes } = pageOf('sam').data.me;
const WELL = JSON.stringify({ data: { me: { id, name } } });
const WITHOUT_PLACES = { me: { id, name, notes: notes.map((note) => ({ ...note, place: null })) } };

beforeAll(apolloGateway); // what the first answer that is none is handed to: a second for jest, an eighth for node

let close = async () => {};
afterEach(() => close());

/** The hundredth that took longest of requests for healthy fields, while as many ask for the others, too. */
const measure = async (
  ask: Awaited<ReturnType<typeof openNotebook>>['ask'],
  expectOther: (text: string) => void,
) => {
  const until = performance.now() + MILLISECONDS;
  const took: number[] = [];
  const healthy = async () => {
    for (let before = performance.now(); before < until; before = performance.now()) {
      expect(await ask('sam', ME)).toEqual({ status: 200, text: WELL });
      took.push(performance.now() - before);
    }
  };
  const others = async () => {
    while (performance.now() < until) expectOther((await ask('sam')).text);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, () => [healthy(), others()]).flat());
  return took.sort((a, b) => a - b)[Math.floor(took.length * 0.99)]!;
};

const whole = answering('places');

it.each<[string, Handler, string]>([
  ['down', (socket) => socket.destroy(), 'SERVICE_UNAVAILABLE'],
  [
    'slow',
    (socket, asked) => void sleep(5_000, undefined, { ref: false }).then(() => whole(socket, asked)),
    'SERVICE_UNAVAILABLE',
  ],
  ['answering garbage', (socket) => socket.write(withLength('<html>Welcome</html>')), 'BAD_GATEWAY'],
  [
    'answering half',
    (socket) => socket.end(withLength('{"data":{"_entities":[]}}').slice(0, -9)),
    'SERVICE_UNAVAILABLE',
  ],
])('others do not wait longer while a subgraph is %s', async (_, trouble, code) => {
  let places = whole;
  const notebook = await openNotebook({
    places: (socket, asked) => places(socket, asked),
    subgraphs: { timeout: TIMEOUT },
  });
  close = notebook.close;
  const { ask } = notebook;
  await measure(ask, () => {}); // everything is compiled
  const before = await measure(ask, (text) => expect(JSON.parse(text)).toEqual(pageOf('sam')));
  places = trouble;
  const codes = new Set<string>();
  const during = await measure(ask, (text) => {
    const { data, errors } = JSON.parse(text) as { data: object; errors: { extensions: { code: string } }[] };
    expect(data).toEqual(WITHOUT_PLACES);
    for (const { extensions } of errors) codes.add(extensions.code);
  });
  // Once the breaker is open nobody is asked, whatever the trouble was.
  expect([...codes]).toEqual(expect.arrayContaining([code]));
  expect([...codes].filter((other) => other !== code && other !== 'SERVICE_UNAVAILABLE')).toEqual([]);
  expect(during).toBeLessThan(Math.max(2 * before, TIMEOUT / 2)); // who waited would take all of it
});
