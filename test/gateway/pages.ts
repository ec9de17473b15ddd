/** What a storefront asks for its main pages: each is a plan with a budget, see plans.test.ts. */

const MONEY = 'amount currencyCode';

export const searchHits = `
  query SearchHits($input: SearchGigsInput!, $after: String) {
    searchGigs(input: $input, first: 24, after: $after) {
      edges {
        cursor sellerIsOnline sellerLevel ratingAverage ratingCount
        node { id slug title startingPrice { ${MONEY} } gallery { url alt } seller { id username } }
      }
      pageInfo { hasNextPage endCursor }
      totalCount
      facets { categories { value count } sellerLevels { value count } priceRange { min { ${MONEY} } max { ${MONEY} } } }
    }
  }`;

export const searchHitsWithFaces = `
  query SearchHitsWithFaces($input: SearchGigsInput!) {
    searchGigs(input: $input) {
      edges { ratingAverage node { id title seller { id username displayName avatarUrl } } }
    }
  }`;

export const gigPage = `
  query GigPage($slug: String!) {
    gig(slug: $slug) {
      id title description tags isOrderable ordersInQueue
      category { id name parent { id name } }
      packages { tier name description price { ${MONEY} } deliveryDays revisions features }
      extras { id name price { ${MONEY} } }
      faq { question answer }
      gallery { kind url alt }
      seller {
        id username displayName avatarUrl country memberSince
        sellerProfile { tagline level isOnline averageRating ratingsCount medianResponseMinutes }
      }
      ratingBreakdown { average count distribution { stars count } quality communication value }
      ratings(first: 10) {
        nodes { id overall review publishedAt rater { id username displayName country } reply { body repliedAt } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`;

export const orderPage = `
  query OrderPage($id: ID!) {
    order(id: $id) {
      id number status placedAt dueAt lateness autoCompletesAt viewerActions revisionsUsed revisionsAllowed version
      buyer { id username displayName avatarUrl }
      seller { id username displayName avatarUrl sellerProfile { isOnline } }
      gig { id slug title gallery { url alt } }
      item { gigTitle packageName packageTier quantity extras { name price { ${MONEY} } } }
      price { subtotal { ${MONEY} } serviceFee { ${MONEY} } total { ${MONEY} } }
      payment { status failureReason }
      requirements { questionId prompt kind isRequired options text }
      deliveries { number message deliveredAt isOnTime }
      revisionRequests { number message requestedAt }
      timeline { nodes { id type occurredAt actor summary } }
      messages(first: 30) { nodes { id sender body sentAt readAt } }
      unreadMessagesCount
      rating { id overall review reply { body } counterRating { score } }
      ratingEligibility { canRate windowClosesAt reason }
    }
  }`;

export const sellerDashboard = `
  query SellerDashboard {
    viewer {
      id username displayName
      sellerProfile {
        level averageRating completedOrders ordersInProgress capacity
        availability { isAcceptingOrders unavailableUntil }
      }
      gigs(first: 20) { nodes { id title status startingPrice { ${MONEY} } ordersInQueue ratingSummary { average count } } }
      orders(role: SELLER, status: [AWAITING_REQUIREMENTS, IN_PROGRESS, IN_REVISION, DELIVERED]) {
        nodes {
          id number status dueAt lateness unreadMessagesCount
          buyer { id username displayName } gig { id title }
        }
        totalCount
      }
      earnings { pending { ${MONEY} } entries(first: 5) { nodes { id kind amount { ${MONEY} } order { id number } } } }
      ratingsReceived(first: 5) { nodes { id overall review rater { id username displayName } } }
    }
  }`;

export const placeOrder = `
  mutation PlaceOrder($input: PlaceOrderInput!) {
    placeOrder(input: $input) {
      order { id number status price { total { ${MONEY} } } seller { id username } gig { id } }
      userErrors { field code message }
    }
  }`;

export const anyNode = `
  query AnyNode($id: ID!) {
    node(id: $id) {
      id
      ... on User { username displayName }
      ... on Gig { title slug }
      ... on Order { number status }
      ... on Rating { overall review }
    }
  }`;
