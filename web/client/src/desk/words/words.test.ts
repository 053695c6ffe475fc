import { expect, test } from 'vitest';
import { desk as en } from './en';
import { desk as zh } from './zh';

/** Every sentence by its path, functions filled with something. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value('X1', 'X2', 'X3'))]];
  return Object.entries(value as object).flatMap(([key, part]) =>
    sentences(part, `${path}.${key}`),
  );
}

test('both languages say the same things at the desk', () => {
  const paths = (words: object) => sentences(words).map(([path]) => path);

  expect(paths(en).sort()).toEqual(paths(zh).sort());
});

test.each([
  ['zh-Hant-TW', zh],
  ['en', en],
])('%s has no empty sentence at the desk', (_language, words) => {
  expect(sentences(words).filter(([, text]) => !text.trim())).toEqual([]);
});

test('a sentence that is given something says it in both languages', () => {
  const said = (words: object) =>
    new Map(
      sentences(words).map(([path, text]) => [
        path,
        text
          .match(/X[123]/g)
          ?.sort()
          .join(),
      ]),
    );

  expect(said(en)).toEqual(said(zh));
});
