/** What was asked too often: how long to wait before it is asked again. */

export const TOO_MANY = 'TOO_MANY_REQUESTS';
// For a proxy that refuses without saying how long.
const UNTOLD_SECONDS = 60;

/** An error as GraphQL tells it. */
export interface Told {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The wait that stands in an answer's errors; undefined where nothing was refused so. */
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
