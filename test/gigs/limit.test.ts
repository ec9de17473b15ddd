import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { asMember } from '../marketplace.ts';
import { complete, gigOf, joined, mutate, openGigs, publishedGig, type Gigs } from './open.ts';

const ALLOWED = 10;
const ADA = 'usr_01KF00000000000000000000AD';
const EVE = 'usr_01KF00000000000000000000EV';

let gigs: Gigs;
beforeAll(async () => {
  gigs = await openGigs();
  for (const [id, name] of Object.entries({ [ADA]: 'ada', [EVE]: 'eve' }))
    await gigs.hear(joined(id, name, 3));
});
afterAll(() => gigs.close());

const drafts = (by: string, count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async () => (await mutate(gigs, 'createGig', { ...complete, by })).gig.id),
  );
const codesOf = async (name: string, by: string, ids: string[]): Promise<string[]> => {
  const answers = await Promise.all(ids.map((id) => mutate(gigs, name, { id, by })));
  return answers.map(({ gig, userErrors }) => gig?.status ?? userErrors[0].code);
};
const counted = (codes: string[], wanted: string) => codes.filter((code) => code === wanted).length;

describe('active gigs', () => {
  it('are as many as the level allows, also when 40 are published at once', async () => {
    const ids = await drafts(ADA, 40);
    const codes = await codesOf('publishGig', ADA, ids);
    expect(counted(codes, 'ACTIVE')).toBe(ALLOWED);
    expect(counted(codes, 'GIG_LIMIT_REACHED')).toBe(30);
    const seen = await Promise.all(ids.map((id) => gigOf(gigs, asMember(ADA), id, 'status')));
    expect(seen.filter(({ status }) => status === 'ACTIVE')).toHaveLength(ALLOWED);
  });

  it('are counted by what they are now: a pause makes room at once, for one', async () => {
    const paused = await publishedGig(gigs, { by: EVE });
    await mutate(gigs, 'pauseGig', { id: paused, by: EVE });
    const ids = await drafts(EVE, ALLOWED);
    expect(counted(await codesOf('publishGig', EVE, ids), 'ACTIVE')).toBe(ALLOWED);
    await gigs.settled();
    expect(await codesOf('resumeGig', EVE, [paused])).toEqual(['GIG_LIMIT_REACHED']);
    await mutate(gigs, 'pauseGig', { id: ids[0]!, by: EVE });
    const [left] = await drafts(EVE, 1);
    const codes = [
      ...(await codesOf('resumeGig', EVE, [paused])),
      ...(await codesOf('publishGig', EVE, [left!])),
    ];
    expect(codes).toEqual(['ACTIVE', 'GIG_LIMIT_REACHED']);
  });
});
