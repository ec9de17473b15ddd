import { createHmac } from 'node:crypto';

/** One address has one form: upper and lower case and outer blanks do not make another. */
export const normalEmail = (email: string) => email.trim().toLowerCase();

/** Reserves an address in the log without telling it; `secret` belongs to the service. */
export const emailDigest = (email: string, secret: Buffer) =>
  createHmac('sha256', secret).update(normalEmail(email)).digest('hex');
