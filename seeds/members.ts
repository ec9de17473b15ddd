import { setStaff } from '../subgraphs/users/staff.ts';
import { PASSWORD, type Person } from './people.ts';
import type { World } from './world.ts';

export type Member = Person & { id: string };

const trades = ['Audio', 'Design', 'Words', 'Research', 'Film', 'Code'];

/** Registers everybody, opens the sellers' profiles, and makes Stacy staff. */
export const joinMembers = async (world: World, people: Person[]): Promise<Member[]> => {
  const members: Member[] = [];
  for (const person of people) {
    const { username, email, displayName, country } = person;
    const input = { username, email, displayName, country, password: PASSWORD };
    const { user } = await world.mutate(null, 'users', ['registerUser', input, 'user { id }']);
    members.push({ ...person, id: user.id });
    world.clock.advance(11 * 60_000);
  }
  for (const member of members.filter(({ isSeller }) => isSeller)) await openProfile(world, member);
  const stacy = members.find(({ username }) => username === 'stacy')!;
  await setStaff(world.hosted['users']!.host.rows, stacy.id, true);
  await world.settled();
  return members;
};

const openProfile = async ({ mutate, random }: World, { id, displayName }: Member) => {
  const skills = random.some(trades, 2);
  const tagline = `${displayName}: ${skills.join(' and ').toLowerCase()} with care`;
  const input = { tagline, skills, capacity: random.between(25, 40) };
  await mutate(id, 'users', ['openSellerProfile', input, 'user { id }']);
};
