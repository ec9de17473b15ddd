import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Switches } from '../../../gateway/lanes/lanes.ts';
import { answering, openNotebook, pageOf, QUERY } from './notebook.ts';

const PAIRS = Number(process.env['LOAD_PAIRS'] ?? 500);
const AT_ONCE = 8;
const MEMBERS = ['al', 'bea', 'sam', 'cleo', 'dora', 'edgar', 'fatima', 'gustave', 'hildegard'];

const LATE = 20;

const random = () => MEMBERS[Math.floor(Math.random() * MEMBERS.length)]!;

// Fails when the token is dropped from the key of shared fetches, and when an arena is not reset.
describe.each<[string, Partial<Switches>, number]>([
  ['the direct lane', {}, PAIRS],
  ['Apollo’s executor', { bytes: false }, PAIRS / 5],
  ['Apollo’s server', { direct: false }, PAIRS / 5],
])('through %s', (_, switches, pairs) => {
  it('two members who ask at once get each their own', async () => {
    const places = answering('places', 4);
    const { ask, close } = await openNotebook({ switches, people: answering('people', 4), places });
    let left = pairs;
    const pair = async () => {
      while (left-- > 0) {
        const two = [random(), random()];
        const answers = await Promise.all(two.map((id) => ask(id)));
        expect(answers.map(({ text }) => JSON.parse(text))).toEqual(two.map(pageOf));
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, pair));
    } finally {
      await close();
    }
  }, 600_000);
});

// Fails when an arena is given back before its answer has gone.
it('an answer that is read late is still its own', async () => {
  let answered = 0;
  const { ask, close, port } = await openNotebook({ observe: () => (answered += 1) });
  const slow = connect({ port, host: '127.0.0.1' });
  try {
    const late = 's'.repeat(700); // with a name of half a million characters
    const expected = JSON.stringify(pageOf(late));
    slow.write(requestOf(late, QUERY).repeat(LATE)); // more than the sockets between us hold
    while (answered < LATE) await sleep(5);
    const others = Array.from({ length: 10 }, (_, i) => `${i}`.padEnd(700, 'other'));
    for (const other of others) expect((await ask(other)).text).toBe(JSON.stringify(pageOf(other)));
    let came = '';
    for await (const piece of slow.setEncoding('utf8')) {
      came += piece as string;
      if (came.length > LATE * expected.length && came.endsWith('}]}}}')) break;
    }
    expect(came.split(expected)).toHaveLength(LATE + 1);
  } finally {
    slow.destroy();
    await close();
  }
});

const requestOf = (id: string, query: string) => {
  const body = JSON.stringify({ query });
  return (
    `POST /graphql HTTP/1.1\r\nhost: localhost\r\nauthorization: ${id}\r\n` +
    `content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
  );
};
