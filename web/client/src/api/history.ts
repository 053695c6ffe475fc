/** What a tab has been told of each subject: where to go on from, and what it has seen already. */
import type { Shown } from './told';

// Whoever has missed more than these goes on from the service.
const KEPT = 50;

export class History<Change extends Shown> {
  readonly #told = new Map<string, Change[]>();

  last(subject: string): Change | undefined {
    return this.#told.get(subject)?.at(-1);
  }

  /** Add what is told; false where it was told before. */
  add(subject: string, change: Change): boolean {
    const told = this.#told.get(subject) ?? [];
    if (told.some(({ cursor }) => cursor === change.cursor)) return false;
    this.#told.set(subject, [...told, change].slice(-KEPT));
    return true;
  }

  /** What was told after a cursor; undefined where that is not known. */
  since(subject: string, { cursor }: Change): readonly Change[] | undefined {
    const told = this.#told.get(subject) ?? [];
    const place = told.findIndex((change) => change.cursor === cursor);
    return place < 0 ? undefined : told.slice(place + 1);
  }

  forget(subject: string) {
    this.#told.delete(subject);
  }
}
