import { type DocumentNode, Kind } from 'graphql';
import { beforeEach, expect, test, vi } from 'vitest';
import { textOf } from './graphql';
import { byId, idOf, reloadIfUnknown } from './registered';

const REGISTERED = '../../../../schema/registered/current.json';

// Documents are written in this folder and in the desk's alone.
const modules = import.meta.glob<Record<string, unknown>>(
  ['./*.ts', '../desk/api/*.ts', '!./*.test.ts', '!./*.d.ts'],
  { eager: true },
);

function isOperation(value: unknown): value is DocumentNode {
  const kind = (value as DocumentNode | undefined)?.definitions?.[0]?.kind;
  return kind === Kind.OPERATION_DEFINITION;
}

// The other tests take the part away that hashes.
beforeEach(() => vi.restoreAllMocks());

// `npm run documents` writes the file.
test('the service has registered every document that the pages send', async () => {
  const documents = Object.values(modules).flatMap((exported) =>
    Object.values(exported).filter(isOperation),
  );
  const texts = [...new Set(documents.map((document) => textOf(document as never)))];
  const entries = await Promise.all(texts.map(async (text) => [await idOf(text), text] as const));
  const sorted = entries.sort(([, one], [, other]) => (one < other ? -1 : 1));

  expect(texts.length).toBeGreaterThan(30);
  await expect(`${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`).toMatchFileSnapshot(
    REGISTERED,
  );
});

test('a request names its document by the hash of its text', async () => {
  const init = { method: 'POST', body: JSON.stringify({ query: '{ a }', variables: { b: 1 } }) };

  const sent = await byId(init);

  const body = JSON.parse(String(sent.body)) as Record<string, unknown>;
  const documentId = 'sha256:1c7e1e347f726166b5b1c55afd61f278cc9b45e00c108ec33d540a566379811b';
  expect(body).toEqual({ documentId, variables: { b: 1 } });
  expect(sent.method).toBe('POST');
});

test('where the browser cannot hash, the text is sent', async () => {
  vi.spyOn(crypto, 'subtle', 'get').mockReturnValue(undefined as never);
  const init = { body: JSON.stringify({ query: '{ a }' }) };

  expect(await byId(init)).toBe(init);
});

function refused(code: string, status = 400): Response {
  return new Response(JSON.stringify({ errors: [{ message: '', extensions: { code } }] }), {
    status,
  });
}

test('a page whose documents are not known is loaded again, once', async () => {
  const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined);

  await reloadIfUnknown(refused('BAD_REQUEST'));
  await reloadIfUnknown(new Response('{"data": {}}'));
  expect(reload).not.toHaveBeenCalled();
  const response = await reloadIfUnknown(refused('DOCUMENT_UNKNOWN'));
  await reloadIfUnknown(refused('DOCUMENT_UNKNOWN'));

  expect(reload).toHaveBeenCalledTimes(1);
  expect(await response.json()).toMatchObject({
    errors: [{ extensions: { code: 'DOCUMENT_UNKNOWN' } }],
  });
});
