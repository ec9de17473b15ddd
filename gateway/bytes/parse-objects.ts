import { valueOf } from './parse-values.ts';
import type { Place, Variant } from './shape.ts';
import { differs } from './words.ts';

/** Functions of a parser that is being made. */
export type Emitting = {
  functions: string[];
  /** Numbers of the places and rows whose records are written. */
  recorded: Set<number>;
  /** The name of a function that reads an object there. `given`: which variant, its second argument says. */
  place(at: Place, given?: boolean): string;
  /** A name that no other function has. */
  name(letter: string): string;
};

export const emit = (): Emitting => {
  let names = 0;
  const emitting: Emitting = {
    functions: [],
    recorded: new Set(),
    place: (at, given = false) => placeOf(emitting, at, given),
    name: (letter) => `${letter}${names++}`,
  };
  return emitting;
};

const placeOf = (emitting: Emitting, at: Place, given: boolean): string => {
  const { number, slots } = at;
  const name = `p${number}`;
  if (!slots.isEmpty) emitting.recorded.add(number);
  const variants = at.variants.map((variant, i) => variantOf(emitting, at, { ...variant, number: i }));
  const choice = given
    ? variants.map((call, i) => `if (k === ${i}) return ${call}(o, r);`)
    : at.tagged
      ? taggedOf(at, variants)
      : [`return ${variants[0]}(o, r);`];
  emitting.functions.push(`function ${name}(o, k) {
  ${slots.isEmpty ? 'const r = 0;' : `const r = n${number} * ${slots.size}; ${roomOf(at)} n${number} += 1;`}
  ${choice.join('\n  ')}
  throw LAYOUT;
}`);
  return name;
};

const taggedOf = ({ variants }: Place, calls: string[]): string[] => {
  const start = `{"${variants[0]!.fields[0]!.key}":"`;
  return [
    `if (${differs(start, 'o')}) throw LAYOUT;`,
    ...variants.map(
      ({ type }, i) => `if (!(${differs(`${type}"`, `o + ${start.length}`)})) return ${calls[i]}(o, r);`,
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

const variantOf = (emitting: Emitting, { number, slots }: Place, variant: Numbered): string => {
  const name = `p${number}v${variant.number}`;
  // What an arena's last request left in a slot is never read.
  const unknown = slots.taken.map((slot) => ` R${number}[r + ${slot}] = -1;`);
  const body = slots.isEmpty ? [] : [`R${number}[r] = ${variant.number};${unknown.join('')}`];
  const fixed = fixedText(`R${number}`);
  fixed.add('{');
  variant.fields.forEach(({ key, value }, i) => {
    const slot = (mark: 'key' | 'value' | 'end' | 'child' | 'count') => slots.known(variant.number, i, mark);
    if (i > 0) fixed.add(',');
    fixed.mark(slot('key'));
    fixed.add(`"${key}":`);
    fixed.mark(slot('value'));
    if (value.kind === 'leaf' && value.scan === 'typename') fixed.add(`"${value.words[0]}"`);
    else {
      const from = { records: `R${number}`, child: slot('child'), count: slot('count') };
      body.push(fixed.take(), valueOf(emitting, value, from));
    }
    fixed.mark(slot('end'));
  });
  fixed.add('}');
  body.push(fixed.take());
  emitting.functions.push(`function ${name}(o, r) {\n  ${body.join('\n  ')}\n  return o;\n}`);
  return name;
};

/** Text that must come between two values, with the slots for which places in it are noted. */
const fixedText = (records: string) => {
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
      const noted = marks.map(({ slot, at }) => ` ${records}[r + ${slot}] = o - ${text.length - at};`);
      const code = `if (${differs(text, 'o')}) throw LAYOUT; o += ${text.length};${noted.join('')}`;
      [text, marks] = ['', []];
      return code;
    },
  };
};
