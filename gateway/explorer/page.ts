import { examples, type Example } from './examples.ts';

/** What the seeds promise; never shown in production. */
const ACCOUNTS = [
  { username: 'bea', role: 'buyer' },
  { username: 'sam', role: 'seller' },
  { username: 'stacy', role: 'staff' },
];
const PASSWORD = 'chimera-demo';

const STUDIO = 'https://studio.apollographql.com/sandbox';

const MORE = `<div><dt>Metrics</dt><dd><a href="/metrics">Prometheus</a></dd></div>
        <div><dt>Open in</dt><dd>
          <a href="${STUDIO}/explorer" data-endpoint target="_blank" rel="noopener">Apollo Sandbox</a>
          <a href="${STUDIO}/schema/reference" data-endpoint target="_blank" rel="noopener">Apollo Studio</a>
        </dd></div>`;

const EDITOR = `<main id="graphiql" aria-label="GraphiQL">
      <p class="loading">Loading GraphiQL …</p>
      <noscript><p class="loading">GraphiQL needs JavaScript; the endpoint does not.</p></noscript>
    </main>`;

/** GraphiQL with accounts and examples. `folder` is where its files are served. */
export const explorerPage = (folder: string): string =>
  htmlPage({
    head: graphiql(folder, 'page.js'),
    folder,
    body: `<header class="top">
      <div class="intro">${intro(folder)}${facts(MORE)}</div>
      ${session()}
    </header>
    <nav class="examples" aria-label="Example operations">${groups(examples)}</nav>
    <p class="note" id="note" role="status">Pick an example: it opens in a tab, with ids of what is there now.</p>
    ${EDITOR}
    <script type="application/json" id="examples">${inScript(examples)}</script>`,
  });

/** GraphiQL for a supergraph that is not ours. */
export const foreignPage = (folder: string): string =>
  htmlPage({
    head: graphiql(folder, 'foreign.js'),
    folder,
    body: `<header class="top"><div class="intro">${foreignIntro(folder)}${facts(MORE)}</div></header>
    ${EDITOR}`,
  });

const graphiql = (
  folder: string,
  script: string,
) => `<link rel="stylesheet" href="${folder}/graphiql.min.css">
    <link rel="stylesheet" href="${folder}/explorer.css">
    <script defer src="${folder}/react.production.min.js"></script>
    <script defer src="${folder}/react-dom.production.min.js"></script>
    <script defer src="${folder}/graphiql.min.js"></script>
    <script type="module" src="${folder}/${script}"></script>`;

/** What the public sees: where the endpoint is. */
export const productionPage = (folder: string, { foreign }: { foreign: boolean }): string =>
  htmlPage({
    head: `<link rel="stylesheet" href="${folder}/explorer.css">`,
    folder,
    body: `<main class="plain">${foreign ? foreignIntro(folder) : intro(folder)}${facts('')}</main>`,
  });

const htmlPage = ({ head, folder, body }: { head: string; folder: string; body: string }) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Chimera</title>
    <link rel="icon" href="${folder}/icon.svg" type="image/svg+xml">
    ${head}
  </head>
  <body>
    ${body}
  </body>
</html>
`;

const title = (folder: string) => `
        <h1><img src="${folder}/icon.svg" alt="" width="28" height="28">Chimera</h1>`;

const intro = (folder: string) => `${title(folder)}
        <p>A marketplace of digital services. Four event-sourced services, users, gigs, orders and ratings,
        answer as one federated GraphQL graph.</p>`;

const foreignIntro = (folder: string) => `${title(folder)}
        <p>A federated GraphQL graph: this is its gateway.</p>`;

const facts = (more: string) => `
        <dl class="facts">
        <div><dt>Endpoint</dt><dd><code id="endpoint">/graphql</code></dd></div>
        <div><dt>Health</dt><dd><a href="/health/live">live</a> <a href="/health/ready">ready</a></dd></div>
        ${more}
        </dl>`;

const session = () => `<section class="session" aria-labelledby="session-title">
        <h2 id="session-title">Sign in as</h2>
        <div class="accounts">
          ${ACCOUNTS.map(account).join('\n          ')}
        </div>
        <div class="who">
          <p id="who" role="status">Not signed in.</p>
          <button type="button" id="sign-out" disabled>Sign out</button>
        </div>
      </section>`;

const account = ({ username, role }: (typeof ACCOUNTS)[number]) =>
  `<button type="button" aria-pressed="false" data-username="${username}" data-role="${role}"
            data-email="${username}@example.com" data-password="${PASSWORD}">${username} <small>${role}</small></button>`;

const groups = (all: Example[]) =>
  [...new Set(all.map(({ group }) => group))]
    .map(
      (group, i) => `
      <div role="group" aria-labelledby="group-${i}"><h2 id="group-${i}">${group}</h2>${all
        .filter((example) => example.group === group)
        .map(({ name, label }) => `<button type="button" data-example="${name}">${label}</button>`)
        .join('')}</div>`,
    )
    .join('');

/** No text of a script may end its element. */
const inScript = (value: unknown) => JSON.stringify(value).replaceAll('<', '\\u003c');
