import { setTimeout as sleep } from 'node:timers/promises';
import { runService } from '../kernel/run-service.ts';
import type { Logger } from '../kernel/logger.ts';
import type { UsersTools } from '../subgraphs/users/service.ts';
import type { Config, ServiceName } from './config.ts';
import { runHead } from './head.ts';
import { gatewayKeysOf } from './settings.ts';

const AGAIN = 100;

/** `node main.ts orders.service`: GraphQL for the gateway. Ready when its views are. */
export const service = async (config: Config, log: Logger, name: ServiceName) => {
  const gatewayKeys = gatewayKeysOf(process.env);
  const { port, missing } = await runHead(config, log, {
    service: name,
    async open(hosted) {
      const { jwks } = hosted.tools as Partial<UsersTools>;
      return {
        call: runService(hosted, gatewayKeys),
        ...(jwks && { pages: { '/.well-known/jwks.json': async () => jsonOf(await jwks()) } }),
        close: async () => {},
      };
    },
  });
  while ((await missing()).length > 0) await sleep(AGAIN);
  console.log(`ready ${name}.service http://localhost:${port}`);
};

const jsonOf = (body: object) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
