import { hostService, type Ground, type Hosted } from '../kernel/host.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';

/** Every service, for an operation that touches more than one. */
export const hostAll = async (ground: Ground): Promise<Hosted[]> => {
  const all: Hosted[] = [];
  for (const subgraph of Object.values(subgraphs)) all.push(await hostService(ground, subgraph));
  return all;
};
