import { describe, expect, test } from 'vitest';
import { compareVersions, isTooOld, readCardNumber, readReaders, readSignature } from './replies';
import { pick } from './useCard';

const CARD = { slot: 'B', state: 'CARD', cardNumber: 'TP12345678901234' } as const;
const EMPTY = { slot: 'A', state: 'EMPTY', cardNumber: undefined } as const;
const STRANGE = { slot: 'C', state: 'UNREADABLE', cardNumber: undefined } as const;

describe('readers', () => {
  test('a card, none and a strange one are told apart', () => {
    const found = readReaders({
      ret_code: 0,
      serverVersion: '1.3.4.103349',
      slots: [
        { slotDescription: 'A', token: null },
        { slotDescription: 'B', token: { serialNumber: 'TP12345678901234' } },
        { slotDescription: 'C', token: 'unknown token' },
        { slotDescription: 'D' },
      ],
    });

    expect(found).toEqual({
      version: '1.3.4.103349',
      readers: [EMPTY, CARD, STRANGE, { ...EMPTY, slot: 'D' }],
    });
  });

  test('an error is an outcome', () => {
    expect(readReaders({ ret_code: 1979711537 })).toHaveProperty(
      'trouble.outcome',
      'SITE_NOT_TRUSTED',
    );
  });

  test('junk is no reader', () => {
    expect(readReaders({ ret_code: 0, slots: 'none' })).toHaveProperty('readers', []);
  });

  test('exactly one card is taken without a question', () => {
    expect(pick([EMPTY, CARD])).toEqual({ slot: 'B', trouble: undefined });
  });

  test.each([
    [[], 'NO_READER'],
    [[EMPTY], 'NO_CARD'],
    [[EMPTY, STRANGE], 'CARD_UNREADABLE'],
    [[CARD, { ...CARD, slot: 'E' }], 'SEVERAL_CARDS'],
  ])('%j needs a word: %s', (readers, outcome) => {
    expect(pick(readers)).toEqual({ slot: undefined, trouble: { outcome } });
  });
});

describe('a signature', () => {
  test('is handed on with the card’s number, its line breaks taken out', () => {
    const read = readSignature({ ret_code: 0, signature: 'AA\r\nBB', cardSN: 'TP1' }, undefined);

    expect(read).toEqual({
      signed: { signature: 'AABB', cardNumber: 'TP1', holderName: undefined },
    });
  });

  test.each([
    'TP00000000000101',
    'tp00000000000101',
    'TP00000000000101 \0',
    'Tp00000000000101\0\0  ',
  ])('names its card as the server does, however it is written: %j', (cardSN) => {
    const read = readSignature({ ret_code: 0, signature: 'AA', cardSN }, 'TP00000000000101');

    expect(read).toHaveProperty('signed.cardNumber', 'TP00000000000101');
    const slots = [{ slotDescription: 'B', token: { serialNumber: cardSN } }];
    expect(readReaders({ ret_code: 0, slots })).toHaveProperty(
      'readers.0.cardNumber',
      'TP00000000000101',
    );
  });

  test.each(['', ' ', '\0', ' \0 ', 7, null, undefined])('has no card number in %j', (cardSN) => {
    expect(readCardNumber(cardSN)).toBeUndefined();
  });

  test('keeps letters that have no capital of their length', () => {
    expect(readCardNumber('ßp1')).toBe('ßP1');
  });

  test('of another card than the chosen one is refused', () => {
    const read = readSignature({ ret_code: 0, signature: 'AA', cardSN: 'TP2' }, 'TP1');

    expect(read).toEqual({ trouble: { outcome: 'CARD_CHANGED' } });
  });

  test('that is missing is refused', () => {
    expect(readSignature({ ret_code: 0 }, undefined)).toHaveProperty(
      'trouble.outcome',
      'REPLY_UNREADABLE',
    );
  });
});

describe('versions', () => {
  test('are compared part by part, as numbers', () => {
    expect(compareVersions('1.3.4.13', '1.3.4.3')).toBe(1);
    expect(compareVersions('1.3.4', '1.3.4.0')).toBe(0);
    expect(compareVersions('1.3.4.103327', '1.3.4.103328')).toBe(-1);
  });

  test('are too old by platform', () => {
    expect(isTooOld('1.3.4.103327', 'Mozilla/5.0 (Windows NT 10.0)')).toBe(true);
    expect(isTooOld('1.3.4.13', 'Mozilla/5.0 (Macintosh; Intel Mac OS X)')).toBe(false);
    expect(isTooOld(undefined, 'Windows')).toBe(false);
  });
});
