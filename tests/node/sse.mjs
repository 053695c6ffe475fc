// Follows a subscription with a stock graphql-sse client, printing a line for each entry;
// comes back with the last entry it saw, until the server says that it is complete.
import { createClient } from "graphql-sse";

let last = 0;
const client = createClient({
  url: process.argv[2],
  headers: () => ({ "last-event-id": String(last) }),
  retryAttempts: Number.POSITIVE_INFINITY,
  retry: () => new Promise((resolve) => setTimeout(resolve, 50)),
});
for await (const result of client.iterate({ query: "subscription { entries }" })) {
  last = result.data?.entries ?? last;
  console.log(JSON.stringify(result));
}
console.log(JSON.stringify("complete"));
