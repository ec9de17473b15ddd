import type { Service, Worker } from '../kernel/chimera.ts';

// The four, by name and port: added as each is ready.
export const subgraphs: Record<string, { port: number; service: Service; worker: Worker }> = {};
