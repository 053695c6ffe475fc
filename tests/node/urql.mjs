// Asks a query with urql's own Accept header, writes, and follows a subscription by graphql-sse.
import { Client, fetchExchange, subscriptionExchange } from "@urql/core";
import { createClient } from "graphql-sse";

const url = process.argv[2];
const stream = createClient({ url });
const client = new Client({
  url,
  exchanges: [
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({
          unsubscribe: stream.subscribe({ query: query ?? "", variables }, sink),
        }),
      }),
    }),
  ],
});

const print = ({ data, error }) => console.log(JSON.stringify({ data, error: error?.message }));
print(await client.query("{ hello }", {}));
print(await client.mutation("mutation ($note: Note!) { write(note: $note) }", { note: { text: "a" } }));
print(await client.query("{ nothing }", {}));
client.subscription("subscription { entries }", {}).subscribe(print);
