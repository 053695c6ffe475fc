/** Follow something live: resumes by cursor, survives sleep and restarts, and says when it is not live. */
import { type Client, createClient } from 'graphql-sse';
import { currentLanguage } from '../words/language';
import { ENDPOINT } from './client';
import { waitBy, waitIn } from './patience';

export type LiveState = 'CONNECTING' | 'LIVE' | 'LOST';

/** What a message means for the line: where to go on from, start anew, there is no more, or try later. */
export type Heard = { readonly cursor: string } | 'RESYNC' | 'OVER' | 'LATER';

export interface Following<Message> {
  /** The subscription's text; it takes `after`. */
  readonly query: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly onMessage: (message: Message | null | undefined) => Heard;
  readonly onState: (state: LiveState) => void;
}

// The server's heartbeat comes every 15 s; three missed ones mean a dead line.
const SILENCE_MS = 50_000;
const LONGEST_PAUSE_MS = 15_000;

/** Start following; the returned function ends it. */
export function follow<Message extends Record<string, unknown>>(
  watch: Following<Message>,
): () => void {
  // graphql-sse serialises the request anew on each attempt, so a cursor written here is sent on reconnect.
  const variables: Record<string, string> = { ...watch.variables };
  const request = { query: watch.query, variables };
  let line: Client | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRefused = false;

  function start() {
    if (isRefused) return;
    stop();
    watch.onState(navigator.onLine ? 'CONNECTING' : 'LOST');
    const mine = open();
    line = mine;
    // A client that was disposed of still reports `complete`: only the present line may speak.
    const ifMine = (act: () => void) => () => line === mine && act();
    mine.subscribe<Message>(
      request,
      {
        next: ({ data, errors }) => {
          if (line !== mine) return;
          const seconds = waitIn(errors ?? []);
          if (seconds === undefined) receive(data);
          else startIn(seconds);
        },
        error: ifMine(startLater),
        complete: ifMine(startLater),
      },
      { connected: ifMine(() => watch.onState('LIVE')) },
    );
  }

  function open(): Client {
    const mine: Client = createClient({
      url: ENDPOINT,
      headers: () => ({ 'accept-language': currentLanguage() }),
      fetchFn: async (input: RequestInfo, init?: RequestInit) => {
        const response = await fetchHeard(input, init, expectMore);
        if (line === mine && isRefusal(response)) startIn(waitBy(response));
        return response;
      },
      retryAttempts: Number.POSITIVE_INFINITY,
      retry: async (attempt) => {
        if (line !== mine) return;
        watch.onState('LOST');
        const pause = Math.min(500 * 2 ** attempt, LONGEST_PAUSE_MS) * (0.7 + 0.6 * Math.random());
        await new Promise((resolve) => setTimeout(resolve, pause));
      },
    });
    return mine;
  }

  function receive(message: Message | null | undefined) {
    const heard = watch.onMessage(message);
    switch (heard) {
      case 'RESYNC':
        // Without a cursor the first message is the present state.
        delete variables.after;
        return start();
      case 'OVER':
        return stop();
      case 'LATER':
        return startLater();
      default:
        variables.after = heard.cursor;
        watch.onState('LIVE');
    }
  }

  function expectMore() {
    clearTimeout(timer);
    timer = setTimeout(start, SILENCE_MS);
  }

  function startLater() {
    stop();
    watch.onState('LOST');
    timer = setTimeout(start, LONGEST_PAUSE_MS);
  }

  /** Leave the service alone for as long as it has said, whatever else would start the line. */
  function startIn(seconds: number) {
    stop();
    watch.onState('LOST');
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
    const mine = line;
    line = undefined;
    mine?.dispose();
  }

  const stopListening = listenForReturn(start, () => watch.onState('LOST'));
  start();
  return () => {
    stopListening();
    stop();
  };
}

/** Call back when the network or the person comes back, for a line may have died unseen meanwhile. */
function listenForReturn(onReturn: () => void, onLoss: () => void): () => void {
  let hiddenSince: number | undefined;
  function seen() {
    if (document.visibilityState === 'hidden') {
      hiddenSince = Date.now();
    } else if (hiddenSince !== undefined && Date.now() - hiddenSince > SILENCE_MS) {
      onReturn();
    }
  }
  addEventListener('online', onReturn);
  addEventListener('offline', onLoss);
  document.addEventListener('visibilitychange', seen);
  return () => {
    removeEventListener('online', onReturn);
    removeEventListener('offline', onLoss);
    document.removeEventListener('visibilitychange', seen);
  };
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
  const response = await fetch(input, init);
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
