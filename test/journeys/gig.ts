export const titleOf = (name: string) => `I will edit the podcast ${name} with care`;

export const packageInput = {
  tier: 'BASIC',
  name: 'One episode',
  description: 'Up to half an hour.',
  priceMinorUnits: 40_00,
  deliveryDays: 3,
  revisions: 1,
};

/** Complete, with one question that must be answered. */
export const gigInput = (name: string) => ({
  title: titleOf(name),
  description: 'Noise, pauses and hums are cut; levels are even; you get a master in two formats.',
  categoryId: 'cat_podcast-editing',
  tags: ['podcast', 'audio'],
  packages: [packageInput],
  requirements: [{ prompt: 'Where is the recording?', kind: 'TEXT', isRequired: true }],
});

export const selection = (gigId: string) => ({ gigId, packageTier: 'BASIC', quantity: 2 });
