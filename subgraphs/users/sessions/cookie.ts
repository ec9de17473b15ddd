import { SESSION_DAYS } from './session.ts';

export const REFRESH_COOKIE = 'chimera_refresh';

const attributes = (maxAge: number) => {
  const secure = process.env['NODE_ENV'] === 'production' ? '; Secure' : '';
  return `Path=/graphql; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure}`;
};

/** The value of a Set-Cookie header: out of reach of scripts, sent to /graphql alone. */
export const refreshCookie = (token: string) =>
  `${REFRESH_COOKIE}=${token}; ${attributes(SESSION_DAYS * 86_400)}`;

export const clearedCookie = () => `${REFRESH_COOKIE}=; ${attributes(0)}`;
