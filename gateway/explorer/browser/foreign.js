import { mountGraphiQL } from './graphiql.js';

const endpoint = `${location.origin}/graphql`;
document.getElementById('endpoint').textContent = endpoint;
for (const link of document.querySelectorAll('[data-endpoint]'))
  link.href += `?endpoint=${encodeURIComponent(endpoint)}`;

mountGraphiQL(document.getElementById('graphiql'), {
  fetcher: async (operation, { headers } = {}) => {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
      body: JSON.stringify(operation),
    });
    return response.json();
  },
  first: { name: 'First', operation: 'query First {\n  __typename\n}\n', variables: {} },
});
