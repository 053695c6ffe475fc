/** A service that streams what a test tells it to, and can be cut. */
import { HttpResponse, http } from 'msw';
import type { Application } from '../api/application';
import { makeApplication } from './people';
import { server } from './server';

export interface Asked {
  readonly sessionId: string;
  /** Where a stream of one subject alone goes on. */
  readonly after?: string;
  readonly subjects: readonly { readonly id: string; readonly after?: string }[];
}

export interface Opened {
  readonly asked: Asked;
  readonly write: (text: string) => void;
  readonly cut: () => void;
  /** Whether somebody still reads it. */
  isOpen: boolean;
}

/** Answer every stream; the returned list grows with each. */
export function streams(): Opened[] {
  const all: Opened[] = [];
  server.use(
    http.post('*/graphql', async ({ request }) => {
      const { variables } = (await request.json()) as { variables: Asked };
      const encoder = new TextEncoder();
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          const opened: Opened = {
            asked: variables,
            write: (text) => controller.enqueue(encoder.encode(text)),
            cut: () => controller.close(),
            isOpen: true,
          };
          all.push(opened);
          request.signal.addEventListener('abort', () => {
            opened.isOpen = false;
          });
        },
      });
      return new HttpResponse(body, { headers: { 'content-type': 'text/event-stream' } });
    }),
  );
  return all;
}

export const APPLICATION = makeApplication().id;
export const ACCOUNT = 'QWNjb3VudDox';

function next(updates: object): string {
  return `event: next\ndata: ${JSON.stringify({ data: { updates } })}\n\n`;
}

/** Tell something of the application, or of another subject. */
export function update(message: object, subject = APPLICATION): string {
  const field = subject === ACCOUNT ? 'accountChanged' : 'applicationStatus';
  return next({
    __typename: 'Update',
    subject,
    applicationStatus: null,
    accountChanged: null,
    [field]: message,
  });
}

/** The last message of a stream: it may not go on at all. */
export function refusedWhole(message: object): string {
  return `${next(message)}event: complete\ndata: \n\n`;
}

/** Tell something of the queue at the desk. */
export function queue(reviewQueueChanged: object): string {
  return `event: next\ndata: ${JSON.stringify({ data: { reviewQueueChanged } })}\n\n`;
}

export function changed(cursor: string, status: Application['status']): string {
  const application = makeApplication({ status });
  return update({ __typename: 'ApplicationStatusChanged', cursor, application });
}

export function accountChanged(cursor: string, kind: string | null): string {
  return update({ __typename: 'AccountChanged', cursor, kind }, ACCOUNT);
}
