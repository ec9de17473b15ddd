import { DomainError, refuseAll } from '../../kernel/domain-error.ts';
import type { PageArgs } from '../../kernel/graphql/connections.ts';
import type { Input } from '../../kernel/graphql/context.ts';
import { expectId, textProblems } from '../../kernel/graphql/inputs.ts';
import { isId } from '../../kernel/ids.ts';
import { categories, categoryOf, childrenOf, type Category } from './categories.ts';
import { GIG } from './decider/policy.ts';
import type { FoundGig } from './loaders/search-page.ts';
import type { GigView } from './projections.ts';
import { activateGig } from './resolvers/activate-gig.ts';
import { changesFrom } from './resolvers/changes.ts';
import { checkCreateGig, checkEditGig, checkGigInput } from './resolvers/checks.ts';
import type { GigsContext } from './resolvers/context.ts';
import { gigsOfUser } from './resolvers/gigs-of-user.ts';
import type { CreateGigInput, EditGigInput, GigInput, SearchGigsArgs } from './resolvers/inputs.ts';
import { filtersFrom } from './resolvers/search-gigs.ts';

type Ref = { id: string };
type GigArgs = { id?: string | null; slug?: string | null };

const bySlug = (slug: string, { load }: GigsContext) => {
  refuseAll(textProblems(slug, ['slug'], GIG.slug));
  return load.gigBySlug.load(slug);
};

/** What no key of a gig can be is no gig. */
const loadReference = async ({ id, slug }: GigArgs, { load }: GigsContext) => {
  if (id != null) return isId('gig', id) ? load.gig.load(id) : null;
  return textProblems(slug ?? '', ['slug'], GIG.slug).length === 0 ? load.gigBySlug.load(slug!) : null;
};

export const resolvers = {
  Query: {
    gig(_: unknown, args: GigArgs, context: GigsContext) {
      if ((args.id == null) === (args.slug == null))
        throw new DomainError('INVALID', 'Expected exactly one of id and slug.');
      if (args.id == null) return bySlug(args.slug!, context);
      return context.load.gig.load(expectId('gig', args.id, ['id']));
    },

    searchGigs: (_: unknown, { input, sort, ...page }: SearchGigsArgs, { load }: GigsContext) =>
      load.search({ filters: filtersFrom(input), sort: sort ?? 'RELEVANCE', page }),

    categories: () => categories,
  },

  Mutation: {
    async createGig(_: unknown, { input }: Input<CreateGigInput>, context: GigsContext) {
      checkCreateGig(input, context.tools.galleryHosts);
      const { title, currencyCode, ...fields } = input;
      const gigId = context.newId('gig', 'CreateGig', input);
      const data = { gigId, title, currencyCode: currencyCode ?? 'USD', ...changesFrom(fields, context.ids) };
      return { gig: (await context.send({ type: 'CreateGig', data }, input)).page };
    },

    async editGig(_: unknown, { input }: Input<EditGigInput>, context: GigsContext) {
      checkEditGig(input, context.tools.galleryHosts);
      const data = { gigId: input.id, ...changesFrom(input, context.ids) };
      return { gig: (await context.send({ type: 'EditGig', data }, input)).page };
    },

    publishGig: (_: unknown, { input }: Input<GigInput>, context: GigsContext) =>
      activateGig('PublishGig', input, context),

    async pauseGig(_: unknown, { input }: Input<GigInput>, { send }: GigsContext) {
      checkGigInput(input);
      return { gig: (await send({ type: 'PauseGig', data: { gigId: input.id } }, input)).page };
    },

    resumeGig: (_: unknown, { input }: Input<GigInput>, context: GigsContext) =>
      activateGig('ResumeGig', input, context),

    async deleteGig(_: unknown, { input }: Input<GigInput>, { send }: GigsContext) {
      checkGigInput(input);
      const { page } = await send({ type: 'DeleteGig', data: { gigId: input.id } }, input);
      return { deletedGigId: page.id };
    },
  },

  Gig: {
    __resolveReference: loadReference,
    category: ({ categoryId }: GigView) => (categoryId === undefined ? null : categoryOf(categoryId)),
    seller: ({ sellerId, sellerUsername }: GigView & Partial<FoundGig>) => ({
      __typename: 'User',
      id: sellerId,
      username: sellerUsername,
    }),
  },

  Category: {
    __resolveReference: ({ id }: Ref) => categoryOf(id) ?? null,
    parent: ({ parentId }: Category) => (parentId === null ? null : categoryOf(parentId)),
    children: ({ id }: Category) => childrenOf(id),
    gigsCount: async ({ id }: Category, _: unknown, { load }: GigsContext) =>
      (await load.category.load(id))?.gigsCount ?? 0,
  },

  User: {
    gigs: (user: Ref, args: PageArgs & { status?: GigView['status'] | null }, context: GigsContext) =>
      gigsOfUser(user.id, args, context),
  },
};
