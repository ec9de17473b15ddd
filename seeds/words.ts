import type { Random } from './random.ts';

const openings: Record<number, string[]> = {
  5: [
    'Exactly what I had in mind.',
    'Better than I had hoped.',
    'Fast, friendly and precise.',
    'A pleasure from start to finish.',
    'My third order here, and not the last.',
  ],
  4: ['Good work overall.', 'Solid result.', 'Very decent for the price.', 'Happy with it.'],
  3: ['It is all right.', 'Mixed feelings.', 'The result is usable.'],
  2: ['Not quite what was agreed.', 'I expected more care.'],
  1: ['I could not use what I got.', 'Disappointing.'],
};
const details: Record<number, string[]> = {
  5: [
    'Questions were answered within the hour.',
    'The brief was read carefully: nothing had to be explained twice.',
    'Delivered a day early.',
    'Small changes were made without any fuss.',
    'I will come back.',
  ],
  4: [
    'One round of changes was needed.',
    'Communication could have been a little quicker.',
    'Some details took a second try.',
    'I would order again.',
  ],
  3: ['It took two revisions to get there.', 'Parts of the brief were overlooked.', 'Answers took a while.'],
  2: ['Half of the brief was ignored.', 'The revision changed little.'],
  1: ['The delivery did not match the description.', 'My messages were hardly answered.'],
};
const replies = [
  'Thank you: it was a pleasure to work on this.',
  'Thanks for the clear brief!',
  'Glad that it helped. See you next time.',
  'Sorry about the delay, and thank you for your patience.',
];
const ofBuyers = [
  'Clear brief and quick answers.',
  'Friendly, knows what they want.',
  'A great buyer: welcome back any time.',
  'Everything was there from the start.',
];
const briefs = [
  'Everything is in the shared folder; please keep the tone of the first draft.',
  'It is for our launch next month, so short and confident.',
  'Please look at the reference first: that is the feeling we want.',
  'Plain and simple. Our readers are busy people.',
];
const questions = [
  'Hello! When could you begin?',
  'I have added one more file: does it change anything?',
  'Is a first look possible before the weekend?',
];
const answers = [
  'Hello! I have started already and it goes well.',
  'No, that fits. Thank you for telling me early.',
  'Yes: you will have something to look at tomorrow.',
];
const deliveries = [
  'Here is your delivery. Tell me what you think!',
  'All done: final files and sources are attached.',
  'Delivered as agreed. I made one small choice in your favour.',
];
const revisions = [
  'Very close! Could the opening be a bit shorter?',
  'Please change the colours as we discussed.',
  'One part is missing from the brief: the second page.',
];

export const createWords = (random: Random) => ({
  review: (stars: number) => `${random.pick(openings[stars]!)} ${random.pick(details[stars]!)}`,
  reply: () => random.pick(replies),
  ofBuyer: () => random.pick(ofBuyers),
  brief: () => random.pick(briefs),
  question: () => random.pick(questions),
  answer: () => random.pick(answers),
  delivery: () => random.pick(deliveries),
  revision: () => random.pick(revisions),
});

export type Words = ReturnType<typeof createWords>;
