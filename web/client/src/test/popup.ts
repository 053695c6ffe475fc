/** A popup as the browser gives it to a page, played by the test. */
import { type Mock, vi } from 'vitest';
import { ORIGIN } from './people';

export interface Popup {
  closed: boolean;
  readonly close: Mock;
  readonly postMessage: Mock<(message: string, target: string) => void>;
}

/** Let `window.open` hand out these popups; the mock tells how often and with what it was called. */
export function popups() {
  const made: Popup[] = [];
  const open = vi.spyOn(window, 'open').mockImplementation(() => {
    const popup: Popup = {
      closed: false,
      close: vi.fn(() => {
        popup.closed = true;
      }),
      postMessage: vi.fn(),
    };
    made.push(popup);
    return popup as unknown as Window;
  });
  return { made, open };
}

/** Say something to the page, as the popup unless told otherwise. */
export function say(popup: Popup, data: unknown, from: { origin?: string; source?: unknown } = {}) {
  const { origin = ORIGIN, source = popup } = from;
  const event = new MessageEvent('message', { data, origin });
  Object.defineProperty(event, 'source', { value: source });
  window.dispatchEvent(event);
}

export const READY = '{"func":"getTbs"}';
