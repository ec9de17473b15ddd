import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anonymous, asMember, asStaff } from '../marketplace.ts';
import { complete, gigOf, joined, mutate, openGigs, packageInput, publishedGig, type Gigs } from './open.ts';
import { BEA, SAM, TITLE } from './story.ts';

let gigs: Gigs;
beforeAll(async () => void (gigs = await openGigs()));
afterAll(() => gigs.close());

const ALL = `gig { id slug title description status version tags createdAt updatedAt category { slug parent { slug } }
  seller { id } packages { tier name price { minorUnits amount currencyCode } deliveryDays revisions features }
  extras { id name price { minorUnits } addsDeliveryDays addsRevisions } faq { question answer }
  gallery { kind url alt width } requirements { id prompt kind isRequired options }
  startingPrice { minorUnits } fastestDeliveryDays maxOrdersInQueue }`;

const full = {
  ...complete,
  packages: [{ ...packageInput, tier: 'PREMIUM', priceMinorUnits: 9_900, revisions: 2 }, packageInput],
  extras: [{ name: 'Source files', priceMinorUnits: 1_000, addsDeliveryDays: 1 }],
  faq: [{ question: 'Do you do PNG?', answer: 'Yes.' }],
  gallery: [{ kind: 'IMAGE', url: 'https://images.example.com/1.png', alt: 'A logo', width: 800 }],
  requirements: [
    { prompt: 'Which style?', kind: 'CHOICE', isRequired: true, options: ['Modern', 'Retro'] },
    { prompt: 'Anything else?', kind: 'TEXT', isRequired: false },
  ],
  maxOrdersInQueue: 4,
};

describe('a seller', () => {
  it('reads at once what was drafted', async () => {
    const { gig, userErrors } = await mutate(gigs, 'createGig', { ...full, fields: ALL });
    expect(userErrors).toEqual([]);
    expect(gig).toMatchObject({
      title: TITLE,
      status: 'DRAFT',
      category: { slug: 'logo-design', parent: { slug: 'graphics-design' } },
      seller: { id: SAM },
      packages: [
        {
          tier: 'BASIC',
          price: { minorUnits: 2_500, amount: '25.00', currencyCode: 'USD' },
          revisions: null,
        },
        { tier: 'PREMIUM', price: { minorUnits: 9_900 }, revisions: 2 },
      ],
      extras: [
        { id: expect.stringMatching(/^ext_/), name: 'Source files', addsDeliveryDays: 1, addsRevisions: 0 },
      ],
      faq: [{ question: 'Do you do PNG?', answer: 'Yes.' }],
      gallery: [{ kind: 'IMAGE', url: 'https://images.example.com/1.png', alt: 'A logo', width: 800 }],
      requirements: [
        { id: expect.stringMatching(/^que_/), options: ['Modern', 'Retro'] },
        { kind: 'TEXT', options: null },
      ],
      startingPrice: { minorUnits: 2_500 },
      fastestDeliveryDays: 3,
      maxOrdersInQueue: 4,
    });
    expect(gig.slug).toBe(`i-will-design-a-logo-for-your-shop-${gig.id.slice(-12).toLowerCase()}`);
    expect(await gigOf(gigs, asMember(SAM), gig.id)).toMatchObject({ title: TITLE });
  });

  it('edits, and keeps the ids of what stays', async () => {
    const { gig } = await mutate(gigs, 'createGig', { ...full, fields: ALL });
    const [first, second] = gig.requirements;
    const edited = await mutate(gigs, 'editGig', {
      id: gig.id,
      expectedVersion: gig.version,
      tags: null,
      requirements: [
        { ...second, prompt: 'What else?' },
        { prompt: 'When?', kind: 'TEXT', isRequired: true },
      ],
      maxOrdersInQueue: null,
      fields: ALL,
    });
    expect(edited.userErrors).toEqual([]);
    expect(edited.gig).toMatchObject({ tags: ['logo'], maxOrdersInQueue: null });
    expect(edited.gig.requirements).toMatchObject([
      { id: second.id, prompt: 'What else?' },
      { prompt: 'When?' },
    ]);
    expect(edited.gig.requirements[1].id).not.toBe(first.id);

    const stale = await mutate(gigs, 'editGig', { id: gig.id, expectedVersion: gig.version, title: TITLE });
    expect(stale.userErrors).toMatchObject([{ code: 'CONFLICT', field: ['input', 'expectedVersion'] }]);
    const foreign = { id: 'que_01KF0000000000000000000000', prompt: 'Mine?', kind: 'TEXT', isRequired: true };
    const refused = await mutate(gigs, 'editGig', {
      id: gig.id,
      expectedVersion: edited.gig.version,
      requirements: [foreign],
    });
    expect(refused.userErrors).toMatchObject([
      { code: 'INVALID', field: ['input', 'requirements', '0', 'id'] },
    ]);
  });

  it('is told all that a draft lacks, and nothing changes (R1)', async () => {
    const { gig } = await mutate(gigs, 'createGig', { title: 'A logo' });
    const { userErrors } = await mutate(gigs, 'publishGig', { id: gig.id });
    expect(userErrors).toMatchObject([
      { code: 'TOO_SHORT', field: ['title'] },
      { code: 'BLANK', field: ['description'] },
      { code: 'BLANK', field: ['categoryId'] },
      { code: 'BLANK', field: ['tags'] },
      { code: 'BLANK', field: ['packages'] },
    ]);
    expect(await gigOf(gigs, asMember(SAM), gig.id, 'status version')).toEqual({
      status: 'DRAFT',
      version: 1,
    });
  });

  it('publishes, pauses, resumes and deletes', async () => {
    const id = await publishedGig(gigs);
    expect((await mutate(gigs, 'pauseGig', { id })).gig.status).toBe('PAUSED');
    expect((await mutate(gigs, 'resumeGig', { id })).gig.status).toBe('ACTIVE');
    const { deletedGigId } = await mutate(gigs, 'deleteGig', { id, fields: 'deletedGigId' });
    expect(deletedGigId).toBe(id);
    expect((await mutate(gigs, 'resumeGig', { id })).userErrors).toMatchObject([{ code: 'ILLEGAL_STATE' }]);
  });

  it('asks twice and drafts once', async () => {
    const once = await mutate(gigs, 'createGig', { ...full, idempotencyKey: 'one' });
    expect(await mutate(gigs, 'createGig', { ...full, idempotencyKey: 'one' })).toEqual(once);
    const other = await mutate(gigs, 'createGig', { ...full, tags: ['art'], idempotencyKey: 'one' });
    expect(other.userErrors).toMatchObject([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });
});

describe('who may not', () => {
  it('is nobody in particular', async () => {
    const query = `mutation { createGig(input: { title: "${TITLE}" }) { gig { id } } }`;
    const { errors } = await gigs.ask(anonymous, 'gigs', query);
    expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  it('is another member, who does not even see a draft', async () => {
    const { gig } = await mutate(gigs, 'createGig', complete);
    const { userErrors } = await mutate(gigs, 'publishGig', { by: BEA, id: gig.id });
    expect(userErrors).toMatchObject([{ code: 'NOT_FOUND' }]);
    const id = await publishedGig(gigs);
    expect((await mutate(gigs, 'pauseGig', { by: BEA, id })).userErrors).toMatchObject([
      { code: 'FORBIDDEN' },
    ]);
    for (const viewer of [anonymous, asMember(BEA)]) expect(await gigOf(gigs, viewer, gig.id)).toBeNull();
    expect(await gigOf(gigs, asStaff(), gig.id)).toMatchObject({ status: 'DRAFT' });
  });

  it('is a member without a seller profile', async () => {
    const { gig } = await mutate(gigs, 'createGig', { ...complete, by: BEA });
    const { userErrors } = await mutate(gigs, 'publishGig', { by: BEA, id: gig.id });
    expect(userErrors).toMatchObject([
      { code: 'FORBIDDEN', message: expect.stringContaining('seller profile') },
    ]);
  });

  it('is not who has opened the profile just now, heard of or not', async () => {
    const [zoe, yan] = ['usr_01KF00000000000000000000ZE', 'usr_01KF00000000000000000000YA'];
    expect(await publishedGig(gigs, { by: zoe })).toMatch(/^gig_/);
    const [registered, opened] = joined(yan!, 'yan', 3);
    await gigs.hear([registered!]);
    const publishing = publishedGig(gigs, { by: yan });
    setTimeout(() => void gigs.hear([opened!]), 150);
    expect(await publishing).toMatch(/^gig_/);
  });

  it('is who has as many active gigs as the level allows', async () => {
    const ada = 'usr_01KF00000000000000000000AD';
    await gigs.hear(joined(ada, 'ada', 3));
    for (let i = 0; i < 10; i += 1) await publishedGig(gigs, { by: ada });
    await gigs.settled();
    const { gig } = await mutate(gigs, 'createGig', { ...complete, by: ada });
    const { userErrors } = await mutate(gigs, 'publishGig', { by: ada, id: gig.id });
    expect(userErrors).toMatchObject([{ code: 'GIG_LIMIT_REACHED' }]);
  });
});
