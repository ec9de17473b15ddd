import type { Example } from '../examples.ts';
import { findGig } from './find-gig.ts';

const searchGigs = /* GraphQL */ `
  # What can be hired, and what the whole result consists of.
  query SearchGigs($words: String, $first: Int) {
    searchGigs(input: { query: $words }, sort: RELEVANCE, first: $first) {
      totalCount
      edges {
        ratingAverage
        ratingCount
        sellerLevel
        sellerIsOnline
        node {
          id
          title
          startingPrice {
            amount
            currencyCode
          }
          fastestDeliveryDays
          seller {
            username
            displayName
          }
        }
      }
      facets {
        categories {
          value
          count
        }
        sellerLevels {
          value
          count
        }
        deliveryDays {
          value
          count
        }
        priceRange {
          min {
            amount
          }
          max {
            amount
            currencyCode
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;

const gigPage = /* GraphQL */ `
  # One page out of four services: gigs, users, orders and ratings.
  query GigPage($gigId: ID!) {
    gig(id: $gigId) {
      title
      description
      category {
        name
        parent {
          name
        }
      }
      packages {
        tier
        name
        price {
          amount
          currencyCode
        }
        deliveryDays
        revisions
        features
      }
      extras {
        id
        name
        price {
          amount
        }
      }
      isOrderable
      ordersInQueue
      seller {
        displayName
        country
        sellerProfile {
          level
          isOnline
          averageRating
          ratingsCount
          medianResponseMinutes
        }
      }
      ratingBreakdown {
        average
        count
        distribution {
          stars
          count
        }
      }
      ratings(first: 3) {
        nodes {
          overall
          review
          publishedAt
          rater {
            displayName
          }
        }
      }
    }
  }
`;

export const browsing: Example[] = [
  {
    name: 'SearchGigs',
    label: 'Search with facets',
    group: 'Browse',
    operation: searchGigs,
    variables: { words: 'podcast', first: 5 },
  },
  {
    name: 'GigPage',
    label: 'Gig page',
    group: 'Browse',
    operation: gigPage,
    variables: { gigId: '' },
    findings: [findGig],
  },
];
