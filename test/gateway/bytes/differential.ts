import { differenceOf, ours, planned, stock, type Federation, type Planned } from './both.ts';
import { hashOf } from './chance.ts';
import { operationOf } from './operations.ts';
import { WEATHERS, weatherNames, type WeatherName } from './weathers.ts';

type Variables = Record<string, unknown>;

/** One operation, in one weather. */
export type Case = { planned: Planned; variables: Variables; weather: WeatherName; seed: number };

/**
 * `same`; a reason for which it was left to Apollo's executor; or a difference. Three are Apollo's own:
 * - lost: a selection on a concrete type inside one on an interface is dropped where no type was fetched. It
 *   answers as we do when every object tells its type.
 * - misplaced: the index of an entity's error counts representations, and is looked up among all objects, also
 *   those that were sent none.
 * - reordered: fields come in another order than GraphQL's where a type has several fragments, which it gathers.
 */
export type Verdict =
  'same' | 'lost' | 'misplaced' | 'reordered' | `handed over: ${string}` | `different: ${string}`;

export const verdictOf = async (
  federation: Federation,
  { planned: of, ...given }: Case,
): Promise<Verdict> => {
  const { variables } = given;
  const weather = { ...WEATHERS[given.weather], seed: given.seed };
  const mine = await ours(federation, of, { variables, weather });
  if ('surprise' in mine) return `handed over: ${mine.surprise}`;
  const difference = differenceOf(mine, await stock(federation, of, { variables, weather }));
  if (difference === undefined) return 'same';
  if (difference === 'order') return 'reordered';
  if (difference === 'paths of errors') return 'misplaced';
  const typed = { ...weather, isTyped: true };
  const again = differenceOf(mine, await stock(federation, of, { variables, weather: typed }));
  if (again === undefined || again === 'order') return 'lost';
  return again === 'paths of errors' ? 'misplaced' : `different: ${again}`;
};

/** How often which verdict came, by weather. */
export type Table = Record<WeatherName, Record<string, number>>;

export type Comparison = { operations: number; table: Table; differences: string[] };

/** Every operation in plain weather and in two others. */
export const compared = async (
  federation: Federation,
  seed: number,
  operations: number,
): Promise<Comparison> => {
  const table = Object.fromEntries(weatherNames.map((name) => [name, {}])) as Table;
  const comparison: Comparison = { operations: 0, table, differences: [] };
  for (let i = 0; comparison.operations < operations; i += 1) {
    const generated = operationOf(federation.api, seed, federation.name, i);
    const { query, variables } = generated;
    const of = planned(federation, generated);
    if (!of) continue;
    comparison.operations += 1;
    for (const k of [0, 1, 2]) {
      const draw = hashOf(seed, i, k);
      const weather = weatherNames[k === 0 ? 0 : 1 + (draw % (weatherNames.length - 1))]!;
      const verdict = await verdictOf(federation, { planned: of, variables, weather, seed: draw });
      table[weather][verdict] = (table[weather][verdict] ?? 0) + 1;
      if (verdict.startsWith('different'))
        comparison.differences.push(
          `${verdict}, in ${weather}, seed ${draw}:\n${query}\n${JSON.stringify(variables)}`,
        );
    }
  }
  return comparison;
};
