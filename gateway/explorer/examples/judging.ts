import type { Example } from '../examples.ts';

const findDelivered = /* GraphQL */ `
  query FindDelivered {
    viewer {
      orders(role: BUYER, status: [DELIVERED], first: 1) {
        nodes {
          id
        }
      }
    }
  }
`;

const acceptDelivery = /* GraphQL */ `
  mutation AcceptDelivery($orderId: ID!) {
    acceptDelivery(input: { orderId: $orderId }) {
      order {
        status
        completedAt
        completedBy
      }
      userErrors {
        code
        message
      }
    }
  }
`;

const findUnrated = /* GraphQL */ `
  query FindUnrated {
    viewer {
      orders(role: BUYER, status: [COMPLETED], first: 50) {
        nodes {
          id
          ratingEligibility {
            canRate
          }
        }
      }
    }
  }
`;

const rateOrder = /* GraphQL */ `
  # Blind until the seller has rated too, or 14 days are over.
  mutation RateOrder($orderId: ID!, $scores: RatingScoresInput!, $review: String!) {
    submitRating(input: { orderId: $orderId, scores: $scores, review: $review }) {
      rating {
        id
        overall
        status
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

export const judging: Example[] = [
  {
    name: 'AcceptDelivery',
    label: 'Accept',
    group: 'Buy',
    as: 'bea',
    operation: acceptDelivery,
    variables: { orderId: '' },
    findings: [{ query: findDelivered, finds: { orderId: 'viewer.orders.nodes[].id' } }],
  },
  {
    name: 'RateOrder',
    label: 'Rate',
    group: 'Buy',
    as: 'bea',
    operation: rateOrder,
    variables: {
      orderId: '',
      scores: { quality: 5, communication: 5, value: 4 },
      review: 'Clear sound, and delivered a day early.',
    },
    findings: [
      { query: findUnrated, finds: { orderId: 'viewer.orders.nodes[ratingEligibility.canRate].id' } },
    ],
  },
];
