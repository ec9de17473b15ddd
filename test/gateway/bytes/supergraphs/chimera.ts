import { readFileSync } from 'node:fs';
import { SUPERGRAPH } from '../../../../schema/compose.ts';
import { federationOf } from '../both.ts';

const sdlOf = (name: string) =>
  readFileSync(new URL(`../../../../schema/${name}.graphql`, import.meta.url), 'utf8');

/** Ours. */
export const chimera = () =>
  federationOf(
    'chimera',
    readFileSync(SUPERGRAPH, 'utf8'),
    Object.fromEntries(['users', 'gigs', 'orders', 'ratings'].map((name) => [name, sdlOf(name)])),
  );
