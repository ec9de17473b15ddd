import { describe } from '@jest/globals';
import type { ViewStore } from '../../kernel/view-store/view-store.ts';
import type { Adapter } from './places.ts';
import { finding } from './view-store/finding.ts';
import { paging } from './view-store/paging.ts';
import { replacing } from './view-store/replacing.ts';
import { storing } from './view-store/storing.ts';
import { watching } from './view-store/watching.ts';

/** What every view store promises, whatever it is made of. */
export const viewStoreContract = (name: string, adapter: Adapter<ViewStore>) =>
  describe(`view store: ${name}`, () => {
    storing(adapter);
    finding(adapter);
    paging(adapter);
    watching(adapter);
    replacing(adapter);
  });
