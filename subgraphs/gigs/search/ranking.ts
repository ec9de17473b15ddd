import { minutes } from '../../../kernel/clock.ts';
import type { Ratings } from './ratings.ts';

/** What a gig's place in RELEVANCE is made of: `quality` and `online` from 0 to 1. */
export type Features = { text: number; quality: number; online: number };

const WEIGHTS = { quality: 0.25, online: 0.15 };

/** Seen within this many milliseconds is online. */
const ONLINE_FOR = 90_000;
const FADES_OVER = minutes(30);

/** As many ratings at the category's mean are believed of every gig before its own: one star is no verdict. */
const BELIEVED = 5;
/** Tenths of a star, where nothing is rated at all. */
const UNRATED = 40;

/**
 * How well the words fit, raised by at most a quarter for quality and 15 % for a seller online: what
 * floats up does so "with some volume" and never beats a gig that fits much better.
 */
export const relevanceOf = ({ text, quality, online }: Features): number =>
  text * (1 + WEIGHTS.quality * quality + WEIGHTS.online * online);

/** The Bayesian mean of two years' ratings as 0 to 1; `mean` of the category, in tenths. */
export const qualityOf = ({ count, sum }: Ratings, mean: number): number =>
  ((BELIEVED * mean + sum) / (BELIEVED + count) - 10) / 40;

export const meanOf = ({ count, sum }: Ratings, otherwise = UNRATED): number =>
  count === 0 ? otherwise : sum / count;

export const isOnline = (lastSeenAt: string | undefined, now: Date): boolean =>
  lastSeenAt !== undefined && now.getTime() - Date.parse(lastSeenAt) <= ONLINE_FOR;

/** 1 while online, then fading over half an hour; 0 for who was never seen. */
export const onlineOf = (lastSeenAt: string | undefined, now: Date): number => {
  if (lastSeenAt === undefined) return 0;
  return isOnline(lastSeenAt, now) ? 1 : Math.exp((Date.parse(lastSeenAt) - now.getTime()) / FADES_OVER);
};
