import { AS_IN_THE_IMAGE } from '../../test/roles/cluster.ts';
import type { Floor } from './floor.ts';
import type { Page } from './pages.ts';
import { GATEWAY_CORE, start, type Started } from './processes.ts';
import type { Members } from './requests.ts';

/** What is measured beside one another. */
export type Target = 'stock' | 'ours' | 'floor' | Off;

/** Ours, with one lane turned off. */
export const OFF = ['no direct lane', 'no byte executor', 'undici'] as const;
export type Off = (typeof OFF)[number];

export type Ground = { urls: Record<string, string>; members: Members; floor?: Floor };

/** A fresh process on a core of its own; `ready` is its port. */
export const startTarget = (
  target: Target,
  { urls, members, floor }: Ground,
  flags: string[] = [],
): Promise<Started<number>> => {
  const at = { core: GATEWAY_CORE, flags };
  if (target === 'stock') return start({ ...at, file: 'stock.ts', given: { urls } });
  if (target === 'floor') return start({ ...at, file: 'floor.ts', given: { urls, floor } });
  const given = { urls, jwks: members.jwks, off: target === 'ours' ? undefined : target };
  return start({ ...at, flags: [...AS_IN_THE_IMAGE, ...flags], file: 'ours.ts', given });
};

/** The floor looks at nothing but the path. */
export const pathOf = (target: Target, page: Page) => (target === 'floor' ? `/${page}` : '/graphql');
