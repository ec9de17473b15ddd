import { canonicalJson } from '../../../kernel/canonical.ts';
import { DomainError, refuseAll } from '../../../kernel/domain-error.ts';
import { decimal, money } from '../../../kernel/money.ts';
import type { GigChanges, Unpriced } from '../commands.ts';
import type { Concerns, GigEvent, GigExtra, GigPackage, PackageTier } from '../events.ts';
import { concernsOf, type Gig } from './gig.ts';
import { PRICE } from './policy.ts';

const CONTENT = ['title', 'description', 'categoryId', 'tags', 'faq', 'gallery', 'requirements'] as const;
const TIERS: PackageTier[] = ['BASIC', 'STANDARD', 'PREMIUM'];

/** What is different after these changes, as events: none when nothing is. */
export const changesOf = (gig: Gig, changes: GigChanges): GigEvent[] => {
  const content = contentOf(gig, changes);
  const concerns = { ...concernsOf(gig), ...(content.categoryId && { categoryId: content.categoryId }) };
  return [
    ...(Object.keys(content).length > 0
      ? [{ type: 'GigContentChanged' as const, data: { ...concerns, ...content } }]
      : []),
    ...pricingOf(gig, changes, concerns),
    ...queueLimitOf(gig, changes, concerns),
  ];
};

/** An item keeps the id of one that the gig has, or has one made for it just now. */
export const refuseUnknownItems = (gig: Gig, { extras, requirements }: GigChanges, newIds: string[]) => {
  const refuse = (field: string, asked: { id: string }[] = [], known: { id: string }[]) => {
    const ids = new Set([...known.map(({ id }) => id), ...newIds]);
    return asked.flatMap(({ id }, i) =>
      ids.delete(id)
        ? []
        : [
            new DomainError('INVALID', `Expected the id of one of this gig's ${field}, once, got ${id}.`, [
              'input',
              field,
              String(i),
              'id',
            ]),
          ],
    );
  };
  refuseAll([
    ...refuse('extras', extras, gig.extras),
    ...refuse('requirements', requirements, gig.requirements),
  ]);
};

const isSame = (a: unknown, b: unknown) => canonicalJson(a ?? null) === canonicalJson(b ?? null);

const contentOf = (gig: Gig, changes: GigChanges): Pick<GigChanges, (typeof CONTENT)[number]> =>
  Object.fromEntries(
    CONTENT.filter((field) => changes[field] !== undefined && !isSame(changes[field], gig[field])).map(
      (field) => [field, changes[field]],
    ),
  );

const pricingOf = (gig: Gig, changes: GigChanges, concerns: Concerns): GigEvent[] => {
  refuseAll([...priceProblems(gig, 'packages', changes), ...priceProblems(gig, 'extras', changes)]);
  const packages = changes.packages ? priced<GigPackage>(gig, changes.packages).sort(byTier) : gig.packages;
  const extras = changes.extras ? priced<GigExtra>(gig, changes.extras) : gig.extras;
  if (isSame([packages, extras], [gig.packages, gig.extras])) return [];
  return [{ type: 'GigPricingChanged', data: { ...concerns, packages, extras } }];
};

const byTier = (a: GigPackage, b: GigPackage) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier);

const priced = <T extends GigPackage | GigExtra>({ currencyCode }: Gig, items: Unpriced<T>[]): T[] =>
  items.map(
    ({ priceMinorUnits, ...item }) =>
      ({ ...item, price: money(priceMinorUnits, currencyCode) }) as unknown as T,
  );

const priceProblems = ({ currencyCode }: Gig, field: 'packages' | 'extras', changes: GigChanges) => {
  const { min, max } = PRICE[currencyCode]!;
  const amount = (minorUnits: number) => decimal({ minorUnits, currencyCode });
  return (changes[field] ?? []).flatMap(({ priceMinorUnits: price }, i) =>
    Number.isSafeInteger(price) && price >= min && price <= max
      ? []
      : [
          new DomainError(
            'PRICE_OUT_OF_RANGE',
            `Expected a price from ${amount(min)} to ${amount(max)} ${currencyCode}, got ${amount(price)}.`,
            ['input', field, String(i), 'priceMinorUnits'],
          ),
        ],
  );
};

const queueLimitOf = (gig: Gig, { maxOrdersInQueue }: GigChanges, concerns: Concerns): GigEvent[] => {
  if (maxOrdersInQueue === undefined || isSame(maxOrdersInQueue, gig.maxOrdersInQueue)) return [];
  const limit = maxOrdersInQueue === null ? {} : { maxOrdersInQueue };
  return [{ type: 'GigQueueLimitChanged', data: { ...concerns, ...limit } }];
};
