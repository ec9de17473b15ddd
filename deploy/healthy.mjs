import { get } from 'node:http';

// The container's health check: exit code 0 when the role in it is ready.
const port = process.env.PORT ?? 4000;
get({ port, path: '/health/ready', timeout: 4_000 }, ({ statusCode }) =>
  process.exit(statusCode === 200 ? 0 : 1),
)
  .on('timeout', () => process.exit(1))
  .on('error', () => process.exit(1));
