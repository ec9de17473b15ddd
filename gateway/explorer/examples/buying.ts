import type { Example } from '../examples.ts';
import { findGig } from './find-gig.ts';

const signIn = /* GraphQL */ `
  # This page then sends the token as the header "Authorization: Bearer TOKEN".
  mutation SignIn($email: String!, $password: String!) {
    signIn(input: { email: $email, password: $password }) {
      token
      expiresAt
      user {
        id
        username
      }
      userErrors {
        field
        code
        message
      }
    }
  }
`;

const quoteOrder = /* GraphQL */ `
  # What placeOrder will charge, to the cent.
  query QuoteOrder($gigId: ID!, $tier: PackageTier!) {
    quoteOrder(input: { gigId: $gigId, packageTier: $tier }) {
      price {
        subtotal {
          amount
        }
        serviceFee {
          amount
        }
        total {
          minorUnits
          amount
          currencyCode
        }
      }
      deliveryDays
      userErrors {
        code
        message
      }
    }
  }
`;

const placeOrder = /* GraphQL */ `
  # Run it twice: the same key is the same order. The card is charged after the answer.
  mutation PlaceOrder($gigId: ID!, $tier: PackageTier!, $total: SafeInt!, $idempotencyKey: String!) {
    placeOrder(
      input: {
        gigId: $gigId
        packageTier: $tier
        expectedTotalMinorUnits: $total
        idempotencyKey: $idempotencyKey
      }
    ) {
      order {
        id
        number
        status
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

const findTotal = /* GraphQL */ `
  query FindTotal($gigId: ID!, $tier: PackageTier!) {
    quoteOrder(input: { gigId: $gigId, packageTier: $tier }) {
      price {
        total {
          minorUnits
        }
      }
    }
  }
`;

export const buying: Example[] = [
  {
    name: 'SignIn',
    label: 'Sign in',
    group: 'Buy',
    operation: signIn,
    variables: { email: 'bea@example.com', password: 'chimera-demo' },
  },
  {
    name: 'QuoteOrder',
    label: 'Quote',
    group: 'Buy',
    operation: quoteOrder,
    variables: { gigId: '', tier: 'BASIC' },
    findings: [findGig],
  },
  {
    name: 'PlaceOrder',
    label: 'Place order',
    group: 'Buy',
    as: 'bea',
    operation: placeOrder,
    variables: { gigId: '', tier: 'BASIC', total: 0, idempotencyKey: '' },
    findings: [findGig, { query: findTotal, finds: { total: 'quoteOrder.price.total.minorUnits' } }],
  },
];
