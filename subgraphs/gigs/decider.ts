import type { Decider } from '../../kernel/decider.ts';
import { DomainError, refuseAll } from '../../kernel/domain-error.ts';
import type { CreateGig, DeleteGig, EditGig, GigCommand, PauseGig } from './commands.ts';
import type { PublishGig, ResumeGig, SellerFacts } from './commands.ts';
import { changesOf, refuseUnknownItems } from './decider/changes.ts';
import { missingIn } from './decider/completeness.ts';
import { concernsOf, evolve, type Gig } from './decider/gig.ts';
import { EVENTS, GIGS_ALLOWED, PRICE } from './decider/policy.ts';
import { slugOf } from './decider/slug.ts';
import type { GigDrafted, GigEvent } from './events.ts';

const createGig = ({ data, by }: CreateGig, gig: Gig | null): GigEvent[] => {
  if (gig) throw new DomainError('ILLEGAL_STATE', `A gig is drafted once; ${data.gigId} is ${gig.status}.`);
  const { gigId, title, currencyCode, changes, newIds } = data;
  if (!Object.hasOwn(PRICE, currencyCode))
    throw new DomainError(
      'INVALID',
      `Expected a currency of ${Object.keys(PRICE).join(', ')}, got ${currencyCode}.`,
      ['input', 'currencyCode'],
    );
  const slug = slugOf(title, gigId);
  const drafted: GigDrafted = {
    type: 'GigDrafted',
    data: { gigId, sellerId: by.id, title, slug, currencyCode },
  };
  const draft = evolve(null, drafted)!;
  refuseUnknownItems(draft, changes, newIds);
  return [drafted, ...changesOf(draft, changes)];
};

const editGig = (command: EditGig, state: Gig | null): GigEvent[] => {
  const gig = undeleted(own(command, state));
  const { changes, newIds } = command.data;
  refuseUnknownItems(gig, changes, newIds);
  const events = changesOf(gig, changes);
  if (events.length > 0) refuseTooLong(gig.events + events.length, EVENTS.edited);
  if (gig.status === 'DRAFT') return events;

  if (changes.categoryId !== undefined && changes.categoryId !== gig.categoryId)
    throw new DomainError(
      'ILLEGAL_STATE',
      `The category is fixed by publishing: expected ${gig.categoryId}, got ${changes.categoryId}.`,
      ['input', 'categoryId'],
    );
  refuseAll(missingIn(events.reduce(evolve, gig)!, ['input']));
  return events;
};

const publishGig = (command: PublishGig, state: Gig | null): GigEvent[] => {
  const gig = own(command, state);
  if (gig.status === 'ACTIVE') return []; // already so
  if (gig.status !== 'DRAFT') throw illegal('Only a draft is published', gig);
  if (command.data.seller.isNoSeller)
    throw new DomainError('FORBIDDEN', 'Open a seller profile first: only sellers publish gigs.');
  refuseAll(missingIn(gig));
  refuseTooMany(command.data.seller);
  const data = concernsOf(gig);
  return [
    { type: 'GigSubmittedForReview', data },
    { type: 'GigPublished', data },
  ];
};

const pauseGig = (command: PauseGig, state: Gig | null): GigEvent[] => {
  const gig = own(command, state);
  if (gig.status === 'PAUSED') return [];
  if (gig.status !== 'ACTIVE') throw illegal('Only an active gig is paused', gig);
  return [{ type: 'GigPaused', data: concernsOf(gig) }];
};

const resumeGig = (command: ResumeGig, state: Gig | null): GigEvent[] => {
  const gig = own(command, state);
  if (gig.status === 'ACTIVE') return [];
  if (gig.status !== 'PAUSED') throw illegal('Only a paused gig is resumed', gig);
  refuseTooLong(gig.events + 1, EVENTS.resumed);
  refuseTooMany(command.data.seller);
  return [{ type: 'GigResumed', data: concernsOf(gig) }];
};

const deleteGig = (command: DeleteGig, state: Gig | null): GigEvent[] => {
  const gig = own(command, state);
  if (gig.status === 'DELETED') return [];
  return [{ type: 'GigDeleted', data: { ...concernsOf(gig), from: gig.status } }];
};

/** The seller's own; what only the seller may see is not there for anybody else. */
const own = ({ by, data }: GigCommand, gig: Gig | null): Gig => {
  const isPublic = gig?.status === 'ACTIVE' || gig?.status === 'PAUSED';
  if (!gig || (gig.sellerId !== by.id && !isPublic))
    throw new DomainError('NOT_FOUND', `There is no gig ${data.gigId}.`, ['input', 'id']);
  if (gig.sellerId !== by.id) throw new DomainError('FORBIDDEN', 'Only its seller may change a gig.');
  return gig;
};

const undeleted = (gig: Gig): Gig => {
  if (gig.status === 'DELETED') throw illegal('A deleted gig stays as it was', gig);
  return gig;
};

const illegal = (asked: string, { status }: Gig) =>
  new DomainError('ILLEGAL_STATE', `${asked}; this one is ${status}.`);

const refuseTooLong = (events: number, most: number) => {
  if (events > most)
    throw new DomainError(
      'TOO_MANY',
      `Expected at most ${most} changes of a gig, and this would be number ${events}: draft a new one.`,
    );
};

const refuseTooMany = ({ level, activeGigs }: SellerFacts) => {
  if (activeGigs >= GIGS_ALLOWED[level])
    throw new DomainError(
      'GIG_LIMIT_REACHED',
      `Expected fewer than ${GIGS_ALLOWED[level]} active gigs at level ${level}, got ${activeGigs}.`,
    );
};

export const gigDecider: Decider<Gig | null, GigCommand, GigEvent> = {
  initialState: null,

  decide(command, gig) {
    switch (command.type) {
      case 'CreateGig':
        return createGig(command, gig);
      case 'EditGig':
        return editGig(command, gig);
      case 'PublishGig':
        return publishGig(command, gig);
      case 'PauseGig':
        return pauseGig(command, gig);
      case 'ResumeGig':
        return resumeGig(command, gig);
      case 'DeleteGig':
        return deleteGig(command, gig);
    }
  },

  evolve,
};
