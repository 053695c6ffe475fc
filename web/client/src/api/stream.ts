/** One subscription's stream: survives sleep and restarts, and says when it is not live. */
import { type Client, createClient, type RequestParams } from 'graphql-sse';
import { currentLanguage } from '../words/language';
import { ENDPOINT } from './answer';
import { idOf, type Operation } from './graphql';
import { waitBy, waitIn } from './patience';
import { reloadIfUnknown } from './registered';

export type LiveState = 'CONNECTING' | 'LIVE' | 'LOST';

/** Whether the line goes on after a message, ends for good, or is to be made again later. */
export type Verdict = 'GO_ON' | 'END' | 'LATER';

export interface StreamOf<Data> {
  readonly document: Operation<Data, never>;
  /** Read anew before every attempt: with getters it goes on after the latest cursor. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** There is nothing to follow now: starting does nothing. */
  readonly isIdle?: () => boolean;
  readonly onData: (data: Data | undefined) => Verdict;
  readonly onState: (state: LiveState) => void;
}

export interface Stream {
  /** Connect anew: with other variables, or because the present connection may be dead. */
  readonly start: () => void;
  readonly stop: () => void;
}

// The server's heartbeat comes every 15 s; three missed ones mean a dead line.
export const SILENCE_MS = 50_000;
const LONGEST_PAUSE_MS = 15_000;

/** Make a stream, which is not open yet. */
export function makeStream<Data>(of: StreamOf<Data>): Stream {
  let client: Client | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRefused = false;
  // graphql-sse serialises the request anew on each attempt, whatever stands in it.
  const named: object = { documentId: idOf(of.document), variables: of.variables };
  const request = named as RequestParams;

  function start() {
    if (isRefused) return;
    stop();
    if (of.isIdle?.()) return;
    of.onState(navigator.onLine ? 'CONNECTING' : 'LOST');
    const mine = open();
    client = mine;
    // A client that was disposed of still reports `complete`: only the present one may speak.
    const ifMine = (act: () => void) => () => client === mine && act();
    mine.subscribe<Data>(
      request,
      {
        next: ({ data, errors }) => {
          if (client !== mine) return;
          const seconds = waitIn(errors ?? []);
          if (seconds === undefined) receive(data ?? undefined);
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

  function receive(data: Data | undefined) {
    const verdict = of.onData(data);
    if (verdict === 'END') stop();
    if (verdict === 'LATER') startLater();
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

  /** Leave the service alone for as long as it has said, whatever else would start the stream. */
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
  const response = await reloadIfUnknown(await fetch(input, init));
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
