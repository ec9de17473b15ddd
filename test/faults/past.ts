import { localWires } from '../../gateway/wires/local-wire.ts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGateway } from '../../gateway/gateway.ts';
import { createIdentity, localKeys } from '../../gateway/door/identity.ts';
import type { ManualClock } from '../../kernel/clock.ts';
import type { UsersTools } from '../../subgraphs/users/service.ts';
import { openMarketplace, testLog } from '../marketplace.ts';

const supergraph = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');

/** A marketplace in this process, behind its real gateway, on a clock that the test owns. */
export const startInThePast = async (dataDir: string, clock: ManualClock) => {
  const market = await openMarketplace({ folder: join(dataDir, 'sqlite'), clock });
  const users = market.hosted['users']!.tools as UsersTools;
  const gateway = await createGateway({
    supergraph,
    wireOf: localWires(market.calls),
    gatewayKey: market.gatewayKey,
    identity: createIdentity({ keys: localKeys(() => users.jwks()), now: () => clock.now().getTime() }),
    log: testLog,
  });
  const url = `http://localhost:${await gateway.listen(0)}`;
  return {
    ...market,
    url,
    async close() {
      await gateway.close();
      await market.close();
    },
  };
};
