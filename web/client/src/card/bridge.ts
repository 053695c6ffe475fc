/**
 * The popup bridge to the card component: one click, one popup, one operation.
 *
 * The popup is the only channel that browsers leave open between a public page and a program on
 * localhost. It says `{"func":"getTbs"}` when it is ready, takes one JSON string, posts back the
 * component's raw answer and closes itself.
 */
import type { CardOutcome } from './codes';

export type BridgeTrouble = Extract<
  CardOutcome,
  'POPUP_BLOCKED' | 'NO_ANSWER' | 'WINDOW_CLOSED' | 'TIMED_OUT' | 'REPLY_UNREADABLE' | 'CANCELLED'
>;

export type BridgeAnswer =
  | { readonly reply: Readonly<Record<string, unknown>> }
  | { readonly trouble: BridgeTrouble };

export interface Operation {
  /** The one origin that is spoken to and listened to, such as http://localhost:61161. */
  readonly origin: string;
  /** Path and query of the component's page. */
  readonly path: string;
  /** What to post once the popup is ready; absent where the page works by itself. */
  readonly message?: string;
  /** Called when the popup has not become ready within three seconds. */
  readonly onSlow?: () => void;
  /** Called at once with what one can do about a window that hangs or is not to be seen. */
  readonly onOpen?: (window: CardWindow) => void;
}

export interface CardWindow {
  /** Bring it before the others. */
  readonly show: () => void;
  /** Close it, and end the operation. */
  readonly cancel: () => void;
}

export const SLOW_MS = 3_000;
export const NO_ANSWER_MS = 10_000;
export const OPERATION_MS = 120_000;
const LOOK_MS = 250;
// The component closes its window right after answering: the answer may still be on its way.
const CLOSED_GRACE_MS = 700;
const FEATURES = 'popup,width=400,height=400,left=100,top=100';

/** Run one operation. Call it synchronously in a click: the browser allows one popup for each. */
export function operate(operation: Operation): Promise<BridgeAnswer> {
  // A fresh name: the window of the operation before may still be dying under its own.
  const name = `card-${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const popup = window.open(operation.origin + operation.path, name, FEATURES);
  if (!popup) return Promise.resolve({ trouble: 'POPUP_BLOCKED' });
  return new Promise((resolve) => converse(popup, operation, resolve));
}

function converse(popup: Window, operation: Operation, resolve: (answer: BridgeAnswer) => void) {
  let ready = operation.message === undefined;
  let closedAt: number | undefined;
  const slow = setTimeout(() => operation.onSlow?.(), SLOW_MS);
  const look = setInterval(lookWhetherClosed, LOOK_MS);
  let limit = setTimeout(
    () => finish({ trouble: 'NO_ANSWER' }),
    ready ? OPERATION_MS : NO_ANSWER_MS,
  );
  addEventListener('message', hear);
  operation.onOpen?.({
    show: () => popup.focus(),
    cancel: () => finish({ trouble: 'CANCELLED' }),
  });

  function hear(event: MessageEvent) {
    if (event.origin !== operation.origin || event.source !== popup) return;
    // Browser extensions post objects; the component posts strings.
    if (typeof event.data !== 'string') return;
    const reply = parseObject(event.data);
    if (reply?.func === 'getTbs') {
      // Answered once only: the message holds the PIN, and a wrong one costs a try.
      if (!ready && operation.message !== undefined) sendMessage(operation.message);
    } else if (ready) {
      finish(reply ? { reply } : { trouble: 'REPLY_UNREADABLE' });
    }
  }

  function sendMessage(message: string) {
    ready = true;
    clearTimeout(slow);
    clearTimeout(limit);
    limit = setTimeout(() => finish({ trouble: 'TIMED_OUT' }), OPERATION_MS);
    popup.postMessage(message, operation.origin);
  }

  function lookWhetherClosed() {
    if (!popup.closed) return;
    closedAt ??= Date.now();
    if (Date.now() - closedAt >= CLOSED_GRACE_MS) finish({ trouble: 'WINDOW_CLOSED' });
  }

  function finish(answer: BridgeAnswer) {
    clearTimeout(slow);
    clearTimeout(limit);
    clearInterval(look);
    removeEventListener('message', hear);
    if (!popup.closed) popup.close();
    resolve(answer);
  }
}

// A text of JSON, or an integer that a number of JavaScript cannot hold.
const TEXT_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Parse an object; integers of more than 15 digits become texts, so that no bit of them is lost. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const exact = text.replace(TEXT_OR_LONG_INTEGER, (found) =>
      found.startsWith('"') ? found : `"${found}"`,
    );
    const value: unknown = JSON.parse(exact);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
