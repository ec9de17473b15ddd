import { DomainError } from '../../../kernel/domain-error.ts';
import type { Repeatable } from '../../../kernel/graphql/context.ts';
import { integerProblems, keyProblems, sizeProblems, textProblems } from '../../../kernel/graphql/inputs.ts';
import type { SpokenLanguage } from '../accounts/rows.ts';

export type RegisterUserInput = Repeatable & {
  username: string;
  email: string;
  password: string;
  displayName: string;
  country?: string | null;
};
export type SignInInput = { email: string; password: string };
export type ChangePasswordInput = Repeatable & { currentPassword: string; newPassword: string };
export type UpdateProfileInput = Repeatable & {
  displayName?: string | null;
  bio?: string | null;
  avatarUrl?: string | null;
  country?: string | null;
  languages?: SpokenLanguage[] | null;
  tagline?: string | null;
  skills?: string[] | null;
  expectedVersion: number;
};
export type OpenSellerProfileInput = Repeatable & { tagline: string; skills: string[]; capacity: number };
export type SetAvailabilityInput = Repeatable & {
  isAcceptingOrders: boolean;
  unavailableFrom?: string | null;
  unavailableUntil?: string | null;
  message?: string | null;
};
export type SetCapacityInput = Repeatable & { userId?: string | null; capacity: number };

const at = (name: string) => ['input', name];
const invalid = (name: string, expected: string, got: string) =>
  new DomainError('INVALID', `Expected ${name} to be ${expected}, got ${shown(got)}.`, at(name));
const shown = (text: string) => JSON.stringify(text.slice(0, 60));

export const usernameProblems = (username: string) =>
  /^[a-z0-9_]{3,24}$/.test(username)
    ? []
    : [invalid('username', '3 to 24 of the characters a-z (no capitals), 0-9 and _', username)];

export const emailProblems = (email: string) => {
  const problems = textProblems(email, at('email'), { min: 1, max: 254 });
  if (problems.length > 0 || /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email.trim())) return problems;
  return [invalid('email', 'an address like ana@example.com', email)];
};

export const passwordProblems = (password: string, name: string) =>
  textProblems(password, at(name), { min: 12, max: 128 });

/** What no member can have is not worth a hash; a form that is only wrong is told like wrong credentials. */
export const signInProblems = ({ email, password }: SignInInput) => [
  ...textProblems(email, at('email'), { min: 0, max: 254 }),
  ...textProblems(password, at('password'), { min: 0, max: 128 }),
];

export const newPasswordProblems = (input: ChangePasswordInput) => [
  ...keyProblems(input),
  ...textProblems(input.currentPassword, at('currentPassword'), { min: 0, max: 128 }),
  ...passwordProblems(input.newPassword, 'newPassword'),
];

export const registrationProblems = (input: RegisterUserInput) => [
  ...keyProblems(input),
  ...usernameProblems(input.username),
  ...emailProblems(input.email),
  ...passwordProblems(input.password, 'password'),
  ...textProblems(input.displayName, at('displayName'), { min: 1, max: 60 }),
];

export const profileProblems = (input: UpdateProfileInput) => [
  ...keyProblems(input),
  ...(input.displayName == null
    ? []
    : textProblems(input.displayName, at('displayName'), { min: 1, max: 60 })),
  ...textProblems(input.bio ?? '', at('bio'), { min: 0, max: 2_000 }),
  ...languageProblems(input.languages ?? []),
  ...(input.tagline == null ? [] : taglineProblems(input.tagline)),
  ...skillProblems(input.skills ?? []),
];

export const sellerProfileProblems = (input: OpenSellerProfileInput) => [
  ...keyProblems(input),
  ...taglineProblems(input.tagline),
  ...skillProblems(input.skills),
  ...capacityProblems(input.capacity),
];

export const capacityProblems = (capacity: number) =>
  integerProblems(capacity, at('capacity'), { min: 1, max: 100 });

/** Of the form alone: whether the absence is over already is decided by the clock, and only the first time. */
export const availabilityProblems = (input: SetAvailabilityInput) => {
  const { isAcceptingOrders, unavailableFrom: from, unavailableUntil: until, message } = input;
  const problems = [
    ...keyProblems(input),
    ...textProblems(message ?? '', at('message'), { min: 0, max: 500 }),
  ];
  if (isAcceptingOrders && from)
    problems.push(invalid('unavailableFrom', 'absent while accepting orders', from));
  if (isAcceptingOrders && until)
    problems.push(invalid('unavailableUntil', 'absent while accepting orders', until));
  else if (from && until && until <= from)
    problems.push(invalid('unavailableUntil', `after unavailableFrom, ${from}`, until));
  return problems;
};

const taglineProblems = (tagline: string) => textProblems(tagline, at('tagline'), { min: 1, max: 120 });

const skillProblems = (skills: string[]) => [
  ...sizeProblems(skills, at('skills'), { min: 0, max: 20 }),
  ...skills.flatMap((skill) => textProblems(skill, at('skills'), { min: 1, max: 40 })),
  ...repeated(skills).map((skill) => invalid('skills', 'different ones', skill)),
];

const languageProblems = (languages: SpokenLanguage[]) => {
  const tags = languages.map(({ language }) => language);
  return [
    ...sizeProblems(languages, at('languages'), { min: 0, max: 10 }),
    ...tags
      .filter((tag) => !/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(tag))
      .map((tag) => invalid('languages', 'BCP 47 language tags like en or pt-BR', tag)),
    ...repeated(tags).map((tag) => invalid('languages', 'different ones', tag)),
  ];
};

const repeated = (texts: string[]) => {
  const plain = texts.map((text) => text.trim().toLowerCase());
  return texts.filter((_, i) => plain.indexOf(plain[i]!) < i);
};
