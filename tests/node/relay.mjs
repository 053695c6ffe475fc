// Relay's runtime against the service: a node is refetched, and a connection is paged to its end.
//
//   node relay.mjs URL TOKEN FOLDER     FOLDER holds what relay-compiler has made
//
// It prints the account as it stands in the store, then how many edges its list of cards has after each page.

import { createRequire } from 'node:module';
import relay from 'relay-runtime';

const { ConnectionHandler, Environment, fetchQuery, Network, RecordSource, Store } = relay;
const [url, token, folder] = process.argv.slice(2);
const made = createRequire(`${folder}/`);

async function post(query, variables) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return answer.json();
}

const environment = new Environment({
  network: Network.create(({ text }, variables) => post(text, variables)),
  store: new Store(new RecordSource()),
});

function ask(name, variables) {
  return fetchQuery(environment, made(`./${name}.graphql.js`), variables).toPromise();
}

const { data } = await post('{ partner { accounts(first: 1) { edges { node { id } } } } }');
const { id } = data.partner.accounts.edges[0].node;

await ask('genAccountNodeQuery', { id });
const { controlNumber, status } = environment.getStore().getSource().get(id);
console.log(JSON.stringify({ controlNumber, status }));

for (let after = null; ; ) {
  await ask('genAccountCertificatesQuery', { id, first: 1, after });
  let more = false;
  environment.commitUpdate((store) => {
    const list = ConnectionHandler.getConnection(
      store.get(id),
      'gen_AccountCertificates_certificates',
    );
    const info = list.getLinkedRecord('pageInfo');
    more = info.getValue('hasNextPage');
    after = info.getValue('endCursor');
    console.log(JSON.stringify({ edges: list.getLinkedRecords('edges').length, more }));
  });
  if (!more) break;
}
