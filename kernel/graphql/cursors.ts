import { createHmac, timingSafeEqual } from 'node:crypto';
import { DomainError } from '../domain-error.ts';

export type Position = { value: string | number | null; id: string };

/** Opaque keyset cursors, signed: one that we did not make for this very list is refused. */
export type Cursors = {
  encode(list: string, position: Position): string;
  /** Throws INVALID for a cursor of another list, or none of ours. */
  decode(list: string, cursor: string): Position;
};

export const createCursors = (secret: Buffer): Cursors => {
  const sign = (list: string, payload: string) =>
    createHmac('sha256', secret).update(`${list}\n${payload}`).digest().subarray(0, 12);

  return {
    encode(list, { value, id }) {
      const payload = JSON.stringify([value, id]);
      return Buffer.concat([sign(list, payload), Buffer.from(payload)]).toString('base64url');
    },

    decode(list, cursor) {
      const bytes = Buffer.from(cursor, 'base64url');
      const payload = bytes.subarray(12).toString();
      if (bytes.length < 13 || !timingSafeEqual(bytes.subarray(0, 12), sign(list, payload)))
        throw new DomainError(
          'INVALID',
          `Expected a cursor that this list answered before, got ${JSON.stringify(cursor.slice(0, 40))}.`,
          ['after'],
        );
      const [value, id] = JSON.parse(payload) as [Position['value'], string];
      return { value, id };
    },
  };
};
