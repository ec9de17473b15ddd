import type { UserEvent } from '../events.ts';
import type { UserCommand } from '../commands.ts';

export const usernameClaim = (username: string) => `username:${username}`;
export const emailClaim = (emailDigest: string) => `email:${emailDigest}`;

const usernameTaken = (username: string) => ({
  code: 'USERNAME_TAKEN',
  message: `Expected a username that nobody has, but ${username} is taken.`,
  field: ['input', 'username'],
});

const emailTaken = {
  code: 'EMAIL_TAKEN',
  message: 'Expected an address that nobody registered with, but this one is taken: sign in instead.',
  field: ['input', 'email'],
};

/** Names that one member alone may hold, reserved in the same write as the registration. */
export const claims = (command: UserCommand, _: UserEvent[]) =>
  command.type === 'RegisterUser'
    ? [
        { name: usernameClaim(command.data.username), taken: usernameTaken(command.data.username) },
        { name: emailClaim(command.data.emailDigest), taken: emailTaken },
      ]
    : [];
