/** One query and its last answer: shown by all who watch it, asked for anew when what it is about has changed. */
import { type Answer, ask, type Failure } from './answer';
import type { Operation } from './graphql';
import { TOO_MANY } from './patience';

/** What is known of a query's answer. */
export interface Known<Data> extends Answer<Data> {
  /** Nothing is known yet. */
  readonly fetching: boolean;
  /** What is known is being asked for anew. */
  readonly stale: boolean;
}

const NOTHING = { data: undefined, error: undefined, fetching: true, stale: false };

export class Kept<Data, Variables> {
  readonly #operation: Operation<Data, Variables>;
  readonly #variables: Variables;
  readonly #watchers = new Set<() => void>();
  /** The typenames that it is about: those of its last data, and those that pages add. */
  #types = new Set<string>();
  readonly #added = new Set<string>();
  #known: Known<Data> = NOTHING;
  /** Counts what was asked: only the last one's answer is kept. */
  #turn = 0;
  #isAsking = false;
  #refusedUntil = 0;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(operation: Operation<Data, Variables>, variables: Variables) {
    this.#operation = operation;
    this.#variables = variables;
  }

  get known(): Known<Data> {
    return this.#known;
  }

  /** A change of these is one of this query, whatever it was answered with. */
  add(types: readonly string[]) {
    for (const type of types) this.#added.add(type);
  }

  /** Be told of each change, and have it asked for where it is not known; the returned function ends it. */
  watch(watcher: () => void, isAnew: boolean): () => void {
    this.#watchers.add(watcher);
    const isShared = this.#watchers.size > 1 && this.#known.error;
    if (!this.#isAsking && (isAnew || !(this.#known.data || isShared))) void this.ask();
    return () => {
      this.#watchers.delete(watcher);
      // Who comes later has it tried again.
      if (this.#watchers.size === 0 && !this.#known.data && !this.#isAsking) this.#known = NOTHING;
    };
  }

  /** Ask the service, but not before a wait is over that it has asked for: until then its refusal stands. */
  async ask(): Promise<Answer<Data>> {
    const seconds = Math.ceil((this.#refusedUntil - Date.now()) / 1000);
    if (seconds > 0) return this.#settle({ data: undefined, error: refusal(seconds) });
    this.#turn += 1;
    const turn = this.#turn;
    this.#isAsking = true;
    const { data, error } = this.#known;
    const isKnown = data !== undefined || error !== undefined;
    this.#tell({ data, error, fetching: !isKnown, stale: isKnown });
    const answer = await ask(this.#operation, this.#variables);
    if (turn !== this.#turn) return answer;
    if (answer.error?.waitSeconds !== undefined) this.#wait(answer.error.waitSeconds);
    return this.#settle(answer);
  }

  /** Something was changed: asked for anew where somebody looks, and else when somebody does. */
  changed(types: ReadonlySet<string>) {
    if (![...this.#types, ...this.#added].some((type) => types.has(type))) return;
    if (this.#watchers.size > 0) void this.ask();
    else if (!this.#isAsking) this.#known = NOTHING;
  }

  #settle(answer: Answer<Data>): Answer<Data> {
    this.#isAsking = false;
    // What nobody shows is not kept: at the desk it may be a whole journal.
    const isShown = this.#watchers.size > 0;
    if (answer.data && isShown) this.#types = typesIn(answer.data);
    this.#tell(isShown ? { ...answer, fetching: false, stale: false } : NOTHING);
    return answer;
  }

  #tell(known: Known<Data>) {
    this.#known = known;
    for (const watcher of this.#watchers) watcher();
  }

  #wait(seconds: number) {
    clearTimeout(this.#waiting);
    this.#refusedUntil = Date.now() + seconds * 1000;
    this.#waiting = setTimeout(() => {
      this.#refusedUntil = 0;
      if (this.#watchers.size > 0) void this.ask();
    }, seconds * 1000);
  }
}

function refusal(seconds: number): Failure {
  const extensions = { code: TOO_MANY, retryAfter: seconds };
  return { errors: [{ message: TOO_MANY, extensions }], isUnread: false, waitSeconds: seconds };
}

/** The typenames of all objects in an answer. */
export function typesIn(data: unknown, found = new Set<string>()): Set<string> {
  if (typeof data !== 'object' || data === null) return found;
  for (const [name, value] of Object.entries(data)) {
    if (name === '__typename') found.add(value as string);
    else typesIn(value, found);
  }
  return found;
}
