import { DomainError, refuseAll } from '../../../kernel/domain-error.ts';
import { integerProblems, sizeProblems, textProblems } from '../../../kernel/graphql/inputs.ts';
import { categoryOf } from '../categories.ts';
import { GIG, GIGS_ALLOWED, PACKAGE } from '../decider/policy.ts';
import type { Filters } from '../search/search-index.ts';
import type { SearchGigsInput } from './inputs.ts';
import { few, invalid } from './problems.ts';

const QUERY = { min: 0, max: 200 };
const LEVELS = { min: 0, max: Object.keys(GIGS_ALLOWED).length };
const MINOR_UNITS = { min: 0, max: Number.MAX_SAFE_INTEGER };

/** Throws all that is wrong with it at once. */
export const filtersFrom = (input: SearchGigsInput): Filters => {
  refuseAll(searchProblems(input));
  const { query, categoryId, tags, price, maxDeliveryDays, sellerLevels, minRating, isOnline } = input;
  return {
    ...(query?.trim() && { query }),
    ...(categoryId != null && { categoryId }),
    ...(tags?.length && { tags }),
    ...(price && { price: priceFrom(price) }),
    ...(maxDeliveryDays != null && { maxDeliveryDays }),
    ...(sellerLevels?.length && { sellerLevels }),
    ...(minRating != null && { minRating }),
    ...(isOnline && { isOnline }),
  };
};

type Price = NonNullable<SearchGigsInput['price']>;

const priceFrom = ({ currencyCode, minMinorUnits: min, maxMinorUnits: max }: Price) => ({
  currencyCode,
  ...(min != null && { min }),
  ...(max != null && { max }),
});

const searchProblems = (input: SearchGigsInput): DomainError[] => {
  const { query, categoryId, tags, price, maxDeliveryDays, sellerLevels, minRating } = input;
  return [
    ...textProblems(query ?? '', ['input', 'query'], QUERY),
    ...(categoryId == null || categoryOf(categoryId)
      ? []
      : [invalid(['input', 'categoryId'], 'the id of a category', categoryId)]),
    ...sizeProblems(tags ?? [], ['input', 'tags'], { ...GIG.tags, min: 0 }),
    ...few(tags, GIG.tags).flatMap((tag) => textProblems(tag, ['input', 'tags'], GIG.tag)),
    ...sizeProblems(sellerLevels ?? [], ['input', 'sellerLevels'], LEVELS),
    ...(price ? priceProblems(price) : []),
    ...(maxDeliveryDays == null
      ? []
      : integerProblems(maxDeliveryDays, ['input', 'maxDeliveryDays'], PACKAGE.deliveryDays)),
    ...(minRating == null || (minRating >= 1 && minRating <= 5)
      ? []
      : [invalid(['input', 'minRating'], 'from 1.0 to 5.0', String(minRating))]),
  ];
};

const priceProblems = ({ minMinorUnits: min, maxMinorUnits: max }: Price) => {
  const at = (field: string) => ['input', 'price', field];
  const problems = [
    ...(min == null ? [] : integerProblems(min, at('minMinorUnits'), MINOR_UNITS)),
    ...(max == null ? [] : integerProblems(max, at('maxMinorUnits'), MINOR_UNITS)),
  ];
  if (problems.length === 0 && min != null && max != null && max < min)
    problems.push(invalid(at('maxMinorUnits'), `at least minMinorUnits, ${min}`, String(max)));
  return problems;
};
