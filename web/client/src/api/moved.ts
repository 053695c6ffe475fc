/** The refusals that tell that the page no longer shows what is true. */
import type { Refusal } from './client';
import type { UserErrorCode } from './graphql';

const MOVED: readonly UserErrorCode[] = ['APPLICATION_MOVED', 'ANOTHER_ACCOUNT', 'CARDS_CHANGED'];

/** Whether what was sent is not what stands now: the page has to be shown anew. */
export function isMoved({ code }: Refusal): boolean {
  return MOVED.includes(code);
}
