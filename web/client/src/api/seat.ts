/** A tab's seat among the tabs of one session: one of them leads, the others hear from it. */
import type { History } from './history';
import { Leader, type Want } from './leader';
import type { LiveState, MakeLine } from './line';
import type { Message, Shown } from './told';

/** Where tabs sit together: what they share, by a name that no other line of the site has. */
export interface Table<Change extends Shown> {
  readonly name: string;
  readonly session: string;
  readonly makeLine: MakeLine<Change>;
}

export interface SeatOf<Change extends Shown> extends Table<Change> {
  readonly history: History<Change>;
  readonly wants: () => readonly Want<Change>[];
  readonly onTold: (subject: string, message: Message<Change>) => void;
  readonly onState: (state: LiveState) => void;
  /** The browser has another session by now. */
  readonly onGone: () => void;
}

/** What tabs say to each other; the main leader is the one that holds the lock for which all wait. */
type Note<Change extends Shown> =
  | { readonly kind: 'WANTS'; readonly tab: string; readonly wants: readonly Want<Change>[] }
  | { readonly kind: 'BEGINS'; readonly isMain: boolean }
  | { readonly kind: 'LEADS'; readonly isMain: boolean; readonly state: LiveState }
  | {
      readonly kind: 'TOLD';
      readonly subject: string;
      readonly message: Message<Change>;
      readonly to: string | undefined;
    };

// Each tab repeats what it wants, and asks by it whether somebody leads.
const ASK_MS = 10_000;
// A leader that says nothing for so long hangs: another tab stands in until it is heard again.
const PATIENCE_MS = 4_000;

/** Taken when it is made, given up by `leave`. Where tabs cannot agree, each leads itself. */
export class Seat<Change extends Shown> {
  readonly #of: SeatOf<Change>;
  readonly #name: string;
  readonly #tab = Math.random().toString(36).slice(2);
  readonly #left = new AbortController();
  readonly #asking: ReturnType<typeof setInterval>;
  #channel: BroadcastChannel | undefined;
  #leader: Leader<Change> | undefined;
  #isMain = false;
  #standsIn = new AbortController();
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(of: SeatOf<Change>) {
    this.#of = of;
    // Tabs of another session have another channel: what is said in this one is of this session.
    this.#name = `${of.name} ${of.session}`;
    this.#asking = setInterval(() => this.ask(), ASK_MS);
    if ('locks' in navigator && 'BroadcastChannel' in globalThis) {
      this.#channel = new BroadcastChannel(this.#name);
      this.#channel.onmessage = ({ data }: MessageEvent<Note<Change>>) => this.#hear(data);
      const { signal } = this.#left;
      this.#hold(this.#name, { signal }, signal, true);
      this.ask();
    } else {
      this.#lead(true);
    }
  }

  /** Say what this tab follows: to itself if it leads, else to whoever does. */
  ask() {
    const wants = this.#of.wants();
    if (this.#leader) return this.#leader.hear(this.#tab, wants);
    this.#post({ kind: 'WANTS', tab: this.#tab, wants });
    this.#patience ??= setTimeout(() => this.#standIn(), PATIENCE_MS);
    return undefined;
  }

  /** The line may have died unseen. */
  restart() {
    if (this.#leader) this.#leader.restart();
    else this.ask();
  }

  leave() {
    clearInterval(this.#asking);
    this.#heardLeader();
    this.#post({ kind: 'WANTS', tab: this.#tab, wants: [] });
    this.#leader?.close();
    this.#channel?.close();
    this.#channel = undefined;
    this.#left.abort();
    this.#standsIn.abort();
  }

  /** Lead as soon as the lock is granted, and hold it until the signal. */
  async #hold(name: string, options: LockOptions, until: AbortSignal, isMain: boolean) {
    try {
      await navigator.locks.request(name, options, (lock) => {
        if (!lock || until.aborted || (this.#leader && !isMain)) return undefined;
        this.#lead(isMain);
        return new Promise<void>((resolve) => until.addEventListener('abort', () => resolve()));
      });
    } catch {
      // Locks are refused, as where a browser keeps nothing for the site.
      if (!this.#left.signal.aborted) this.#leadAlone();
    }
  }

  #standIn() {
    this.#patience = undefined;
    this.#standsIn = new AbortController();
    const { signal } = this.#standsIn;
    this.#hold(`${this.#name} stand-in`, { ifAvailable: true }, signal, false);
  }

  #leadAlone() {
    this.#channel?.close();
    this.#channel = undefined;
    this.#lead(true);
  }

  #lead(isMain: boolean) {
    this.#heardLeader();
    this.#isMain = isMain;
    if (isMain) this.#standsIn.abort();
    const { session, makeLine, history, onGone } = this.#of;
    this.#leader ??= new Leader({
      session,
      makeLine,
      history,
      tell: (subject, message, to) => this.#tell(subject, message, to),
      onState: (state) => {
        this.#of.onState(state);
        this.#post({ kind: 'LEADS', isMain: this.#isMain, state });
      },
      onGone,
    });
    this.#post({ kind: 'BEGINS', isMain });
    this.ask();
  }

  #tell(subject: string, message: Message<Change>, to: string | undefined) {
    if (to !== this.#tab) this.#post({ kind: 'TOLD', subject, message, to });
    if (to === undefined || to === this.#tab) this.#of.onTold(subject, message);
  }

  #post(note: Note<Change>) {
    this.#channel?.postMessage(note);
  }

  #hear(note: Note<Change>) {
    switch (note.kind) {
      case 'WANTS':
        if (!this.#leader) return;
        this.#leader.hear(note.tab, note.wants);
        this.#post({ kind: 'LEADS', isMain: this.#isMain, state: this.#leader.state });
        break;
      case 'BEGINS':
        this.#heardLeader(note.isMain);
        if (!this.#leader) this.ask();
        break;
      case 'LEADS':
        this.#heardLeader(note.isMain);
        if (!this.#leader) this.#of.onState(note.state);
        break;
      case 'TOLD':
        if (note.to === undefined || note.to === this.#tab) {
          this.#of.onTold(note.subject, note.message);
        }
    }
  }

  #heardLeader(isMain = false) {
    clearTimeout(this.#patience);
    this.#patience = undefined;
    if (!isMain || !this.#leader || this.#isMain) return;
    // Whom this tab stood in for is back.
    this.#leader.close();
    this.#leader = undefined;
    this.#standsIn.abort();
    this.ask();
  }
}
