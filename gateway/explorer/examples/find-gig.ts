import type { Finding } from '../examples.ts';

/** Sam's gigs, so that sam can deliver what bea orders. */
export const findGig: Finding = {
  query: /* GraphQL */ `
    query FindGig {
      user(username: "sam") {
        gigs(status: ACTIVE, first: 20) {
          nodes {
            id
            isOrderable
            packages {
              tier
            }
          }
        }
      }
    }
  `,
  finds: {
    gigId: 'user.gigs.nodes[isOrderable].id',
    tier: 'user.gigs.nodes[isOrderable].packages[].tier',
  },
};
