import { DomainError } from '../../../kernel/domain-error.ts';
import { refuseAll } from '../../../kernel/domain-error.ts';
import { expectId, sizeProblems } from '../../../kernel/graphql/inputs.ts';
import { isId } from '../../../kernel/ids.ts';
import type { UsersContext } from './context.ts';

type ById = { id: string };
type ByIds = { ids: string[] };
type ByOne = { id?: string | null; username?: string | null };

/** Whose id it is tells its prefix; users hands what is not its own to the owner. */
const typeOf: Record<string, string> = { usr: 'User', gig: 'Gig', ord: 'Order', rtg: 'Rating' };

export const queries = {
  viewer: (_: unknown, __: unknown, { viewer, load }: UsersContext) =>
    viewer.id === null ? null : load.user.load(viewer.id),

  user(_: unknown, { id, username }: ByOne, { load }: UsersContext) {
    if ((id == null) === (username == null))
      throw new DomainError('INVALID', `Expected id or username, got ${id == null ? 'neither' : 'both'}.`);
    return id == null ? load.userNamed.load(username!) : load.user.load(expectId('usr', id, ['id']));
  },

  users(_: unknown, { ids }: ByIds, { load }: UsersContext) {
    refuseAll(sizeProblems(ids, ['ids'], { min: 0, max: 100 }));
    return Promise.all(ids.map((id) => expectId('usr', id, ['ids'])).map((id) => load.user.load(id)));
  },

  node: (_: unknown, { id }: ById, context: UsersContext) => nodeOf(typeNameOf(id, ['id']), id, context),

  nodes(_: unknown, { ids }: ByIds, context: UsersContext) {
    refuseAll(sizeProblems(ids, ['ids'], { min: 0, max: 100 }));
    const types = ids.map((id) => typeNameOf(id, ['ids']));
    return Promise.all(ids.map((id, i) => nodeOf(types[i]!, id, context)));
  },
};

const typeNameOf = (id: string, field: string[]): string => {
  const prefix = id.slice(0, 3);
  const type = Object.hasOwn(typeOf, prefix) && isId(prefix, id) ? typeOf[prefix] : undefined;
  if (type === undefined)
    throw new DomainError(
      'INVALID',
      `Expected an id that begins with usr_, gig_, ord_ or rtg_, got ${JSON.stringify(id.slice(0, 40))}.`,
      field,
    );
  return type;
};

const nodeOf = async (type: string, id: string, { load }: UsersContext) => {
  if (type !== 'User') return { __typename: type, id };
  const user = await load.user.load(id);
  return user && { __typename: type, ...user };
};
