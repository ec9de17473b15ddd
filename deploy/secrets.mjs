import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// docker-compose.yml runs this before anything else: secrets are made on the machine that uses them, once, and
// each container is given the volume with its own alone. Made as root, then each file is its reader's.
const [root = '/secrets'] = process.argv.slice(2);
const SERVICES = ['users', 'gigs', 'orders', 'ratings'];
const MONGO_USER = 999; // of the image mongo:8
const NODE_USER = 1000; // of the image node:24

/** What is there already stays; a start that was cut off leaves no half a secret. */
const keep = (path, make, owner) => {
  const file = join(root, path);
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, make(), { mode: 0o400 });
    if (process.getuid() === 0) chownSync(`${file}.new`, owner, owner);
    renameSync(`${file}.new`, file);
  }
  return readFileSync(file, 'utf8');
};
const password = () => randomBytes(24).toString('hex');
const urlOf = (user, secret, database) =>
  `mongodb://${user}:${secret}@mongo:27017/${database}?replicaSet=rs0`;

keep('mongo/keyfile', () => randomBytes(384).toString('base64'), MONGO_USER);
keep('mongo/root', password, MONGO_USER);
const gatewayKey = keep('gateway/gateway-key', () => randomBytes(32).toString('hex'), NODE_USER);
for (const service of SERVICES) {
  const secret = keep(`mongo/${service}`, password, MONGO_USER);
  keep(`${service}/mongodb-url`, () => urlOf(service, secret, service), NODE_USER);
  keep(`${service}/gateway-key`, () => gatewayKey, NODE_USER);
}
const operator = keep('mongo/operator', password, MONGO_USER);
keep('operator/mongodb-url', () => urlOf('operator', operator, 'admin'), NODE_USER);
