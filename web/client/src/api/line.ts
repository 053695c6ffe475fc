/** The stream from the service: survives sleep and restarts, and says when it is not live. */
import { type Client, createClient } from 'graphql-sse';
import { currentLanguage } from '../words/language';
import { ENDPOINT } from './client';
import { textOf } from './graphql';
import { waitBy, waitIn } from './patience';
import { byId, reloadIfUnknown } from './registered';
import { type Message, type Updates, UpdatesSubscription } from './updates';

export type LiveState = 'CONNECTING' | 'LIVE' | 'LOST';

export interface Subject {
  readonly id: string;
  /** The cursor of what was told last; without one the present state comes first. */
  readonly after?: string | undefined;
}

export interface LineOf {
  /** The session whose stream it is; the service sends nothing to another's. */
  readonly session: string;
  /** What to follow; asked before every attempt, so that each goes on after the latest cursors. */
  readonly subjects: () => readonly Subject[];
  readonly onMessage: (subject: string, message: Message) => void;
  readonly onState: (state: LiveState) => void;
  /** The browser has another session by now. */
  readonly onGone: () => void;
}

export interface Line {
  /** Connect anew: with other subjects, or because the present connection may be dead. */
  readonly start: () => void;
  readonly stop: () => void;
}

// The server's heartbeat comes every 15 s; three missed ones mean a dead line.
export const SILENCE_MS = 50_000;
const LONGEST_PAUSE_MS = 15_000;

/** Make a line, which is not open yet. */
export function makeLine(of: LineOf): Line {
  let client: Client | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRefused = false;
  const variables = {
    sessionId: of.session,
    // graphql-sse serialises the request anew on each attempt.
    get subjects() {
      return of.subjects();
    },
  };
  const request = { query: textOf(UpdatesSubscription), variables };

  function start() {
    if (isRefused) return;
    stop();
    if (of.subjects().length === 0) return;
    of.onState(navigator.onLine ? 'CONNECTING' : 'LOST');
    const mine = open();
    client = mine;
    // A client that was disposed of still reports `complete`: only the present one may speak.
    const ifMine = (act: () => void) => () => client === mine && act();
    mine.subscribe<Updates>(
      request,
      {
        next: ({ data, errors }) => {
          if (client !== mine) return;
          const seconds = waitIn(errors ?? []);
          if (seconds === undefined) receive(data?.updates);
          else startIn(seconds);
        },
        error: ifMine(startLater),
        complete: ifMine(startLater),
      },
      { connected: ifMine(() => of.onState('LIVE')) },
    );
  }

  function open(): Client {
    const mine: Client = createClient({
      url: ENDPOINT,
      headers: () => ({ 'accept-language': currentLanguage() }),
      fetchFn: async (input: RequestInfo, init?: RequestInit) => {
        const response = await fetchHeard(input, init, expectMore);
        if (client === mine && isRefusal(response)) startIn(waitBy(response));
        return response;
      },
      retryAttempts: Number.POSITIVE_INFINITY,
      retry: async (attempt) => {
        if (client !== mine) return;
        of.onState('LOST');
        const pause = Math.min(500 * 2 ** attempt, LONGEST_PAUSE_MS) * (0.7 + 0.6 * Math.random());
        await new Promise((resolve) => setTimeout(resolve, pause));
      },
    });
    return mine;
  }

  function receive(update: Updates['updates'] | undefined) {
    if (update?.__typename === 'Refused' && update.code === 'SESSION_MISSING') {
      stop();
      return of.onGone();
    }
    const message =
      update?.__typename === 'Update' && (update.applicationStatus ?? update.accountChanged);
    if (!message) return startLater();
    of.onState('LIVE');
    return of.onMessage(update.subject, message);
  }

  function expectMore() {
    clearTimeout(timer);
    timer = setTimeout(start, SILENCE_MS);
  }

  function startLater() {
    stop();
    of.onState('LOST');
    timer = setTimeout(start, LONGEST_PAUSE_MS);
  }

  /** Leave the service alone for as long as it has said, whatever else would start the line. */
  function startIn(seconds: number) {
    stop();
    of.onState('LOST');
    // Who was refused together must not come back together.
    const wait = seconds * 1000 * (1 + 0.1 * Math.random());
    isRefused = true;
    timer = setTimeout(() => {
      isRefused = false;
      start();
    }, wait);
  }

  function stop() {
    clearTimeout(timer);
    const mine = client;
    client = undefined;
    mine?.dispose();
  }

  return { start, stop };
}

/** Too much was asked for, or no stream is free: both say for how long. */
function isRefusal({ status, headers }: Response): boolean {
  return status === 429 || (status === 503 && headers.has('retry-after'));
}

/** Fetch, and report every arrival of bytes: graphql-sse itself swallows the heartbeats. */
async function fetchHeard(
  input: RequestInfo,
  init: RequestInit | undefined,
  heard: () => void,
): Promise<Response> {
  heard();
  const response = await reloadIfUnknown(await fetch(input, await byId(init)));
  heard();
  if (!response.body) return response;
  const listener = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      heard();
      controller.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(listener), response);
}
