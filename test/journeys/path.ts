import { steps, type Journey, type Step } from './steps.ts';

/** The order in which the journey is walked. */
export const path: Step[] = [
  'registerSeller',
  'registerBuyer',
  'signInSeller',
  'openSellerProfile',
  'createGig',
  'publishGig',
  'signInBuyer',
  'findGig',
  'quote',
  'placeOrder',
  'isCharged',
  'sellerAsks',
  'buyerAnswers',
  'brief',
  'deliver',
  'buyerReads',
  'revise',
  'deliverAgain',
  'accept',
  'rateBuyer',
  'rate',
  'reply',
];

/** Takes every step up to this one, which is the last. */
export const walkTo = async (journey: Journey, last: Step) => {
  for (const step of path.slice(0, path.indexOf(last) + 1)) await steps[step](journey);
};
