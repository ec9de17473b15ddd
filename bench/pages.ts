/** The storefront's main pages, each with as many items as it is asked for. */

const MONEY = '{ amount currencyCode }';
const FACE = '{ id username displayName avatarUrl }';

export const search = `query ($first: Int!) { searchGigs(input: { query: "podcast" }, first: $first) {
  totalCount facets { categories { value count } }
  edges { sellerIsOnline ratingAverage node { id slug title isOrderable startingPrice ${MONEY} category { name }
    ratingSummary { average count } seller ${FACE} } } } }`;

export const gigPage = `query ($id: ID!, $first: Int!) { gig(id: $id) {
  title description isOrderable ordersInQueue category { name parent { name } } packages { name price ${MONEY} }
  seller { ...F sellerProfile { level isOnline averageRating } } ratingBreakdown { average distribution { count } }
  ratings(first: $first) { totalCount nodes { id overall review rater ${FACE} reply { body } } } } }
  fragment F on User ${FACE}`;

export const orderPage = `query ($id: ID!, $first: Int!) { order(id: $id) {
  number status viewerActions buyer ${FACE} seller ${FACE} gig { title slug } price { total ${MONEY} }
  payment { status } requirements { prompt text } deliveries { message } timeline { nodes { summary } }
  messages(first: $first) { nodes { id sender body readAt } } unreadMessagesCount
  rating { overall } ratingEligibility { canRate } } }`;

export const sellerDashboard = `query ($first: Int!) { viewer {
  username sellerProfile { level averageRating ordersInProgress availability { isAcceptingOrders } }
  gigs(first: $first) { nodes { id title status ordersInQueue ratingSummary { average } } }
  orders(role: SELLER, status: [IN_PROGRESS], first: $first) { totalCount
    nodes { id number dueAt unreadMessagesCount buyer ${FACE} gig { title } } }
  earnings { pending ${MONEY} entries(first: $first) { nodes { id amount ${MONEY} order { number } } } }
  ratingsReceived(first: $first) { nodes { id overall review rater ${FACE} } } } }`;

export const buyersOrders = `query ($first: Int!) { viewer { orders(role: BUYER, first: $first) { totalCount
  nodes { id number status seller ${FACE} gig { title slug } item { gigTitle } price { total ${MONEY} }
    deliveries { message } messages(first: 3) { nodes { body readAt } } unreadMessagesCount
    rating { overall } ratingEligibility { canRate } } } } }`;

export const ratingsList = `query ($username: String!, $first: Int!) { user(username: $username) {
  ratingBreakdown { average } ratingsReceived(first: $first) { totalCount nodes {
    id overall review rater ${FACE} gig { title } counterRating { score } reply { body } } } } }`;
