// Follows a subscription with a bare EventSource, which knows ids and nothing of GraphQL.
import { EventSource } from "eventsource";

const source = new EventSource(
  `${process.argv[2]}?query=${encodeURIComponent("subscription { entries }")}`,
);
source.addEventListener("next", ({ data, lastEventId }) => {
  console.log(JSON.stringify([lastEventId, JSON.parse(data)]));
});
source.addEventListener("complete", () => {
  source.close();
  console.log(JSON.stringify("complete"));
});
