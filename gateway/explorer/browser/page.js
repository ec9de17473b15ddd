import { prepare } from './examples.js';
import { mountGraphiQL } from './graphiql.js';
import { createSession } from './session.js';

const byId = (id) => document.getElementById(id);
const say = (text) => (byId('note').textContent = text);

const endpoint = `${location.origin}/graphql`;
byId('endpoint').textContent = endpoint;
for (const link of document.querySelectorAll('[data-endpoint]'))
  link.href += `?endpoint=${encodeURIComponent(endpoint)}`;

const accounts = [...document.querySelectorAll('[data-username]')];
let signedInAs = null;

const showSession = (session) => {
  signedInAs = session?.username ?? null;
  byId('sign-out').disabled = !session;
  for (const button of accounts)
    button.setAttribute('aria-pressed', String(button.dataset.username === signedInAs));
  byId('who').textContent = session
    ? `Signed in as ${signedInAs}; renews at ${timeOf(session.renewsAt)}.`
    : 'Not signed in.';
};

const timeOf = (instant) => new Date(instant).toLocaleTimeString([], { hour: 'numeric', minute: '2-digit' });

const session = createSession(showSession);

/** What a button does, with its failure said where one looks for it. */
const onClick = (button, act) =>
  button.addEventListener('click', async () => {
    button.setAttribute('aria-busy', 'true');
    try {
      await act(button);
    } catch (error) {
      say(error instanceof TypeError ? 'The gateway does not answer.' : error.message);
    } finally {
      button.removeAttribute('aria-busy');
    }
  });

for (const button of accounts)
  onClick(button, async ({ dataset: { username, email, password } }) => {
    await session.signIn(email, password);
    say(`Every query of this page is ${username}’s now.`);
  });

onClick(byId('sign-out'), async () => {
  await session.signOut();
  say('Every query of this page is anonymous now.');
});

const examples = JSON.parse(byId('examples').textContent);
const show = mountGraphiQL(byId('graphiql'), {
  fetcher: (operation, { headers } = {}) => session.ask(operation, headers),
  first: examples[0],
});

const hint = ({ label, as }, missing) => {
  if (as && signedInAs !== as) return `“${label}” is ${as}’s: sign in as ${as}, then open it again.`;
  return missing.length
    ? `“${label}” is open; nothing here fits it now, so fill in ${missing.join(' and ')}.`
    : `“${label}” is open: run it with the button or Ctrl-Enter.`;
};

for (const button of document.querySelectorAll('[data-example]'))
  onClick(button, async () => {
    const example = examples.find(({ name }) => name === button.dataset.example);
    const { variables, missing } = await prepare(example, session.ask);
    show(example.name, example.operation, variables);
    say(hint(example, missing));
  });

session.resume().catch(() => {});
