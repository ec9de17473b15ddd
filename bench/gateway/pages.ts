const MONEY = '{ amount currencyCode }';
const FACE = '{ id username displayName avatarUrl }';

export type Page = 'storefront' | 'gigPage' | 'heavy' | 'unseen';
export const PAGES: Page[] = ['storefront', 'gigPage', 'heavy', 'unseen'];

export type Operation = { query: string; variables?: object };

const HITS = `{ totalCount nodes { title ratingSummary { average }
  seller { displayName avatarUrl } } }`;

const storefront: Operation = {
  query: `query Storefront($input: SearchGigsInput!, $first: Int!) { searchGigs(input: $input, first: $first) ${HITS} }`,
  variables: { input: { query: 'podcast editing' }, first: 24 },
};

/** All four services, and ratings' raters after them. */
const gigPage: Operation = {
  query: `query GigPage($id: ID!, $first: Int!) { gig(id: $id) {
    title description isOrderable ordersInQueue category { name parent { name } } packages { name price ${MONEY} }
    seller { ...F sellerProfile { level isOnline averageRating } } ratingBreakdown { average distribution { count } }
    ratings(first: $first) { totalCount nodes { id overall review rater ${FACE} reply { body } } } } }
    fragment F on User ${FACE}`,
  variables: { id: 'gig_01JD8X5W7Q2M4R6T9V0B3C5F8H', first: 3 },
};

/** 1,000 references to raters, about 630 of them distinct. */
const heavy: Operation = {
  query: `query Heavy($input: SearchGigsInput!, $first: Int!, $ratings: Int!) {
    searchGigs(input: $input, first: $first) { nodes { id title ratings(first: $ratings) {
      nodes { overall rater ${FACE} } } } } }`,
  variables: { input: {}, first: 100, ratings: 10 },
};

/** The storefront's, by a client that writes values into the text; all are of one length. */
const unseen = (number: number): Operation => {
  const input = `query: "podcast ${number}", price: { minMinorUnits: ${number}, currencyCode: "USD" }`;
  return { query: `query Storefront { searchGigs(input: { ${input} }, first: 24) ${HITS} }` };
};

const known: Record<Exclude<Page, 'unseen'>, Operation> = { storefront, gigPage, heavy };
/** Of nine digits each. */
let next = 100_000_000 + Math.floor(Math.random() * 800_000_000);

/** What a client of this page sends next. */
export const operationOf = (page: Page): Operation => (page === 'unseen' ? unseen(next++) : known[page]);
