/** A GraphQL service that answers what a test tells it to, and remembers what it was asked. */
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import registered from '../../../../schema/registered/current.json';

const texts: Readonly<Record<string, string>> = registered;

export const server = setupServer();

export interface Asked {
  readonly operation: string;
  readonly variables: Record<string, unknown>;
  readonly headers: Headers;
  readonly text: string;
}

type Answers = Readonly<Record<string, (asked: Asked) => unknown>>;

type Fields = Readonly<Record<string, unknown>>;

/** A query's field that is refused is null, and the user error stands beside the data. */
function refusing(fields: Fields) {
  const refused = Object.entries(fields).filter(([, value]) => isRefused(value));
  if (refused.length === 0) return { data: fields };
  const errors = refused.map(([name, value]) => {
    const { message, ...extensions } = value as Fields;
    return { message, path: [name], extensions };
  });
  return {
    data: { ...fields, ...Object.fromEntries(refused.map(([name]) => [name, null])) },
    errors,
  };
}

function isRefused(value: unknown): boolean {
  return (value as Fields | null)?.__typename === 'Refused';
}

/** Answer operations by name; the returned list grows with every request. */
export function answer(answers: Answers): Asked[] {
  const asked: Asked[] = [];
  server.use(
    http.post('*/graphql', async ({ request }) => {
      const { documentId, variables } = (await request.json()) as {
        documentId: string;
        variables: Record<string, unknown>;
      };
      // `npm run documents` registers what was changed.
      const document = texts[documentId] ?? `not registered: ${documentId}`;
      const text = `${document} ${JSON.stringify(variables)}`;
      const [, kind, operation = ''] = /(query|mutation|subscription) (\w+)/.exec(document) ?? [];
      const entry = { operation, variables, headers: request.headers, text };
      asked.push(entry);
      const reply = answers[operation];
      if (!reply) return HttpResponse.json({ errors: [{ message: `no answer to ${operation}` }] });
      const data = await reply(entry);
      if (data instanceof Response) return data;
      return HttpResponse.json(kind === 'query' ? refusing(data as Fields) : { data });
    }),
  );
  return asked;
}
