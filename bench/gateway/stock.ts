import { readFileSync } from 'node:fs';
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { SUPERGRAPH } from '../../schema/compose.ts';
import { given, tell } from './child.ts';

/** A process: what Apollo's documentation says to start, and nothing else. */
const { urls } = await given<{ urls: Record<string, string> }>();

const supergraphSdl = readFileSync(SUPERGRAPH, 'utf8').replaceAll(
  /@join__graph\(name: "(\w+)", url: "[^"]*"\)/g,
  (_, name: string) => `@join__graph(name: "${name}", url: "${urls[name]}")`,
);
const server = new ApolloServer({ gateway: new ApolloGateway({ supergraphSdl }) });
const { url } = await startStandaloneServer(server, { listen: { port: 0 } });
tell(Number(new URL(url).port));
