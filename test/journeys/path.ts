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

/** Takes every step from one to another, both included. */
export const walk = async (journey: Journey, [first, last]: [Step, Step]) => {
  for (const step of path.slice(path.indexOf(first), path.indexOf(last) + 1)) await steps[step](journey);
};

export const walkTo = (journey: Journey, last: Step) => walk(journey, ['registerSeller', last]);
