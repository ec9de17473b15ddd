/** Renewed so long before its token ends: longer than any request takes. */
const EARLY_MS = 60_000;
/** Survives a reload: there is a refresh cookie to ask with. The token itself is kept in memory alone. */
const MARK = 'chimera:signed-in';

const REFRESH = `mutation RefreshSession {
  refreshSession(input: {}) { token expiresAt user { username } userErrors { message } }
}`;
const SIGN_IN = `mutation SignIn($email: String!, $password: String!) {
  signIn(input: { email: $email, password: $password }) {
    token expiresAt user { username } userErrors { message }
  }
}`;
const SIGN_OUT = 'mutation SignOut { signOut(input: {}) { userErrors { message } } }';

/**
 * Who is signed in on this page, and how it asks. `onChange` gets `{ username, renewsAt }` or null.
 * Every answer is read for what it says of the session, so that signing in by hand counts as well.
 */
export const createSession = (onChange) => {
  let session = null;
  let renewing = null;
  let timer;

  const begin = ({ token, expiresAt, user }, serverTime) => {
    const lasts = Date.parse(expiresAt) - serverTime - EARLY_MS;
    session = {
      token,
      username: user?.username ?? 'a member',
      renewsAt: Date.now() + Math.max(lasts, 5_000),
    };
    clearTimeout(timer);
    timer = setTimeout(() => renew().catch(() => {}), session.renewsAt - Date.now());
    localStorage.setItem(MARK, '1');
    onChange(session);
  };

  const end = () => {
    session = null;
    clearTimeout(timer);
    localStorage.removeItem(MARK);
    onChange(null);
  };

  const follow = ({ data }, response) => {
    const began = data?.signIn ?? data?.refreshSession;
    if (began?.token) begin(began, Date.parse(response.headers.get('date')) || Date.now());
    if (data?.signOut?.userErrors?.length === 0) end();
  };

  const send = async (operation, headers) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify(operation),
    });
    const answer = await response.json();
    follow(answer, response);
    return answer;
  };

  /** Many may ask at once; the cookie works once. */
  const renew = () => {
    renewing ??= send({ query: REFRESH })
      .then(({ data }) => data?.refreshSession?.userErrors.length && end())
      .finally(() => (renewing = null));
    return renewing;
  };

  const refusalOf = ({ data, errors }, field) => [...(errors ?? []), ...(data?.[field]?.userErrors ?? [])][0];

  return {
    /** Sends an operation as who is signed in. A timer may sleep with the computer: looked at again here. */
    async ask(operation, headers) {
      if (session && Date.now() > session.renewsAt) await renew();
      return send(operation, { ...(session && { authorization: `Bearer ${session.token}` }), ...headers });
    },
    /** Throws with the reason when it was refused. */
    async signIn(email, password) {
      const refusal = refusalOf(await send({ query: SIGN_IN, variables: { email, password } }), 'signIn');
      if (refusal) throw new Error(refusal.message);
    },
    async signOut() {
      await send({ query: SIGN_OUT }).finally(end);
    },
    /** After a reload: goes on as whoever was signed in. */
    async resume() {
      if (localStorage.getItem(MARK)) await renew();
    },
  };
};
