import { Misused } from '../../servers/options.ts';
import { openProxy, type Proxy } from '../../servers/proxy.ts';
import { canOwnServers, NO_SERVERS, startServers, type OwnServers } from './own-servers.ts';

/** MongoDB and Kafka of a run: its own where they can be had, else those of the environment, which nobody may harm. */
export type Servers = {
  mongoPort: number;
  mongoUrl: string;
  brokers: string;
  /** `kafka`: before the first broker; all of its clients come through it. */
  own?: Pick<OwnServers, 'nodes' | 'act'> & { kafka: Proxy };
  close(): Promise<void>;
};

export const openServers = async (env: NodeJS.ProcessEnv): Promise<Servers> => {
  if (canOwnServers) return openOwn(env);
  const { MONGODB_URL: mongoUrl, KAFKA_BROKERS: brokers } = env;
  if (!mongoUrl || !brokers) throw new Misused(NO_SERVERS);
  const mongoPort = Number(new URL(mongoUrl).port);
  return { mongoUrl, mongoPort, brokers, close: async () => {} };
};

const openOwn = async (env: NodeJS.ProcessEnv): Promise<Servers> => {
  let proxy: Proxy | undefined;
  const servers = await startServers(env, async (port) => (proxy = await openProxy(port)).port);
  const { mongoPort, mongoUrl, brokers, nodes, act } = servers;
  const kafka = proxy!;
  return {
    ...{ mongoPort, mongoUrl, brokers: brokers.join(), own: { kafka, nodes, act } },
    async close() {
      await servers.close();
      await kafka.close();
    },
  };
};
