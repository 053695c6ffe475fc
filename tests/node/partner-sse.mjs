import { createClient } from "graphql-sse";

const query = `subscription { accountEvents { __typename
  ... on UserError { code message } ... on ResyncRequired { cursor }
  ... on AccountEventsBegun { cursor } ... on AccountEvent { cursor kind controlNumber } } }`;
// A real system reads it from its database.
let cursor = process.env.CURSOR;
const client = createClient({
  url: process.env.GPSZONE_URL,
  // Called for each attempt, so that a new connection begins where the last one was cut.
  headers: () => ({
    authorization: `Bearer ${process.env.GPSZONE_TOKEN}`,
    ...(cursor && { "last-event-id": cursor }),
  }),
  retryAttempts: Number.POSITIVE_INFINITY,
});
for await (const { data } of client.iterate({ query })) {
  console.log(JSON.stringify(data.accountEvents));
  cursor = data.accountEvents.cursor;
}
