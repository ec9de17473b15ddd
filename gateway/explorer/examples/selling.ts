import type { Example } from '../examples.ts';

const findWork = /* GraphQL */ `
  query FindWork {
    viewer {
      orders(role: SELLER, status: [IN_PROGRESS, IN_REVISION], first: 1) {
        nodes {
          id
        }
      }
    }
  }
`;

const deliverOrder = /* GraphQL */ `
  mutation DeliverOrder($orderId: ID!, $message: String!) {
    deliverOrder(input: { orderId: $orderId, message: $message }) {
      order {
        number
        status
        autoCompletesAt
        deliveries {
          number
          isOnTime
        }
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

const sellerDashboard = /* GraphQL */ `
  # What a seller sees first: work, money, and how buyers judge it.
  query SellerDashboard {
    viewer {
      displayName
      sellerProfile {
        level
        averageRating
        ratingsCount
        completedOrders
        onTimeDeliveryRate
        ordersInProgress
        capacity
        availability {
          isAcceptingOrders
        }
      }
      earnings {
        pending {
          amount
          currencyCode
        }
        entries(first: 5) {
          nodes {
            occurredAt
            amount {
              amount
            }
            order {
              number
            }
          }
        }
      }
      orders(role: SELLER, status: [IN_PROGRESS, IN_REVISION, DELIVERED], first: 10) {
        totalCount
        nodes {
          number
          status
          dueAt
          lateness
          unreadMessagesCount
          viewerActions
          item {
            gigTitle
          }
          buyer {
            displayName
          }
        }
      }
      gigs(first: 5) {
        nodes {
          title
          status
          ordersInQueue
          ratingSummary {
            average
            count
          }
        }
      }
    }
  }
`;

export const selling: Example[] = [
  {
    name: 'SellerDashboard',
    label: 'Seller dashboard',
    group: 'Sell',
    as: 'sam',
    operation: sellerDashboard,
    variables: {},
  },
  {
    name: 'DeliverOrder',
    label: 'Deliver',
    group: 'Sell',
    as: 'sam',
    operation: deliverOrder,
    variables: { orderId: '', message: 'Here it is, mixed and mastered.' },
    findings: [{ query: findWork, finds: { orderId: 'viewer.orders.nodes[].id' } }],
  },
];
