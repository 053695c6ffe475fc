// Follows a subscription with urql alone, which reads the stream itself.
import { Client, fetchExchange } from "@urql/core";

const client = new Client({
  url: process.argv[2],
  exchanges: [fetchExchange],
  fetchSubscriptions: true,
});
client
  .subscription("subscription { entries }", {})
  .subscribe(({ data, error }) => console.log(JSON.stringify({ data, error: error?.message })));
