import type { Random } from './random.ts';

export type Person = {
  username: string;
  email: string;
  displayName: string;
  country: string;
  /** 3.2 to 5: what buyers tend to say of a seller's work. */
  talent: number;
  isSeller: boolean;
};

export const PASSWORD = 'chimera-demo';
export const MEMBERS = 60;
export const SELLERS = 30;

// The accounts that the README names.
const known = ['bea', 'sam', 'stacy'];
const others =
  'ada amir anouk aria ben carla chen dara dev elif emre esra femi finn gita goran hana hugo ida ines ivo jana jonas ' +
  'juno kai karim kofi lars lea leo lina luca maya mei milo mina nadia nils noor olga omar petra rafa rosa sana sven ' +
  'tara teo uma viktor wanda yara yuki zara zeno ziv tomas';
const countries = [
  'US',
  'DE',
  'IN',
  'NG',
  'BR',
  'GB',
  'PL',
  'IL',
  'PK',
  'JP',
  'CA',
  'ES',
  'FR',
  'UA',
  'KE',
  'NL',
];

/** Sam sells; Bea and Stacy do not; of the others every second one, until there are 30. */
export const createPeople = (random: Random): Person[] => {
  const names = [...known, ...others.split(' ')].slice(0, MEMBERS);
  let sellers = 0;
  return names.map((username, i) => {
    const isSeller = username === 'sam' || (i >= known.length && i % 2 === 1 && sellers < SELLERS);
    if (isSeller) sellers += 1;
    return {
      username,
      email: `${username}@example.com`,
      displayName: username[0]!.toUpperCase() + username.slice(1),
      country: random.pick(countries),
      talent: username === 'sam' ? 4.7 : 3.2 + 1.8 * Math.sqrt(random.next()),
      isSeller,
    };
  });
};
