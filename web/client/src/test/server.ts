/** A GraphQL service that answers what a test tells it to, and remembers what it was asked. */
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';

export const server = setupServer();

export interface Asked {
  readonly operation: string;
  readonly variables: Record<string, unknown>;
  readonly headers: Headers;
  readonly text: string;
}

type Answers = Readonly<Record<string, (asked: Asked) => unknown>>;

/** Answer operations by name; the returned list grows with every request. */
export function answer(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  server.use(
    http.post('*/graphql', async ({ request }) => {
      const text = await request.text();
      const { query, variables } = JSON.parse(text) as {
        query: string;
        variables: Record<string, unknown>;
      };
      const operation = /(?:query|mutation|subscription) (\w+)/.exec(query)?.[1] ?? '';
      const entry = { operation, variables, headers: request.headers, text };
      asked.push(entry);
      const reply = answers[operation];
      if (!reply) return HttpResponse.json({ errors: [{ message: `no answer to ${operation}` }] });
      const data = await reply(entry);
      return data instanceof Response ? data : HttpResponse.json({ data });
    }),
  );
  return asked;
}
