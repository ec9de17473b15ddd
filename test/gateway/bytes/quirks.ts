import { hashOf, isSo } from './chance.ts';

/** How an answer is printed, and what is wrong with it: shares of all values, or of all answers. */
export type Quirks = {
  /** Fields in another order, and spaces. */
  layout: number;
  /** Escapes where none are needed, exponents, zeros behind the point. */
  spelling: number;
  /** Null, where it may be and where it may not. */
  nulls: number;
  /** Of another type. */
  wrong: number;
  extra: number;
  missing: number;
  /** An answer is cut, or is no JSON. */
  garbage: number;
  /** `extensions`, `errors: []`, a newline at the end. */
  around: number;
};

export const NO_QUIRKS: Quirks = {
  ...{ layout: 0, spelling: 0, nulls: 0, wrong: 0 },
  ...{ extra: 0, missing: 0, garbage: 0, around: 0 },
};

/** `isTyped`: types were not asked for, and stay as they are. */
type Printing = { quirks: Quirks; seed: number; isTyped: boolean };
type Body = { data?: unknown; errors?: unknown };

/** The same for equal objects, wherever in the answer they are: representations may be asked for once or twice. */
export const printed = ({ data, errors }: Body, printing: Printing, about: string): string => {
  const { quirks, seed } = printing;
  const root = hashOf(seed, about);
  const body: [string, string][] = [['data', data == null ? 'null' : rootOf(data as object, printing)]];
  if (errors !== undefined) body.push(['errors', JSON.stringify(errors)]);
  if (isSo(quirks.around, root, 'errors') && errors === undefined) body.push(['errors', '[]']);
  if (isSo(quirks.around, root, 'extensions')) body.unshift(['extensions', '{"cost":1}']);
  const text = `{${body.map(([key, value]) => `"${key}":${value}`).join()}}`;
  const ended = isSo(quirks.around, root, 'newline') ? `${text}\n` : text;
  return isSo(quirks.garbage, root, 'garbage') ? garbled(ended, hashOf(root, 'how')) : ended;
};

/** Neither `data` itself nor the list of entities goes wrong, or nothing would be left. */
const rootOf = (data: object, printing: Printing): string => {
  if (!('_entities' in data)) return objectOf(data, printing);
  const entities = data._entities as unknown[];
  return `{"_entities":[${entities.map((one) => (one === null ? 'null' : valueOf(one, printing, 'entity'))).join()}]}`;
};

const GARBAGE = ['', 'null', '[]', '{}', '{"data":[]}', '<html>', '{"data":{}} x', '{"data":null}', '\u0000'];

const garbled = (text: string, how: number) =>
  how % 2 ? text.slice(0, (how >>> 1) % text.length) : GARBAGE[(how >>> 1) % GARBAGE.length]!;

const valueOf = (value: unknown, printing: Printing, named: unknown): string => {
  const { quirks, seed } = printing;
  const about = [seed, named, identityOf(value)];
  if (isSo(quirks.nulls, 'null', ...about)) return 'null';
  if (isSo(quirks.wrong, 'wrong', ...about)) return wrongOf(value, hashOf(...about));
  if (Array.isArray(value))
    return `[${value.map((one, i) => valueOf(one, printing, i)).join(space(printing, about))}]`;
  if (typeof value === 'object' && value !== null) return objectOf(value, printing);
  return isSo(quirks.spelling, 'spelling', ...about)
    ? spelled(value, hashOf(...about))
    : JSON.stringify(value);
};

/** The same whether it tells its type or not. */
const identityOf = (value: unknown) =>
  JSON.stringify(value, (key, one) => (key === '__typename' ? undefined : (one as unknown)));

const space = ({ quirks }: Printing, about: unknown[]) =>
  isSo(quirks.layout, 'space', ...about) ? ' ,\n\t' : ',';

const objectOf = (object: object, printing: Printing): string => {
  const { quirks, seed, isTyped } = printing;
  const about = [seed, identityOf(object)];
  const fields = Object.entries(object).flatMap(([key, value]) =>
    key === '__typename' && isTyped
      ? `"__typename":"${value}"`
      : isSo(quirks.missing, 'missing', key, ...about)
        ? []
        : [
            `"${key}":${isSo(quirks.layout, 'space', key, ...about) ? ' ' : ''}${valueOf(value, printing, key)}`,
          ],
  );
  if (isSo(quirks.layout, 'order', ...about)) fields.reverse();
  if (isSo(quirks.extra, 'extra', ...about))
    fields.push(`"extra":${['1', 'null', '{"a":[]}'][hashOf(...about) % 3]}`);
  return `{${fields.join(space(printing, about))}}`;
};

const WRONG = [
  '0',
  '"text"',
  'true',
  '[]',
  '{}',
  '1.5',
  '[null]',
  '"Thing"',
  '2147483648',
  '{"__typename":"None"}',
];

const wrongOf = (value: unknown, how: number): string => {
  if (typeof value === 'string' && how % 3 === 0) return String(how % 1_000);
  if (typeof value === 'number' && how % 3 === 0) return `"${value}"`;
  return WRONG[(how >>> 2) % WRONG.length]!;
};

/** Another text of the same value. */
const spelled = (value: unknown, how: number): string => {
  if (typeof value === 'string')
    return JSON.stringify(value).replaceAll(/(?<!\\)[a-z](?=[a-z])/g, (letter, at) =>
      (how + at) % 3 || letter === 'u' ? letter : escaped(letter),
    );
  if (typeof value !== 'number') return JSON.stringify(value);
  const whole = Number.isInteger(value) && Math.abs(value) < 1e15;
  const forms = whole ? [`${value}.0`, `${value}e0`, `${value * 10}E-1`] : [value.toExponential()];
  if (value === 0) forms.push('-0', '-0.0', '0.000');
  return forms[how % forms.length]!;
};

const escaped = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}`;
