// A partner system in TypeScript: follows events, goes away, comes back, and lets holders in.
//
//   node partner.mjs follow             prints every event, for ever, each once
//   node partner.mjs redeem CODE        prints who came over
//
// GPSZONE_URL is the address of the interface, GPSZONE_TOKEN the token, CURSOR_FILE where the place
// in the events is kept. It needs Node 20 and no package; TypeScript compiles it.

import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const EVENTS = `query($after: Cursor) { partner { events(first: 100, after: $after) {
  next pageInfo { hasNextPage }
  edges { node { cursor kind at controlNumber certificateSha256 } } } } }`;
const FOLLOW = `subscription($after: Cursor) { accountEvents(after: $after) { __typename
  ... on UserError { code message } ... on ResyncRequired { cursor }
  ... on AccountEventsBegun { cursor }
  ... on AccountEvent { cursor kind at controlNumber certificateSha256 } } }`;
const REDEEM = `mutation($code: String!) { redeemHandoff(input: {code: $code}) { __typename
  ... on UserError { code message }
  ... on RedeemHandoffSuccess { holderName certificateSha256 cardNumber controlNumber
    accountKind accountName signedInAt provenAt } } }`;
// A heartbeat comes every 15 seconds; silence for three times that is a dead connection.
const SILENCE = 45_000;

interface UserError {
  __typename: "Refused";
  code: "SCOPE_MISSING" | "TOKEN_NEEDED" | "HANDOFF_UNKNOWN";
  message: string;
}
interface AccountEvent {
  __typename: "AccountEvent";
  cursor: string;
  kind: string;
  at: string;
  controlNumber: string;
  certificateSha256: string | null;
}
interface Page {
  next: string;
  pageInfo: { hasNextPage: boolean };
  edges: { node: AccountEvent }[];
}
type Pushed =
  | AccountEvent
  | { __typename: "AccountEventsBegun"; cursor: string }
  | { __typename: "ResyncRequired"; cursor: string }
  | UserError;
interface Said<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Asking again would change nothing: the token, the scope or the question. */
class Refused extends Error {}

/** The service stopped or the network broke: come back. */
class Broken extends Error {}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Refused(`${name} is missing`);
  return value;
}

async function post(query: string, variables: object, accept: string, signal: AbortSignal) {
  try {
    return await fetch(needed("GPSZONE_URL"), {
      method: "POST",
      headers: {
        authorization: `Bearer ${needed("GPSZONE_TOKEN")}`,
        "content-type": "application/json",
        accept,
      },
      body: JSON.stringify({ query, variables }),
      signal,
    });
  } catch (fault) {
    if (fault instanceof Refused) throw fault;
    throw new Broken("no answer", { cause: fault });
  }
}

async function ask<Data>(query: string, variables: object): Promise<Data> {
  for (;;) {
    const signal = AbortSignal.timeout(SILENCE);
    const answer = await post(query, variables, "application/json", signal);
    if ([429, 502, 503].includes(answer.status)) {
      await pause(1000 * Number(answer.headers.get("retry-after") ?? 5));
      continue;
    }
    return data((await answer.json()) as Said<Data>);
  }
}

function data<Data>(said: Said<Data>): Data {
  const [error] = said.errors ?? [];
  if (error || !said.data) throw new Refused(error?.extensions?.code ?? "no data");
  return said.data;
}

/** Cut a stream into the data of its events (HTML §9.2.6); ends by throwing. */
async function* pushed(after: string): AsyncGenerator<Pushed> {
  const leaving = new AbortController();
  let silence = setTimeout(() => leaving.abort(), SILENCE);
  try {
    const answer = await post(FOLLOW, { after }, "text/event-stream", leaving.signal);
    if ([400, 401, 403].includes(answer.status)) data((await answer.json()) as Said<never>);
    if (!answer.ok || !answer.body) throw new Broken(`status ${answer.status}`);
    let rest = "";
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      clearTimeout(silence);
      silence = setTimeout(() => leaving.abort(), SILENCE);
      const blocks = (rest + chunk).split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = /^event: (.*)$/m.exec(block)?.[1];
        if (event === "complete") throw new Refused("the stream is complete");
        const text = /^data: (.*)$/m.exec(block)?.[1];
        if (event !== "next" || text === undefined) continue;
        yield data(JSON.parse(text) as Said<{ accountEvents: Pushed }>).accountEvents;
      }
    }
  } catch (fault) {
    if (fault instanceof Refused) throw fault;
    throw new Broken("the stream broke off", { cause: fault });
  } finally {
    clearTimeout(silence);
    leaving.abort();
  }
  throw new Broken("the stream ended");
}

const place = {
  read(): string | null {
    const path = needed("CURSOR_FILE");
    return existsSync(path) ? readFileSync(path, "utf8") : null;
  },
  /** Keep a cursor, after what stands before it was dealt with; the file is whole at any moment. */
  write(cursor: string): void {
    const path = needed("CURSOR_FILE");
    writeFileSync(`${path}.new`, cursor);
    renameSync(`${path}.new`, path);
  },
};

async function missed(): Promise<void> {
  for (;;) {
    const after = place.read();
    const { partner } = await ask<{ partner: { events: Page } | null }>(EVENTS, { after });
    if (!partner) throw new Refused("TOKEN_NEEDED");
    const page = partner.events;
    for (const { node } of page.edges) {
      say(node);
      place.write(node.cursor);
    }
    place.write(page.next);
    if (!page.pageInfo.hasNextPage) return;
  }
}

async function follow(): Promise<never> {
  for (;;) {
    try {
      await missed();
      for await (const event of pushed(place.read() ?? "")) {
        switch (event.__typename) {
          case "AccountEvent":
            say(event);
            place.write(event.cursor);
            break;
          case "AccountEventsBegun":
            place.write(event.cursor);
            break;
          case "ResyncRequired":
            throw new Refused("the cursor is of another journal: read all accounts anew");
          default:
            throw new Refused(event.code);
        }
      }
    } catch (fault) {
      if (!(fault instanceof Broken)) throw fault;
      await pause(1000);
    }
  }
}

async function redeem(code: string): Promise<void> {
  const { redeemHandoff } = await ask<{ redeemHandoff: { __typename: string } }>(REDEEM, { code });
  if ("code" in redeemHandoff) throw new Refused(String(redeemHandoff.code));
  say(redeemHandoff);
}

/** Deal with an answer; a real system would write it into its own database. */
function say(what: object): void {
  process.stdout.write(`${JSON.stringify(what)}\n`);
}

const [command, code] = process.argv.slice(2);
try {
  if (command === "follow") await follow();
  else if (command === "redeem" && code) await redeem(code);
  else throw new Refused("say follow, or redeem CODE");
} catch (fault) {
  if (!(fault instanceof Refused)) throw fault;
  process.stderr.write(`refused: ${fault.message}\n`);
  process.exitCode = 1;
}
