import { operatorRoutes, type Missing } from '../gateway/door/routes.ts';
import type { Pages } from '../kernel/graphql/serve-http.ts';

/** The gateway's pages for operators, for a role that is not the gateway. */
export const operatorPages = (missing: Missing, metrics: () => Promise<string>): Pages =>
  Object.fromEntries(
    operatorRoutes({ missing, metrics }).map(({ path, answer }) => [path, () => answer(undefined as never)]),
  );
