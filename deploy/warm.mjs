// Imports what the roles import, so that the image holds their code compiled: they start in half the time and
// never load what strips the types, 20 MB each. Run with NODE_COMPILE_CACHE set.
import { spawnSync } from 'node:child_process';

const { keepHeapSmall, letHeapGrow } = await import('../roles/heap.ts');
keepHeapSmall();
for (const role of [
  'config',
  'log',
  'gateway',
  'service',
  'worker',
  'start',
  'seed',
  'replay',
  'parked',
  'staff',
])
  await import(`../roles/${role}.ts`);
await import('../kernel/infrastructure.ts');
await import('../kernel/mongo-kafka-infrastructure.ts');
letHeapGrow();
await import('@apollo/gateway'); // a gateway that runs does, once it must
// main.ts itself: it refuses this word, and is compiled.
spawnSync(process.execPath, [...process.execArgv, 'main.ts', 'warm']);
