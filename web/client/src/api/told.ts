/** What a line tells of a subject, whatever it is about. */

/** A message that shows a subject as it is, and the place from which the line goes on after it. */
export interface Shown {
  readonly __typename: string;
  readonly cursor: string;
}

/** The subject's cursor is unknown, or it may not be seen. */
export type Ending =
  | { readonly __typename: 'ResyncRequired'; readonly cursor?: string }
  | { readonly __typename: 'Refused'; readonly cursor?: never };

export type Message<Change extends Shown> = Change | Ending;
