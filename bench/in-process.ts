import { localWires } from '../gateway/wires/local-wire.ts';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { createGateway } from '../gateway/gateway.ts';
import { createIdentity, localKeys } from '../gateway/door/identity.ts';
import { systemClock } from '../kernel/clock.ts';
import type { Ground } from '../kernel/host.ts';
import { createIds } from '../kernel/ids.ts';
import type { Infrastructure } from '../kernel/infrastructure.ts';
import { runAll } from '../roles/run-all.ts';
import { SUPERGRAPH } from '../schema/compose.ts';
import { subgraphs } from '../subgraphs/subgraphs.ts';
import type { UsersTools } from '../subgraphs/users/service.ts';
import { connect } from './client.ts';
import { openInfrastructure } from './infrastructure.ts';
import { log } from './log.ts';

/** What services stand on: the files of a folder, or the servers. */
export const openGround = async (folder: string): Promise<Ground> => ({
  infrastructure: await openInfrastructure(folder),
  clock: systemClock,
  ids: createIds(systemClock),
  log,
  registry: new Registry(),
  build: 'bench',
});

/** All that `npm start` runs, in this process; `watch` may look over its stores' shoulder. */
export const openInProcess = async (
  folder: string,
  watch: (infrastructure: Infrastructure) => Infrastructure = (same) => same,
) => {
  const gatewayKey = randomBytes(32);
  const ground = await openGround(folder);
  const watched = { ...ground, infrastructure: watch(ground.infrastructure) };
  const { calls, hosted, settled, close } = await runAll(watched, subgraphs, [gatewayKey]);
  const { jwks } = hosted['users']!.tools as UsersTools;
  const gateway = await createGateway({
    supergraph: readFileSync(SUPERGRAPH, 'utf8'),
    wireOf: localWires(calls),
    gatewayKey,
    identity: createIdentity({ keys: localKeys(() => jwks()) }),
    log,
  });
  const { disconnect, ...client } = connect(`http://localhost:${await gateway.listen(0)}`);

  return {
    client,
    hosted,
    settled,
    async close() {
      await disconnect();
      await gateway.close();
      await close();
    },
  };
};

export type InProcess = Awaited<ReturnType<typeof openInProcess>>;
