import type { Socket } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { createCors } from '../../../gateway/door/cors.ts';
import { createHttpServer } from '../../../gateway/door/server.ts';
import { quiet } from '../fakes.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

const LARGE = 'x'.repeat(20_000_000);

/** Nobody can be answered `/broken`; whoever observes answers fails. */
const serve = async () => {
  const logged: { message: string; isCutOff: boolean }[] = [];
  let last: Socket;
  const server = createHttpServer({
    routes: [
      { method: 'GET', path: '/large', answer: () => ({ status: 200, body: LARGE }) },
      {
        method: 'GET',
        path: '/broken',
        answer({ stream }) {
          last = stream.socket;
          return { status: 200, headers: { broken: 'a\nb' } };
        },
      },
    ],
    cors: createCors([], true),
    log: { ...quiet, error: (_, message) => logged.push({ message, isCutOff: last?.destroyed ?? false }) },
    observe: () => {
      throw new Error('of the observer');
    },
  });
  open.push(server);
  return { url: `http://localhost:${await server.listen(0)}`, logged };
};

it('who cannot be answered is cut off, before anything is said of it', async () => {
  const { url, logged } = await serve();
  await expect(fetch(`${url}/broken`)).rejects.toThrow();
  expect(logged).toEqual([{ message: 'A request could not be answered.', isCutOff: true }]);
});

it('an answer that was given arrives, though its observer fails', async () => {
  const { url, logged } = await serve();
  expect(await (await fetch(`${url}/large`)).text()).toHaveLength(LARGE.length);
  expect(logged).toEqual([{ message: 'A request could not be answered.', isCutOff: false }]);
});
