// The same subscription in graphql-yoga: five fields of an event, over SSE. Events are published by
// POST /publish?events=n; `after` begins with so many events from memory.
import { createServer } from 'node:http';
import { createPubSub, createSchema, createYoga } from 'graphql-yoga';

const SHA256 = 'ab'.repeat(32);
const pubSub = createPubSub();
let sent = 0;

function event() {
  sent += 1;
  return {
    cursor: `1bbe47f8313ed83e.${sent}`,
    kind: 'ACCOUNT_OPENED',
    at: new Date().toISOString(),
    controlNumber: 'A0000006',
    certificateSha256: SHA256,
  };
}

async function* events(after) {
  for (let number = 0; number < after; number += 1) yield event();
  yield* pubSub.subscribe('account');
}

const yoga = createYoga({
  logging: false,
  graphiql: false,
  schema: createSchema({
    typeDefs: `
      type Query { service: String }
      enum Kind { ACCOUNT_OPENED }
      type AccountEvent {
        cursor: String! kind: Kind! at: String! controlNumber: String! certificateSha256: String
      }
      type Subscription { accountEvents(after: Int! = 0): AccountEvent! }
    `,
    resolvers: {
      Subscription: {
        accountEvents: {
          subscribe: (_, { after }) => events(after),
          resolve: (payload) => payload,
        },
      },
    },
  }),
});

createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (url.pathname !== '/publish') {
    yoga(request, response);
    return;
  }
  for (let number = 0; number < Number(url.searchParams.get('events')); number += 1) {
    pubSub.publish('account', event());
  }
  response.end();
}).listen(Number(process.argv[2]), '127.0.0.1', 4096, () => console.log('ready'));
