import { runService } from '../kernel/run-service.ts';
import type { Logger } from '../kernel/logger.ts';
import type { UsersTools } from '../subgraphs/users/service.ts';
import type { Config, ServiceName } from './config.ts';
import { runHead } from './head.ts';

/** `node main.ts orders.service`: GraphQL for the gateway. Ready when its views are. */
export const service = async (config: Config, log: Logger, name: ServiceName) => {
  const port = await runHead(config, log, {
    service: name,
    worksWithoutBus: true,
    async open(hosted) {
      const { jwks } = hosted.tools as Partial<UsersTools>;
      return {
        call: runService(hosted, config.gatewayKeys),
        ...(jwks && { pages: { '/.well-known/jwks.json': async () => jsonOf(await jwks()) } }),
        close: async () => {},
      };
    },
  });
  console.log(`ready ${name}.service http://localhost:${port}`);
};

const jsonOf = (body: object) => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
