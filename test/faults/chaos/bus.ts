import { randomBytes } from 'node:crypto';
import { topicOf } from '../../../kernel/publisher.ts';
import { SERVICES } from '../checker/ledger.ts';
import { isPlanted, oneOf, PLANTED, type Fault } from '../harness/world.ts';

const MOST = 2_000;

/** F7: three messages of ten come again, some long after. */
export const echo: Fault = {
  name: 'F7 duplicates',
  weight: 2,
  async run({ site, random }) {
    const service = oneOf(random, SERVICES);
    const ledger = await site.openLedger();
    const messages = await ledger.messages(service);
    await ledger.close();
    const again = messages.filter((message) => !isPlanted(message) && random() < 0.3).slice(-MOST);
    if (again.length > 0) await site.publish(topicOf(service), again);
  },
};

/** F7, F19: what a service's groups have read is forgotten, and all of it comes again. */
export const rewind: Fault = {
  name: 'F19 offsets lost',
  weight: 1,
  async run({ site, supervisor, random }) {
    const service = oneOf(random, SERVICES);
    const names = supervisor.names().filter((name) => name === 'all' || name.startsWith(`${service}.worker`));
    await supervisor.stop(...names);
    await site.forgetOffsets(service);
    await supervisor.start(...names);
  },
};

/** F19: the views of a service are lost with all that was noted of them, and are built again from nothing. */
export const viewsLost: Fault = {
  name: 'F19 view store lost',
  weight: 0.5,
  async run({ site, supervisor, random }) {
    const service = oneOf(random, SERVICES);
    const names = supervisor.names().filter((name) => name === 'all' || name.startsWith(`${service}.`));
    await supervisor.stop(...names);
    await site.loseViews(service);
    await supervisor.start(...names);
  },
};

const event = (type: string, more: object = {}) => ({
  id: `evt_${randomBytes(8).toString('hex')}`,
  type,
  schemaVersion: 1,
  stream: PLANTED,
  revision: 1,
  at: new Date().toISOString(),
  data: {},
  ...more,
});

/** Bytes that are no event, and events that nobody knows: `isSkipped` where a consumer records that. */
const poisons: { value: string; headers: Record<string, string>; isSkipped: boolean }[] = [
  { value: '{"id": "evt_', headers: { position: '1' }, isSkipped: true },
  { value: 'null', headers: { position: '1' }, isSkipped: true },
  { value: '', headers: {}, isSkipped: true },
  { value: JSON.stringify(event('OrderPlaced')), headers: {}, isSkipped: true },
  {
    value: JSON.stringify(event('OrderPlaced', { data: 'none' })),
    headers: { position: '1' },
    isSkipped: true,
  },
  { value: JSON.stringify({ __proto__: 1, constructor: 2 }), headers: { position: '1' }, isSkipped: true },
  { value: JSON.stringify(event('NobodyKnowsThis')), headers: { position: '1000' }, isSkipped: false },
  { value: JSON.stringify(event('__proto__')), headers: { position: '1000' }, isSkipped: false },
  {
    value: JSON.stringify(event('NobodyKnowsThis', { data: { text: 'x'.repeat(900_000) } })),
    headers: { position: '1000' },
    isSkipped: false,
  },
];

/** F10: what is no event, on every topic. */
export const poison: Fault = {
  name: 'F10 poison',
  weight: 0.7,
  async run({ site, planted }) {
    for (const service of SERVICES)
      for (const { isSkipped, ...message } of poisons) {
        await site.publish(topicOf(service), [
          { key: `${PLANTED}${randomBytes(4).toString('hex')}`, ...message },
        ]);
        const topic = topicOf(service);
        if (isSkipped) planted[topic] = (planted[topic] ?? 0) + 1;
      }
  },
};
