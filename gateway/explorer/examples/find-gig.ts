import type { Finding } from '../examples.ts';

/** One of sam's, so that sam can deliver what bea orders; a rated one, so that its card is not declined. */
export const findGig: Finding = {
  query: /* GraphQL */ `
    query FindGig {
      user(username: "sam") {
        gigs(status: ACTIVE, first: 20) {
          nodes {
            id
            ratingSummary {
              count
            }
            packages {
              tier
            }
          }
        }
      }
    }
  `,
  finds: {
    gigId: 'user.gigs.nodes[ratingSummary.count].id',
    tier: 'user.gigs.nodes[ratingSummary.count].packages[].tier',
  },
};
