/** The tab that leads: it has the one line, follows what all tabs want, and passes on what comes. */
import type { History } from './history';
import type { Line, LiveState, MakeLine } from './line';
import type { Message, Shown } from './told';

/** A subject that a tab follows, and what it was told of it last. */
export interface Want<Change extends Shown> {
  readonly subject: string;
  readonly last?: Change | undefined;
}

export interface LeaderOf<Change extends Shown> {
  readonly session: string;
  readonly makeLine: MakeLine<Change>;
  readonly history: History<Change>;
  /** Tell all tabs, this one included, or the one that is named. */
  readonly tell: (subject: string, message: Message<Change>, to?: string) => void;
  readonly onState: (state: LiveState) => void;
  readonly onGone: () => void;
}

/** What a tab has said that it follows, and when (ms). */
interface Heard<Change extends Shown> {
  readonly wants: readonly Want<Change>[];
  readonly at: number;
}

// So long the leader waits for what other tabs want, before it connects anew.
const GATHER_MS = 50;
// Tabs repeat what they want; who has not for so long is no longer there.
const GONE_MS = 150_000;

export class Leader<Change extends Shown> {
  readonly #of: LeaderOf<Change>;
  readonly #line: Line;
  readonly #tabs = new Map<string, Heard<Change>>();
  #carried: ReadonlySet<string> = new Set();
  #state: LiveState = 'CONNECTING';
  #gathering: ReturnType<typeof setTimeout> | undefined;

  constructor(of: LeaderOf<Change>) {
    this.#of = of;
    this.#line = of.makeLine({
      session: of.session,
      subjects: () => {
        this.#carried = this.#wanted();
        return [...this.#carried].map((id) => ({ id, after: of.history.last(id)?.cursor }));
      },
      onMessage: (subject, message) => this.#pass(subject, message),
      onState: (state) => this.#say(state),
      onGone: of.onGone,
    });
  }

  get state(): LiveState {
    return this.#state;
  }

  /** A tab says what it follows, which may be nothing: tell it what it has missed. */
  hear(tab: string, wants: readonly Want<Change>[]) {
    if (wants.length > 0) this.#tabs.set(tab, { wants, at: Date.now() });
    else this.#tabs.delete(tab);
    for (const want of wants) this.#catchUp(tab, want);
    clearTimeout(this.#gathering);
    this.#gathering = setTimeout(() => this.#plan(), GATHER_MS);
  }

  restart() {
    this.#line.start();
  }

  close() {
    clearTimeout(this.#gathering);
    this.#line.stop();
  }

  #wanted(): Set<string> {
    return new Set([...this.#tabs.values()].flatMap(({ wants }) => wants.map((w) => w.subject)));
  }

  #catchUp(tab: string, { subject, last }: Want<Change>) {
    const { history, tell } = this.#of;
    const latest = history.last(subject);
    if (last && latest) {
      // What a tab has missed for so long is not known here: it begins with the present state.
      const missed = history.since(subject, last) ?? [{ __typename: 'ResyncRequired' as const }];
      for (const message of missed) tell(subject, message, tab);
    } else if (last) {
      history.add(subject, last);
    } else if (latest && this.#carried.has(subject) && this.#state === 'LIVE') {
      // Of a line that is lost, what was told may be older than what the tab has read since.
      tell(subject, latest, tab);
    }
  }

  #plan() {
    for (const [tab, { at }] of this.#tabs) {
      if (Date.now() - at > GONE_MS) this.#tabs.delete(tab);
    }
    const wanted = this.#wanted();
    const left = [...this.#carried].filter((subject) => !wanted.has(subject));
    // Whoever follows it again begins with what it is then.
    for (const subject of left) this.#of.history.forget(subject);
    if (left.length > 0 || wanted.size > this.#carried.size) this.#line.start();
  }

  #pass(subject: string, message: Message<Change>) {
    this.#of.tell(subject, message);
    if (message.__typename === 'ResyncRequired') this.#line.start();
    if (message.__typename === 'Refused') this.#drop(subject);
  }

  /** The service has ended a subject by itself; the others on the line go on. */
  #drop(subject: string) {
    for (const [tab, { wants, at }] of this.#tabs) {
      this.#tabs.set(tab, { wants: wants.filter((want) => want.subject !== subject), at });
    }
    this.#carried = this.#wanted();
  }

  #say(state: LiveState) {
    this.#state = state;
    this.#of.onState(state);
    if (state !== 'LIVE') return;
    for (const [tab, { wants }] of this.#tabs) {
      for (const want of wants) if (!want.last) this.#catchUp(tab, want);
    }
  }
}
