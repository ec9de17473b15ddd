import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createHttp1Wire } from '../../gateway/wires/http1-wire.ts';
import { given, tell } from './child.ts';
import type { Page } from './pages.ts';
import { responseTo } from '../../gateway/wires/wire.ts';
import type { Call } from './subgraphs.ts';

/** `answer`: in base64. */
export type Recorded = { calls: Call[]; answer: string };

/** By page. */
export type Floor = Record<Page, Recorded>;

type Given = { urls: Record<string, string>; floor: Floor };

/**
 * A process: for each page the calls that the gateway made and the bytes that it answered, with nothing parsed,
 * planned or looked at. A page is a path here.
 */
const { urls, floor } = await given<Given>();
const wires = Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, createHttp1Wire(url)]));

/** All but what the wire itself writes. */
const headersIn = (head: string) =>
  Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ])
      .filter(
        ([name]) => !['host', 'content-length', 'connection', 'content-type', 'accept'].includes(name!),
      ),
  ) as Record<string, string>;

const ready = ({ calls, answer }: Recorded) => {
  const last = Math.max(...calls.map(({ stage }) => stage));
  const stages = Array.from({ length: last + 1 }, (_, stage) =>
    calls
      .filter((call) => call.stage === stage)
      .map(({ subgraph, head, body }) => {
        const request = { body: Buffer.from(body), headers: headersIn(head), isMutation: false };
        return () => responseTo(wires[subgraph]!.send, request);
      }),
  );
  return { stages, answer: Buffer.from(answer, 'base64') };
};

const byPath = new Map(Object.entries(floor).map(([page, recorded]) => [`/${page}`, ready(recorded)]));

const server = createServer((request, response) => {
  const { stages, answer } = byPath.get(request.url!)!;
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    for (const stage of stages) await Promise.all(stage.map((send) => send()));
    response.writeHead(200, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': answer.length,
    });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => tell((server.address() as AddressInfo).port));
