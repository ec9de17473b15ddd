import { valueOf } from './parse-values.ts';
import type { Place, Variant } from './shape.ts';
import type { Mark } from './slots.ts';
import { differs } from './words.ts';

/** Functions of a parser that is being made. */
export type Emitting = {
  functions: string[];
  /** Numbers of the places and rows whose records are written. */
  recorded: Set<number>;
  /** Statements that move `o` over an object there. `given`: which variant, this expression says. */
  object(at: Place, given?: string): string;
  /** A name that no other function has. */
  name(letter: string): string;
};

export const emit = (): Emitting => {
  let names = 0;
  const emitting: Emitting = {
    functions: [],
    recorded: new Set(),
    object: (at, given) => objectOf(emitting, at, given),
    name: (letter) => `${letter}${names++}`,
  };
  return emitting;
};

/** Characters of code: V8 never optimises a function that is too large. */
const LARGE = 4_000;

/** Read where it stands, as a call takes as long as a short object; a large one, or of several types, by a function. */
const objectOf = (emitting: Emitting, at: Place, given: string | undefined): string => {
  const { number, slots, variants } = at;
  if (!slots.isEmpty) emitting.recorded.add(number);
  const record = slots.isEmpty
    ? 'const r = 0, R = undefined;'
    : `const r = n${number} * ${slots.size}; ${roomOf(at)} n${number} += 1; const R = R${number};`;
  const [only, ...others] = variants;
  const isOne = only !== undefined && others.length === 0;
  const body = isOne
    ? bodyOf(emitting, at, { ...only, number: 0 })
    : choiceOf(emitting, at, given !== undefined);
  const check = isOne && given !== undefined ? `if (${given} !== 0) throw LAYOUT;` : '';
  if (isOne && body.length < LARGE) return `{ ${check} ${record}\n  ${body} }`;
  emitting.functions.push(`function p${number}(o, k) {\n  const v = V; ${record}\n  ${body}\n  return o;\n}`);
  return `{ ${check} o = p${number}(o, ${given}); }`;
};

const choiceOf = (emitting: Emitting, at: Place, isGiven: boolean): string => {
  const calls = at.variants.map((variant, i) => variantOf(emitting, at, { ...variant, number: i }));
  const told = isGiven
    ? calls.map((call, i) => `if (k === ${i}) return ${call}(o, r, R);`)
    : taggedOf(at, calls);
  return [...told, 'throw LAYOUT;'].join('\n  ');
};

const taggedOf = ({ variants }: Place, calls: string[]): string[] => {
  const start = `{"${variants[0]!.fields[0]!.key}":"`;
  return [
    `if (${differs(start, 'o')}) throw LAYOUT;`,
    ...variants.map(
      ({ type }, i) => `if (!(${differs(`${type}"`, `o + ${start.length}`)})) return ${calls[i]}(o, r, R);`,
    ),
  ];
};

const roomOf = ({ number, slots: { size } }: Place) =>
  `if ((n${number} + 1) * ${size} > R${number}.length) R${number} = A.recordsOf(${number}, (n${number} + 1) * ${size});`;

/** A record of a null in a list, so that the items stay consecutive. */
export const nullRecord = (at: Place) => {
  const { number, slots } = at;
  return slots.isEmpty ? '' : `${roomOf(at)} R${number}[n${number} * ${slots.size}] = -1; n${number} += 1;`;
};

type Numbered = Variant & { number: number };

const variantOf = (emitting: Emitting, at: Place, variant: Numbered): string => {
  const name = `p${at.number}v${variant.number}`;
  emitting.functions.push(
    `function ${name}(o, r, R) {\n  const v = V; ${bodyOf(emitting, at, variant)}\n  return o;\n}`,
  );
  return name;
};

const bodyOf = (emitting: Emitting, { slots }: Place, variant: Numbered): string => {
  // What an arena's last request left in a slot is never read.
  const unknown = slots.taken.map((slot) => ` R[r + ${slot}] = -1;`);
  const body = slots.isEmpty ? [] : [`R[r] = ${variant.number};${unknown.join('')}`];
  const fixed = fixedText();
  fixed.add('{');
  variant.fields.forEach(({ key, value }, i) => {
    const slot = (mark: Mark) => slots.known(variant.number, i, mark);
    if (i > 0) fixed.add(',');
    fixed.mark(slot('key'));
    fixed.add(`"${key}":`);
    fixed.mark(slot('value'));
    if (value.kind === 'leaf' && value.scan === 'typename') fixed.add(`"${value.words[0]}"`);
    else {
      const from = { child: slot('child'), count: slot('count') };
      body.push(fixed.take(), valueOf(emitting, value, from));
    }
    fixed.mark(slot('end'));
  });
  fixed.add('}');
  return [...body, fixed.take()].join('\n  ');
};

/** Text that must come between two values, with the slots for which places in it are noted. */
const fixedText = () => {
  let text = '';
  let marks: { slot: number; at: number }[] = [];
  return {
    add(more: string) {
      text += more;
    },
    mark(slot: number | undefined) {
      if (slot !== undefined) marks.push({ slot, at: text.length });
    },
    /** Statements that check it, move on and note the places. */
    take(): string {
      const noted = marks.map(({ slot, at }) => ` R[r + ${slot}] = o - ${text.length - at};`);
      const code = `if (${differs(text, 'o')}) throw LAYOUT; o = o + ${text.length} | 0;${noted.join('')}`;
      [text, marks] = ['', []];
      return code;
    },
  };
};
