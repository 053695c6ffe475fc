import { describe, expect, test } from 'vitest';
import type { CardOutcome } from './codes';
import { browserOf, CHECKS, diagnose, type Seen, STANDS_AT, systemOf } from './diagnosis';
import { shortfall } from './replies';

const WINDOWS =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36';
const UNSEEN: Seen = {
  userAgent: WINDOWS,
  isTouchOnly: false,
  readers: undefined,
  version: undefined,
  outcome: undefined,
  hasSigned: false,
};
const CARD = { slot: 'A', state: 'CARD', cardNumber: 'TP1' } as const;
const READ: Seen = { ...UNSEEN, readers: [CARD], version: '1.3.4.103349' };

test('before anything was pressed only the browser is known', () => {
  const found = diagnose(UNSEEN);

  expect(found.BROWSER).toBe('GOOD');
  expect(CHECKS.slice(1).map((name) => found[name])).toEqual(Array(7).fill('OPEN'));
});

test('a card that is read is in order as far as its signature, which was not asked for', () => {
  const found = diagnose(READ);

  expect(CHECKS.filter((name) => found[name] !== 'GOOD')).toEqual(['SIGNATURE']);
  expect(found.SIGNATURE).toBe('OPEN');
  expect(diagnose({ ...READ, hasSigned: true }).SIGNATURE).toBe('GOOD');
});

test.each(Object.entries(STANDS_AT) as [CardOutcome, string][])(
  '%s stops at %s: what is before it is in order, what is behind it unknown',
  (outcome, stop) => {
    const found = diagnose({ ...READ, outcome });
    const at = CHECKS.indexOf(stop as (typeof CHECKS)[number]);

    expect(CHECKS.slice(0, at).map((name) => found[name])).toEqual(Array(at).fill('GOOD'));
    expect(found[CHECKS[at] ?? 'BROWSER']).toBe(outcome === 'SEVERAL_CARDS' ? 'DOUBT' : 'BAD');
    expect(CHECKS.slice(at + 1).map((name) => found[name])).toEqual(
      Array(CHECKS.length - at - 1).fill('OPEN'),
    );
  },
);

test('a component that is too old, or does not tell, is named though the card is read', () => {
  expect(diagnose({ ...READ, version: '1.3.4.13' }).VERSION).toBe('BAD');
  expect(diagnose({ ...READ, version: undefined }).VERSION).toBe('DOUBT');
});

test('a telephone cannot read a card', () => {
  expect(diagnose({ ...UNSEEN, isTouchOnly: true }).BROWSER).toBe('BAD');
});

describe('versions are compared part by part, as numbers', () => {
  test.each([
    ['1.3.4.13', '1.3.4.103328', { part: 4, mine: 13, oldest: 103328 }],
    ['1.2.9', '1.3.4.3', { part: 2, mine: 2, oldest: 3 }],
    ['1.3.4', '1.3.4.3', { part: 4, mine: 0, oldest: 3 }],
    ['1.3.4.13', '1.3.4.3', undefined],
    ['1.4', '1.3.4.3', undefined],
  ])('%s against %s', (version, oldest, short) => {
    expect(shortfall(version, oldest)).toEqual(short);
  });
});

test.each([
  [WINDOWS, 'Windows', 'Chrome 156'],
  [`${WINDOWS} Edg/156.0.1`, 'Windows', 'Edge 156'],
  [
    'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0',
    'Linux',
    'Firefox 153',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15',
    'macOS',
    'Safari 26',
  ],
  [
    'Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0 Mobile',
    undefined,
    'Chrome 156',
  ],
])('%s is known', (userAgent, system, browser) => {
  expect(systemOf(userAgent)).toBe(system);
  expect(browserOf(userAgent)).toBe(browser);
});
