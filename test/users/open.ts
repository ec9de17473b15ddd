import type { Viewer } from '../../kernel/graphql/viewer.ts';
import { signViewerToken } from '../../kernel/graphql/viewer-token.ts';
import { service, type UsersTools } from '../../subgraphs/users/service.ts';
import { worker } from '../../subgraphs/users/worker.ts';
import { anonymous, asMember, openMarketplace, type Answer } from '../marketplace.ts';

export const PASSWORD = 'correct horse battery';

/** The users subgraph alone, and browsers that come to it. */
export const openUsers = async () => {
  const market = await openMarketplace({ subgraphs: { users: { service, worker } } });
  const { host, tools } = market.hosted['users']!;

  /** Sends the refresh cookie it was last given, as a browser would. */
  const browser = () => {
    let cookie = '';
    const ask = async (viewer: Viewer, query: string, variables: object = {}): Promise<Answer> => {
      const token = await signViewerToken(viewer, 'users', market.gatewayKey, new Date());
      const headers = { authorization: `Bearer ${token}`, cookie };
      const answer = await market.calls['users']!({ query, variables: { ...variables }, headers });
      const set = answer.headers['set-cookie'];
      if (set) cookie = set.split(';')[0]!;
      return JSON.parse(JSON.stringify({ ...answer.body, set })) as Answer;
    };
    return { ask, cookie: () => cookie, take: (stolen: string) => void (cookie = stolen) };
  };

  const { ask } = browser();
  const register = async (username: string, more: object = {}) => {
    const input = { username, email: `${username}@example.com`, password: PASSWORD, displayName: username };
    const { data } = await ask(anonymous, REGISTER, { input: { ...input, ...more } });
    return data.registerUser as { user: { id: string; username: string }; userErrors: { code: string }[] };
  };
  /** A member, as viewer. */
  const member = async (username: string) => asMember((await register(username)).user.id);
  const seller = async (username: string) => {
    const viewer = await member(username);
    const input = { tagline: 'Podcasts that sound like radio', skills: ['Editing', 'Mixing'], capacity: 5 };
    await ask(viewer, OPEN_SELLER, { input });
    return viewer;
  };
  return {
    ...market,
    rows: host.rows,
    host,
    tools: tools as UsersTools,
    browser,
    ask,
    register,
    member,
    seller,
  };
};

export type Users = Awaited<ReturnType<typeof openUsers>>;

const ERRORS = 'userErrors { field code message }';

export const REGISTER = `mutation ($input: RegisterUserInput!) {
  registerUser(input: $input) { user { id username displayName version country } ${ERRORS} } }`;
export const SIGN_IN = `mutation ($input: SignInInput!) {
  signIn(input: $input) { token expiresAt user { id } ${ERRORS} } }`;
export const REFRESH = `mutation { refreshSession(input: {}) { token user { id } ${ERRORS} } }`;
export const SIGN_OUT = `mutation { signOut(input: {}) { ${ERRORS} } }`;
export const CHANGE_PASSWORD = `mutation ($input: ChangePasswordInput!) {
  changePassword(input: $input) { user { id } ${ERRORS} } }`;
export const UPDATE_PROFILE = `mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {
  user { displayName bio country languages { language proficiency } version } ${ERRORS} } }`;
export const OPEN_SELLER = `mutation ($input: OpenSellerProfileInput!) { openSellerProfile(input: $input) {
  user { version sellerProfile { tagline skills level capacity version } } ${ERRORS} } }`;
export const SET_AVAILABILITY = `mutation ($input: SetAvailabilityInput!) { setAvailability(input: $input) {
  user { sellerProfile { version
    availability { isAcceptingOrders unavailableFrom unavailableUntil message } } } ${ERRORS} } }`;
export const SET_CAPACITY = `mutation ($input: SetCapacityInput!) {
  setCapacity(input: $input) { user { sellerProfile { capacity version } } ${ERRORS} } }`;
export const PING = `mutation { pingPresence(input: {}) { isOnline ${ERRORS} } }`;
