import { NO_QUIRKS, type Quirks } from './quirks.ts';
import type { Weather } from './both.ts';

const CALM = { nulls: 0.1, errors: 0, missing: 0 };
const TROUBLED = { nulls: 0.1, errors: 0.04, missing: 0.06 };

const weather = (quirks: Partial<Quirks>, more: Partial<Weather> = {}): Omit<Weather, 'seed'> => ({
  ...{ troubles: CALM, edges: true, failures: 0 },
  quirks: { ...NO_QUIRKS, ...quirks },
  ...more,
});

/** All that a subgraph may do to us, each alone and then together. */
export const WEATHERS = {
  plain: weather({}, { edges: false }),
  edges: weather({}),
  'errors and missing entities': weather({}, { troubles: TROUBLED, edges: false }),
  'subgraphs down': weather({}, { troubles: TROUBLED, edges: false, failures: 0.15 }),
  'other layouts': weather({ layout: 0.3, around: 0.2 }, { edges: false }),
  'other spellings': weather({ spelling: 0.4 }),
  'nulls anywhere': weather({ nulls: 0.02 }, { troubles: TROUBLED }),
  'wrong types': weather({ wrong: 0.02 }, { troubles: TROUBLED }),
  'fields too many': weather({ extra: 0.03 }),
  'fields too few': weather({ missing: 0.01 }, { troubles: TROUBLED }),
  garbage: weather({ garbage: 0.2 }, { troubles: TROUBLED }),
  all: weather(
    ...([
      {
        layout: 0.05,
        spelling: 0.05,
        nulls: 0.004,
        wrong: 0.004,
        extra: 0.004,
        missing: 0.004,
        garbage: 0.02,
      },
      { troubles: TROUBLED, failures: 0.05 },
    ] as const),
  ),
};

export type WeatherName = keyof typeof WEATHERS;
export const weatherNames = Object.keys(WEATHERS) as WeatherName[];
