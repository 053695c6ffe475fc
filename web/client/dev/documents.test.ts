import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { documents, textsOf } from './documents.ts';

/** A folder of modules as the client has them. */
function folderOf(modules: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'));
  for (const [name, code] of Object.entries(modules)) writeFileSync(join(folder, name), code);
  return folder;
}

function textOf(folder: string, name: string): string | undefined {
  return [...textsOf(join(folder, name)).values()][0];
}

test('fragments of other modules stand behind the operation, each once', () => {
  const folder = folderOf({
    'facts.ts': 'export const A = graphql(`fragment A on T @_unmask { x { y } }`);',
    'cards.ts': [
      "import { A } from './facts';",
      'export const B = graphql(`fragment B on T { ...A }`, [A]);',
      'export const Q = graphql(`query Q { t { ...A ...B z @_required } }`, [A, B]);',
    ].join('\n'),
  });

  expect(textOf(folder, 'cards.ts')).toBe(`query Q {
  t {
    ...A
    ...B
    z
    __typename
  }
}
fragment A on T {
  x {
    y
    __typename
  }
  __typename
}
fragment B on T {
  ...A
  __typename
}`);
});

test.each([
  ['a computed text', 'export const Q = graphql(`query Q { $' + '{field} }`);'],
  ['a text of another place', 'export const Q = graphql(text);'],
  ['a document within an expression', 'export const q = [graphql(`query Q { t }`)];'],
  ['a fragment that is nowhere', 'export const Q = graphql(`query Q { ...A }`, [A]);'],
])('%s does not build', (_what, code) => {
  const folder = folderOf({ 'cards.ts': code });

  expect(() => textsOf(join(folder, 'cards.ts'))).toThrow('cards.ts');
});

test('in the page a document is its id, and a fragment nothing', () => {
  const plugin = documents();
  const transform = plugin.transform as (code: string, path: string) => { code: string };
  const code = [
    'export const A = graphql(`fragment A on T { x }`);',
    'export const Q = graphql(`query Q { t { ...A } }`, [A]);',
  ].join('\n');
  const watched: string[] = [];
  const context = { addWatchFile: (path: string) => watched.push(path) };

  const compiled = transform.call(context, code, '/src/api/cards.ts').code;

  expect(compiled).toMatch(
    /^export const A = undefined;\nexport const Q = 'sha256:[0-9a-f]{64}';$/,
  );
  expect(watched).toEqual(['/src/api/cards.ts']);
});
