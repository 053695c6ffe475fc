/** What was asked too often: how long to wait, and that a query which was refused so waits that long. */
import {
  type CombinedError,
  type Exchange,
  makeOperation,
  makeResult,
  type Operation,
  type OperationResult,
} from '@urql/core';
import { filter, map, merge, pipe, share, tap } from 'wonka';

const TOO_MANY = 'TOO_MANY_REQUESTS';
// For a proxy that refuses without saying how long.
const UNTOLD_SECONDS = 60;

interface Told {
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** How many seconds the service wants to be left alone; undefined where it refused nothing so. */
export function waitOf(error: CombinedError | undefined): number | undefined {
  const response = error?.response as Response | undefined;
  return (
    waitIn(error?.graphQLErrors ?? []) ?? (response?.status === 429 ? waitBy(response) : undefined)
  );
}

/** The wait that stands in an answer's errors. */
export function waitIn(errors: readonly Told[]): number | undefined {
  const found = errors.find(({ extensions }) => extensions?.code === TOO_MANY);
  if (!found) return undefined;
  return secondsOf(found.extensions?.retryAfter) ?? UNTOLD_SECONDS;
}

/** The wait that the answer's head asks for (RFC 9110 §10.2.3, in seconds). */
export function waitBy(response: Response): number {
  return secondsOf(response.headers.get('retry-after')) ?? UNTOLD_SECONDS;
}

function secondsOf(told: unknown): number | undefined {
  const seconds = Number(told ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.max(1, Math.ceil(seconds)) : undefined;
}

interface Refused {
  readonly until: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Ask a refused query again when its wait is over, and not before: until then the refusal stands. */
export const patienceExchange: Exchange =
  ({ forward, client }) =>
  (operations) => {
    const refused = new Map<number, Refused>();

    function secondsLeft({ key, kind }: Operation): number {
      const until = kind === 'query' ? refused.get(key)?.until : undefined;
      return until === undefined ? 0 : Math.ceil((until - Date.now()) / 1000);
    }

    function forget({ key }: Operation) {
      clearTimeout(refused.get(key)?.timer);
      refused.delete(key);
    }

    function remember({ operation, error }: OperationResult) {
      const seconds = operation.kind === 'query' ? waitOf(error) : undefined;
      if (seconds === undefined) return;
      forget(operation);
      const until = Date.now() + seconds * 1000;
      refused.set(operation.key, { until, timer: setTimeout(askAgain, seconds * 1000, operation) });
    }

    function askAgain(operation: Operation) {
      forget(operation);
      // Where no page shows it any more, this does nothing.
      const context = { ...operation.context, requestPolicy: 'network-only' as const };
      client.reexecuteOperation(makeOperation('query', operation, context));
    }

    const all = pipe(operations, share);
    const answered = pipe(
      all,
      filter((operation) => secondsLeft(operation) <= 0),
      forward,
      tap(remember),
    );
    const stillRefused = pipe(
      all,
      filter((operation) => secondsLeft(operation) > 0),
      map((operation) => refuse(operation, secondsLeft(operation))),
    );
    return merge([answered, stillRefused]);
  };

function refuse(operation: Operation, seconds: number): OperationResult {
  const extensions = { code: TOO_MANY, retryAfter: seconds };
  return makeResult(operation, { errors: [{ message: TOO_MANY, extensions }] });
}
