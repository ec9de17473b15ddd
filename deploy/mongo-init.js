// mongosh runs this each time the composition starts: what is there already stays. It knows no import.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { readFileSync } = require('fs');

const SERVICES = ['users', 'gigs', 'orders', 'ratings'];
const secretOf = (name) => readFileSync(`/secrets/${name}`, 'utf8');
const admin = db.getSiblingDB('admin');
admin.auth('root', secretOf('root'));

try {
  rs.status();
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongo:27017' }] });
}
while (!db.hello().isWritablePrimary) sleep(100);

/** `database` is where the user is kept, `roles` what it may do: a service's user can name no other database. */
const grant = (database, user, roles) => {
  const pwd = secretOf(user);
  if (database.getUser(user)) database.updateUser(user, { pwd, roles });
  else database.createUser({ user, pwd, roles });
};
for (const service of SERVICES)
  grant(db.getSiblingDB(service), service, [{ role: 'readWrite', db: service }]);
grant(
  admin,
  'operator',
  SERVICES.map((service) => ({ role: 'readWrite', db: service })),
);
