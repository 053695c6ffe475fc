import { expect, test, vi } from 'vitest';
import { textsOf } from '../../dev/documents';
import { SessionQuery } from './application';
import { idOf } from './graphql';
import { reloadIfUnknown } from './registered';

const REGISTERED = '../../../../schema/registered/current.json';

// Documents are written in this folder and in the desk's alone.
const MODULES = import.meta.glob(['./*.ts', '../desk/api/*.ts', '!./*.test.ts', '!./*.d.ts']);
const HERE = `${import.meta.dirname}/`;

const entries = Object.keys(MODULES)
  .filter((path) => path !== './graphql.ts')
  .flatMap((path) => [...textsOf(new URL(path, `file://${HERE}`).pathname)]);

// `npm run documents` writes the file.
test('the service has registered every document that the pages send', async () => {
  const texts = Object.fromEntries(entries.sort(([, one], [, other]) => (one < other ? -1 : 1)));

  expect(entries.length).toBeGreaterThan(30);
  await expect(`${JSON.stringify(texts, null, 2)}\n`).toMatchFileSnapshot(REGISTERED);
});

test('a page has the id of a document that the service knows, and not its text', () => {
  const [id, text] = entries.find(([, each]) => each.startsWith('query Session')) ?? [];

  expect(idOf(SessionQuery)).toBe(id);
  expect(id).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(text).toContain('fragment ApplicationFields');
});

test('the service is sent no directive that it does not know, and every type is named', () => {
  for (const [, text] of entries) expect(text).not.toContain('@_');

  const ofStream = entries.find(([, each]) => each.startsWith('subscription Updates'))?.[1];
  expect(ofStream).toContain('holderName');
  expect(ofStream).toContain('__typename');
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
