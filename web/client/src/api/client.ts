/** The one GraphQL client, and how a request that got no answer is told apart from a refusal. */
import { type Answer, ask, type Failure } from './answer';
import { idOf, type Operation, type UserErrorCode, type UserErrorRemedy } from './graphql';
import { Kept, typesIn } from './kept';

export { lastAskedAt } from './answer';

/** What every user error carries: a member of a mutation's result, or the extensions of a query's error. */
export interface Refusal {
  readonly code: UserErrorCode;
  readonly title: string;
  readonly message: string;
  readonly remedy: UserErrorRemedy;
  readonly path: readonly string[];
}

/** Why there is no answer at all: nobody reached, the service failed, or too much was asked for now. */
export type NoAnswer =
  | { readonly kind: 'UNREACHABLE' }
  | { readonly kind: 'SERVICE_FAULT'; readonly reference: string | undefined }
  | { readonly kind: 'TOO_MANY_REQUESTS'; readonly seconds: number };

export type Reply<Data> = { readonly data: Data } | { readonly noAnswer: NoAnswer };

/** What came of a query's field: it, why it is refused, why there is no answer, or nothing yet. */
export type Reading<Value> =
  | { readonly value: Value }
  | { readonly refusal: Refusal }
  | { readonly noAnswer: NoAnswer }
  | undefined;

/** Read a query's field beside the errors of its answer. */
export function readingOf<Value>(
  value: Value | null | undefined,
  error: Failure | undefined,
): Reading<Value> {
  if (value !== null && value !== undefined) return { value };
  const refusal = refusalOf(error);
  if (refusal) return { refusal };
  return error && { noAnswer: whyNoAnswer(error) };
}

/** The user error for which a field is null; undefined for a failure of the service or the network. */
function refusalOf(error: Failure | undefined): Refusal | undefined {
  if (error?.waitSeconds !== undefined) return undefined;
  // The title is what the service gives to user errors alone.
  const told = error?.errors.find(({ extensions }) => typeof extensions?.title === 'string');
  if (!told) return undefined;
  const { code, title, remedy, path } = told.extensions as unknown as Omit<Refusal, 'message'>;
  return { code, title, message: told.message, remedy, path };
}

/** The answers that this page keeps. */
export class Client {
  readonly #kept = new Map<string, Kept<unknown, unknown>>();

  /** The query with these variables, which is one however many show it. */
  kept<Data, Variables>(query: Operation<Data, Variables>, variables: Variables) {
    const key = idOf(query) + JSON.stringify(variables);
    const kept =
      (this.#kept.get(key) as Kept<Data, Variables> | undefined) ?? new Kept(query, variables);
    this.#kept.set(key, kept as Kept<unknown, unknown>);
    return kept;
  }

  /** Have all queries asked for anew that are about one of these types. */
  changed(types: ReadonlySet<string>) {
    for (const kept of this.#kept.values()) kept.changed(types);
  }
}

export let client = new Client();

/** Begin with nothing kept, as each test does. */
export function renewClient(): Client {
  client = new Client();
  return client;
}

/** Ask a query now, whatever is kept of it. */
export function askAnew<Data, Variables>(
  query: Operation<Data, Variables>,
  variables: Variables,
): Promise<Answer<Data>> {
  return client.kept(query, variables).ask();
}

/** What a mutation changes beside what it answers with: kept answers about these are asked for anew. */
export interface Changes {
  readonly changes?: readonly string[];
}

/** Send a mutation; an answer is data, and only its absence is `noAnswer`. */
export async function send<Data extends object, Variables>(
  mutation: Operation<Data, Variables>,
  variables: Variables,
  { changes = [] }: Changes = {},
): Promise<Reply<Data>> {
  const { data, error } = await ask(mutation, variables);
  // What was answered by nobody may have been done.
  client.changed(typesIn(data, new Set(changes)));
  if (!data || error) return { noAnswer: whyNoAnswer(error) };
  if (Object.values(data).some(isSignInNeeded)) dispatchEvent(new Event(SIGN_IN_NEEDED));
  return { data };
}

/** Told to the window when the service answered that nobody is signed in here. */
export const SIGN_IN_NEEDED = 'sign-in-needed';

function isSignInNeeded(answer: unknown): boolean {
  const needed: UserErrorCode = 'SIGN_IN_NEEDED';
  return (answer as { code?: unknown } | null)?.code === needed;
}

const reasons = new WeakMap<Failure, NoAnswer>();

/** Tell why; of one error it is the same object each time, so that a page sees when there is a new one. */
export function whyNoAnswer(error: Failure | undefined): NoAnswer {
  const known = error && reasons.get(error);
  const reason = known ?? reasonOf(error);
  if (error) reasons.set(error, reason);
  return reason;
}

function reasonOf(error: Failure | undefined): NoAnswer {
  if (error?.waitSeconds !== undefined) {
    return { kind: 'TOO_MANY_REQUESTS', seconds: error.waitSeconds };
  }
  const { status, isUnread } = error ?? {};
  // 503 has the reason as JSON where it is the service's own, and none where it is a proxy's.
  if (status === 503 || (isUnread && (status === undefined || status >= 502))) {
    return { kind: 'UNREACHABLE' };
  }
  const id = error?.errors[0]?.extensions?.id;
  return { kind: 'SERVICE_FAULT', reference: typeof id === 'string' ? id : undefined };
}
