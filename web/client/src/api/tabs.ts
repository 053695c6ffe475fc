/** What this tab follows of one session, and what it is told of it. */
import { History } from './history';
import type { Want } from './leader';
import { type LiveState, SILENCE_MS } from './line';
import { watchPresence } from './presence';
import { Seat, type Table } from './seat';
import type { Message, Shown } from './told';

export interface Following<Change extends Shown> {
  readonly onChange: (change: Change) => void;
  readonly onState: (state: LiveState) => void;
  /** What it was told last is not known any more: changes may have been missed. */
  readonly onMissed?: () => void;
  /** It may not be seen any more, and is followed no longer. */
  readonly onGone: () => void;
  /** Follow it also while nobody looks at this tab. */
  readonly whileHidden?: boolean;
}

interface Follower<Change extends Shown> extends Following<Change> {
  /** Whether it was shown what it follows. */
  begun: boolean;
}

// A line that is made anew is said to be lost only if that takes longer.
const UNNOTICED_MS = 2_000;

export class Tabs<Change extends Shown> {
  readonly #table: Table<Change>;
  readonly #history = new History<Change>();
  readonly #followers = new Map<string, Set<Follower<Change>>>();
  #seat: Seat<Change> | undefined;
  #isAway = false;
  #state: LiveState = navigator.onLine ? 'CONNECTING' : 'LOST';
  #saying: ReturnType<typeof setTimeout> | undefined;
  #stopWatching: (() => void) | undefined;

  constructor(table: Table<Change>) {
    this.#table = table;
  }

  /** Follow a subject; the returned function ends it, and says whether nothing is followed now. */
  follow(subject: string, following: Following<Change>): () => boolean {
    const follower = { ...following, begun: false };
    const others = this.#followers.get(subject) ?? new Set();
    this.#followers.set(subject, others.add(follower));
    following.onState(this.#state);
    this.#stopWatching ??= this.#watch();
    this.#sit();
    return () => {
      others.delete(follower);
      if (others.size === 0 && this.#followers.get(subject) === others) {
        this.#followers.delete(subject);
      }
      return this.#restIfIdle();
    };
  }

  #watch(): () => void {
    const onOnline = () => this.#seat?.restart();
    const onOffline = () => this.#say('LOST');
    addEventListener('online', onOnline);
    addEventListener('offline', onOffline);
    const stop = watchPresence({
      onAway: () => {
        this.#isAway = true;
        this.#rise();
      },
      onBack: (hiddenMs) => {
        this.#isAway = false;
        if (this.#seat && hiddenMs > SILENCE_MS) this.#seat.restart();
        else this.#sit();
      },
      staysHidden: () => this.#all().some(({ whileHidden }) => whileHidden),
    });
    return () => {
      stop();
      removeEventListener('online', onOnline);
      removeEventListener('offline', onOffline);
    };
  }

  #sit() {
    if (this.#isAway || this.#followers.size === 0) return;
    if (this.#seat) return this.#seat.ask();
    this.#seat = new Seat({
      ...this.#table,
      history: this.#history,
      wants: () => this.#wants(),
      onTold: (subject, message) => this.#receive(subject, message),
      onState: (state) => this.#say(state),
      onGone: () => this.#lose([...this.#followers.keys()]),
    });
    return undefined;
  }

  #rise() {
    this.#seat?.leave();
    this.#seat = undefined;
  }

  #wants(): readonly Want<Change>[] {
    return [...this.#followers].map(([subject, followers]) => {
      const hasBegun = [...followers].every(({ begun }) => begun);
      return { subject, last: hasBegun ? this.#history.last(subject) : undefined };
    });
  }

  #receive(subject: string, message: Message<Change>) {
    switch (message.__typename) {
      case 'Refused':
        return this.#lose([subject]);
      case 'ResyncRequired':
        this.#history.forget(subject);
        for (const { onMissed } of this.#followers.get(subject) ?? []) onMissed?.();
        return this.#seat?.ask();
      default:
        return this.#show(subject, message as Change);
    }
  }

  #show(subject: string, change: Change) {
    const isNew = this.#history.add(subject, change);
    for (const follower of [...(this.#followers.get(subject) ?? [])]) {
      if (follower.begun && !isNew) continue;
      follower.begun = true;
      follower.onState('LIVE');
      follower.onChange(change);
    }
  }

  #lose(subjects: readonly string[]) {
    for (const subject of subjects) {
      this.#history.forget(subject);
      const followers = this.#followers.get(subject) ?? [];
      this.#followers.delete(subject);
      for (const { onGone } of followers) onGone();
    }
    this.#restIfIdle();
  }

  #restIfIdle(): boolean {
    if (this.#followers.size > 0) {
      this.#seat?.ask();
      return false;
    }
    this.#rise();
    clearTimeout(this.#saying);
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    return true;
  }

  #say(state: LiveState) {
    clearTimeout(this.#saying);
    if (state === this.#state) return;
    if (state === 'CONNECTING' && this.#state === 'LIVE') {
      this.#saying = setTimeout(() => this.#sayNow(state), UNNOTICED_MS);
    } else {
      this.#sayNow(state);
    }
  }

  #sayNow(state: LiveState) {
    this.#state = state;
    for (const { onState } of this.#all()) onState(state);
  }

  #all(): Follower<Change>[] {
    return [...this.#followers.values()].flatMap((followers) => [...followers]);
  }
}
