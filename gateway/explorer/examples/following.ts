import type { Example } from '../examples.ts';

const findNewest = /* GraphQL */ `
  query FindNewest {
    viewer {
      orders(role: BUYER, first: 1) {
        nodes {
          id
        }
      }
    }
  }
`;

const orderPage = /* GraphQL */ `
  # viewerActions are the buttons: run it as bea, as sam, and signed out.
  query OrderPage($orderId: ID!) {
    viewer {
      username
    }
    order(id: $orderId) {
      number
      status
      viewerActions
      item {
        gigTitle
        packageName
        deliveryDays
      }
      price {
        total {
          amount
          currencyCode
        }
        sellerEarnings {
          amount
        }
      }
      payment {
        status
      }
      buyer {
        username
      }
      seller {
        username
      }
      dueAt
      autoCompletesAt
      requirements {
        prompt
        isRequired
        text
      }
      deliveries {
        number
        message
        isOnTime
      }
      timeline(first: 20) {
        nodes {
          occurredAt
          summary
        }
      }
      ratingEligibility {
        canRate
        windowClosesAt
        reason
      }
    }
  }
`;

const answerBrief = /* GraphQL */ `
  mutation AnswerBrief($orderId: ID!, $questionId: ID!, $text: String!) {
    submitRequirements(input: { orderId: $orderId, answers: [{ questionId: $questionId, text: $text }] }) {
      order {
        status
        dueAt
        viewerActions
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

const findBrief = /* GraphQL */ `
  query FindBrief {
    viewer {
      orders(role: BUYER, status: [AWAITING_REQUIREMENTS], first: 1) {
        nodes {
          id
          requirements {
            questionId
            isRequired
          }
        }
      }
    }
  }
`;

export const following: Example[] = [
  {
    name: 'OrderPage',
    label: 'Order page',
    group: 'Buy',
    as: 'bea',
    operation: orderPage,
    variables: { orderId: '' },
    findings: [{ query: findNewest, finds: { orderId: 'viewer.orders.nodes[].id' } }],
  },
  {
    name: 'AnswerBrief',
    label: 'Answer the brief',
    group: 'Buy',
    as: 'bea',
    operation: answerBrief,
    variables: { orderId: '', questionId: '', text: 'Two voices, forty minutes, published on Friday.' },
    findings: [
      {
        query: findBrief,
        finds: {
          orderId: 'viewer.orders.nodes[].id',
          questionId: 'viewer.orders.nodes[].requirements[isRequired].questionId',
        },
      },
    ],
  },
];
