/** What a browser gives to all tabs of a site, locks and channels, and tabs that can hang. */
import { vi } from 'vitest';

type Act = (lock: Lock | null) => unknown;

interface Waiting {
  readonly take: () => void;
}

/** Locks as the Web Locks API has them, exclusive ones alone. */
class Locks {
  readonly #queues = new Map<string, Waiting[]>();

  request(name: string, { ifAvailable, signal }: LockOptions, act: Act): Promise<unknown> {
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    if (ifAvailable && queue.length > 0) return Promise.resolve(act(null));
    return new Promise((resolve, reject) => {
      const waiting = {
        take: async () => {
          signal?.removeEventListener('abort', giveUp);
          await Promise.resolve(act({ name, mode: 'exclusive' }));
          queue.shift();
          queue[0]?.take();
          resolve(undefined);
        },
      };
      function giveUp() {
        queue.splice(queue.indexOf(waiting), 1);
        reject(new DOMException('', 'AbortError'));
      }
      signal?.addEventListener('abort', giveUp);
      queue.push(waiting);
      if (queue[0] === waiting) waiting.take();
    });
  }
}

/** A channel that delivers copies, to the others alone; one that hangs gets them when it wakes. */
export class Channel {
  static all: Channel[] = [];

  onmessage: ((event: { data: unknown }) => void) | null = null;
  #isHung = false;
  readonly #missed: unknown[] = [];

  constructor(readonly name: string) {
    Channel.all.push(this);
  }

  postMessage(data: unknown) {
    if (!Channel.all.includes(this)) return;
    const copy = structuredClone(data);
    for (const other of Channel.all) {
      if (other === this || other.name !== this.name) continue;
      queueMicrotask(() => other.#receive(copy));
    }
  }

  close() {
    Channel.all = Channel.all.filter((other) => other !== this);
  }

  hang() {
    this.#isHung = true;
  }

  wake() {
    this.#isHung = false;
    for (const data of this.#missed.splice(0)) this.#receive(data);
  }

  #receive(data: unknown) {
    if (this.#isHung) this.#missed.push(data);
    else if (Channel.all.includes(this)) this.onmessage?.({ data });
  }
}

/** Give the tests a browser that has both. */
export function giveBrowser() {
  Channel.all = [];
  vi.stubGlobal('BroadcastChannel', Channel);
  Object.defineProperty(navigator, 'locks', { value: new Locks(), configurable: true });
}

/** Take them away again, as browsers without them are. */
export function takeBrowser() {
  vi.unstubAllGlobals();
  Reflect.deleteProperty(navigator, 'locks');
}

/** Hide or show the page. */
export function see(visibility: DocumentVisibilityState) {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(visibility);
  document.dispatchEvent(new Event('visibilitychange'));
}
