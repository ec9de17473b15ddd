import type { Ids } from '../../../kernel/ids.ts';
import type { GigChanges, Unpriced } from '../commands.ts';
import type { GigExtra, GigMedia, GigPackage, RequirementQuestion } from '../events.ts';
import type { ExtraInput, GigFields, MediaInput, PackageInput, QuestionInput } from './inputs.ts';

/** What an input changes, in the command's words: null is as absent, but for the limit on orders in queue. */
export const changesFrom = (input: GigFields, ids: Ids): { changes: GigChanges; newIds: string[] } => {
  const newIds: string[] = [];
  const idOf = (prefix: string, id: string | null | undefined): string => {
    if (id != null) return id;
    newIds.push(ids.next(prefix));
    return newIds.at(-1)!;
  };
  const { maxOrdersInQueue } = input;
  const changes = {
    title: input.title,
    description: input.description,
    categoryId: input.categoryId,
    tags: input.tags,
    packages: input.packages?.map(packageFrom),
    extras: input.extras?.map((item) => extraFrom(item, idOf('ext', item.id))),
    faq: input.faq?.map(({ question, answer }) => ({ question, answer })),
    gallery: input.gallery?.map(mediaFrom),
    requirements: input.requirements?.map((item) => questionFrom(item, idOf('que', item.id))),
  };
  return {
    changes: { ...given(changes), ...(maxOrdersInQueue !== undefined && { maxOrdersInQueue }) },
    newIds,
  };
};

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** Without what is null or absent. */
const given = <T extends object>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null)) as Given<T>;

const packageFrom = (item: PackageInput): Unpriced<GigPackage> => {
  const { tier, name, description, priceMinorUnits, deliveryDays, revisions, features } = item;
  return {
    ...{ tier, name, description, priceMinorUnits, deliveryDays, features: features ?? [] },
    ...given({ revisions }),
  };
};

const extraFrom = (item: ExtraInput, id: string): Unpriced<GigExtra> => {
  const { name, description, priceMinorUnits, addsDeliveryDays, addsRevisions } = item;
  return {
    ...{ id, name, priceMinorUnits },
    addsDeliveryDays: addsDeliveryDays ?? 0,
    addsRevisions: addsRevisions ?? 0,
    ...given({ description }),
  };
};

const mediaFrom = ({ kind, url, alt, width, height }: MediaInput): GigMedia => ({
  ...{ kind, url, alt },
  ...given({ width, height }),
});

const questionFrom = (item: QuestionInput, id: string): RequirementQuestion => {
  const { prompt, kind, isRequired, options } = item;
  return { id, prompt, kind, isRequired, ...(kind === 'CHOICE' && { options: options ?? [] }) };
};
