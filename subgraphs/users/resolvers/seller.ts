import { refuseAll } from '../../../kernel/domain-error.ts';
import { memberOf, staffOf, type Input } from '../../../kernel/graphql/context.ts';
import { expectId, keyProblems } from '../../../kernel/graphql/inputs.ts';
import { writeOpening } from '../accounts/write-profile.ts';
import type { UsersContext } from './context.ts';
import {
  availabilityProblems,
  capacityProblems,
  sellerProfileProblems,
  type OpenSellerProfileInput,
  type SetAvailabilityInput,
  type SetCapacityInput,
} from './inputs.ts';

export const openSellerProfile = async (
  _: unknown,
  { input }: Input<OpenSellerProfileInput>,
  context: UsersContext,
) => {
  const userId = memberOf(context.viewer);
  refuseAll(sellerProfileProblems(input));
  const data = { userId, capacity: input.capacity };
  const { page } = await context.send({ type: 'OpenSellerProfile', data }, input);
  // Only now: of two at once, one is refused. A repetition writes what its first try could not.
  await writeOpening(context.tools.rows.profiles, userId, input);
  return { user: page };
};

export const setAvailability = async (
  _: unknown,
  { input }: Input<SetAvailabilityInput>,
  context: UsersContext,
) => {
  const userId = memberOf(context.viewer);
  refuseAll(availabilityProblems(input));
  const { isAcceptingOrders, unavailableFrom, unavailableUntil } = input;
  const messageTextId = isAcceptingOrders ? undefined : awayMessage(input, context);
  const data = {
    userId,
    isAcceptingOrders,
    ...(unavailableFrom && { from: unavailableFrom }),
    ...(unavailableUntil && { until: unavailableUntil }),
    ...(messageTextId && { messageTextId }),
  };
  const { page } = await context.send({ type: 'SetAvailability', data }, input);
  return { user: page };
};

/** One key for all: the same words are the same text, so that saying them again is nothing new. */
const awayMessage = ({ message }: SetAvailabilityInput, { text }: UsersContext) => {
  const body = message?.trim();
  return body ? text(body, { idempotencyKey: 'away' }) : undefined;
};

export const setCapacity = async (
  _: unknown,
  { input }: Input<SetCapacityInput>,
  { viewer, send }: UsersContext,
) => {
  const member = memberOf(viewer);
  const userId = input.userId ?? member;
  if (userId !== member) staffOf(viewer);
  expectId('usr', userId, ['input', 'userId']);
  refuseAll([...keyProblems(input), ...capacityProblems(input.capacity)]);
  const data = { userId, capacity: input.capacity };
  const { page } = await send({ type: 'SetCapacity', data }, input);
  return { user: page };
};
