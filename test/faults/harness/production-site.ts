import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import kafkajs from 'kafkajs';
import { MongoClient } from 'mongodb';
import { topicOf } from '../../../kernel/publisher.ts';
import { openProductionLedger } from '../checker/production-ledger.ts';
import { SERVICES } from '../checker/ledger.ts';
import { mongoBackups } from './backups.ts';
import { openMongoProxy, type MongoProxy } from './mongo-proxy.ts';
import type { Spec } from './role.ts';
import { openServers } from './servers.ts';
import { withAdminOf } from '../../servers/kafka-admin.ts';
import { freePort } from '../../servers/ports.ts';
import type { Site } from './site.ts';
import { tune } from './tuning.ts';

const { Kafka, logLevel } = kafkajs;

/** A member that could not take its leave, because a broker was away, counts until its session ends; ms. */
const LEAVING = 60_000;

/** These have two workers each even where nothing else has: their reactions matter most. */
const TWO_WORKERS = ['orders', 'ratings'];

/** Each role a process of its own, each with its own way to MongoDB. `replicas`: of every role. */
export const openProductionSite = async (env: NodeJS.ProcessEnv, replicas: 1 | 2): Promise<Site> => {
  const servers = await openServers(env);
  const namespace = `faults-${randomBytes(4).toString('hex')}`;
  const proxies = new Map<string, MongoProxy>();
  const shared = {
    KAFKA_BROKERS: servers.brokers,
    NAMESPACE: namespace,
    GATEWAY_KEY: randomBytes(32).toString('hex'),
    START_TIMEOUT: '0',
  };
  const withProxy = async (name: string, role: string): Promise<Spec> => {
    const proxy = await openMongoProxy(servers.mongoPort);
    proxies.set(name, proxy);
    const mongo = { MONGODB_URL: `mongodb://127.0.0.1:${proxy.port}/?directConnection=true` };
    return { name, args: [role], port: await freePort(), env: { ...shared, ...mongo } };
  };
  const several = (role: string, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, i) => withProxy(i === 0 ? role : `${role}-${i + 1}`, role)),
    );

  const services: Spec[] = [];
  const workers: Spec[] = [];
  const urls: Record<string, string> = {};
  for (const service of SERVICES) {
    const those = await several(`${service}.service`, replicas);
    urls[`${service.toUpperCase()}_URL`] = those.map(({ port }) => `http://127.0.0.1:${port}`).join();
    services.push(...those);
    workers.push(...(await several(`${service}.worker`, TWO_WORKERS.includes(service) ? 2 : replicas)));
  }
  const gateways: Spec[] = [];
  for (let i = 0; i < replicas; i += 1) {
    const name = i === 0 ? 'gateway' : 'gateway-2';
    gateways.push({
      name,
      args: ['gateway'],
      port: await freePort(),
      env: { GATEWAY_KEY: shared.GATEWAY_KEY, ...urls },
    });
  }

  const mongo = await new MongoClient(servers.mongoUrl, { directConnection: true }).connect();
  const brokers = servers.brokers.split(',');
  const kafka = new Kafka({ clientId: 'harness', brokers, logLevel: logLevel.NOTHING });
  const databases = () => SERVICES.map((service) => mongo.db(`${namespace}-${service}`));
  const closeAll = async () => {
    await mongo.close();
    await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
    await servers.close();
  };
  const groupsOf = async (admin: kafkajs.Admin, prefix: string) =>
    (await admin.listGroups()).groups
      .map(({ groupId }) => groupId)
      .filter((group) => group.startsWith(`${namespace}.${prefix}`));

  return {
    name: 'production',
    specs: [...gateways, ...services, ...workers],
    gatewayPorts: gateways.map(({ port }) => port),
    env: { ...shared, MONGODB_URL: `${servers.mongoUrl}/?directConnection=true` },
    network: { mongo: proxies, ...(servers.own && { servers: servers.own }) },
    newRole: (role, name) => withProxy(name, role),
    prepare: async () => void (await Promise.all(databases().map(tune))),
    openLedger: async () => openProductionLedger({ mongo, brokers, namespace }),
    async publish(topic, messages) {
      const producer = kafka.producer();
      await producer.connect();
      await producer.send({ topic: `${namespace}.${topic}`, acks: -1, messages });
      await producer.disconnect();
    },
    forgetOffsets: (service) =>
      withAdminOf(kafka, async (admin) => {
        const until = Date.now() + LEAVING;
        for (;;)
          try {
            const groups = await groupsOf(admin, `${service}.`);
            if (groups.length > 0) await admin.deleteGroups(groups);
            return;
          } catch (error) {
            if (Date.now() > until) throw error;
            await sleep(500);
          }
      }),
    async loseViews(service) {
      const database = mongo.db(`${namespace}-${service}`);
      for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray())
        if (/^(view_|checkpoints$|generation$)/.test(name)) await database.collection(name).drop();
    },
    loseTopic: (service) =>
      withAdminOf(kafka, (admin) => admin.deleteTopics({ topics: [`${namespace}.${topicOf(service)}`] })),
    backups: mongoBackups((service) => mongo.db(`${namespace}-${service}`)),
    async close() {
      if (servers.own) return closeAll();
      await Promise.all(databases().map((database) => database.dropDatabase()));
      await withAdminOf(kafka, async (admin) => {
        const groups = await groupsOf(admin, '');
        if (groups.length > 0) await admin.deleteGroups(groups).catch(() => {});
        const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${namespace}.`));
        if (topics.length > 0) await admin.deleteTopics({ topics });
      });
      await closeAll();
    },
  };
};
