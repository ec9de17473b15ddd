import type { Host, ViewsOf } from '../../kernel/chimera.ts';
import type { views } from './projections.ts';
import { createActivations, type Activations } from './resolvers/activations.ts';
import { createSearchIndex } from './search/in-process-search-index.ts';
import type { SearchIndex } from './search/search-index.ts';

export type GigsTools = {
  search: SearchIndex;
  /** Where the pictures of a gallery may lie. */
  galleryHosts: string[];
  activations: Activations;
};

/** `GALLERY_HOSTS`: names of hosts, with commas between them. */
export const createTools = async ({ views: feeds, clock }: Host): Promise<GigsTools> => ({
  search: await createSearchIndex(feeds as unknown as ViewsOf<typeof views>, clock),
  galleryHosts: (process.env['GALLERY_HOSTS'] ?? 'images.example.com').split(',').map((host) => host.trim()),
  activations: createActivations(),
});
