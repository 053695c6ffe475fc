import { expect, test } from 'vitest';
import { RULES } from '../test/people';
import { frame as enFrame } from './en/frame';
import { pages as enPages } from './en/pages';
import { frame as zhFrame } from './zh/frame';
import { pages as zhPages } from './zh/pages';

const zh = { ...zhFrame, ...zhPages };
const en = { ...enFrame, ...enPages };

/** Every sentence by its path, functions filled with something. */
function sentences(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value('X1', 'X2'))]];
  return Object.entries(value as object).flatMap(([key, part]) =>
    sentences(part, `${path}.${key}`),
  );
}

const MAY_BE_EMPTY = /\.(hint|placeholder)$/;

test('both languages say the same things', () => {
  const paths = (words: object) => sentences(words).map(([path]) => path);

  expect(paths(en).sort()).toEqual(paths(zh).sort());
});

test.each([
  ['zh-Hant-TW', zh],
  ['en', en],
])('%s has no empty sentence', (_language, words) => {
  const empty = sentences(words).filter(([path, text]) => !text.trim() && !MAY_BE_EMPTY.test(path));

  expect(empty).toEqual([]);
});

test('functions use what they are given', () => {
  for (const words of [zh, en]) {
    expect(words.start.goOnText('GZ-1', 'ABC')).toMatch(/GZ-1.*ABC|ABC.*GZ-1/);
    expect(words.card.triesLeft(2)).toContain('2');
    expect(words.problems.email('Email')).toContain('Email');
    expect(words.noAnswer.TOO_MANY_REQUESTS.text('3 s')).toContain('3 s');
  }
});

test('the product’s numbers are the service’s', () => {
  const rules = { ...RULES, challengeMinutes: 4, linkDays: 3 };

  for (const { bind, status } of [zh, en]) {
    expect(bind.gotItText(rules)).toMatch(/\b4 /);
    expect(bind.gotItPress('OK', rules)).toMatch(/\b4 .*OK|OK.*\b4 /);
    expect(bind.expired(rules)).toMatch(/\b4 /);
    expect(status.letter.APPROVED.SENT(rules)).toMatch(/\b3 /);
    expect(status.letter.REJECTED.SENT(rules)).toMatch(/\b3 /);
  }
});

test('English has no Chinese but the manual’s own names and the two look-alikes', () => {
  const chinese = sentences(en).filter(([, text]) => /\p{Script=Han}/u.test(text));

  expect(chinese.map(([path]) => path)).toEqual([
    '.start.prepare.0.0',
    '.start.prepare.0.1',
    '.start.prepare.1.0',
    '.correct.lookAlike.TAI',
  ]);
});

test('a file of words is no longer than a person reads at once', () => {
  const files = import.meta.glob<string>(['./{zh,en}/*.ts', '../desk/words/{zh,en}/*.ts'], {
    eager: true,
    query: '?raw',
    import: 'default',
  });
  const long = Object.entries(files).filter(([, text]) => text.split('\n').length > 251);

  expect(Object.keys(files).length).toBeGreaterThan(30);
  expect(long.map(([path]) => path)).toEqual([]);
});
