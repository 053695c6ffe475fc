import { describe, expect, test } from 'vitest';
import { readCodes, unsigned } from './codes';

describe('ret_code', () => {
  test('zero is no trouble', () => {
    expect(readCodes(0, 0)).toBeUndefined();
    expect(readCodes(0, undefined)).toBeUndefined();
    expect(readCodes('0', 0)).toBeUndefined();
  });

  test('nothing at all is trouble', () => {
    expect(readCodes(undefined, undefined)?.outcome).toBe('UNKNOWN');
    expect(readCodes('', undefined)?.outcome).toBe('UNKNOWN');
  });

  test.each([
    [0x76000006, 'NO_CARD'],
    [0x7600000d, 'COMPONENT_FAULT'],
    [0x7600000e, 'NO_CARD'],
    [0x7600000f, 'SITE_NOT_TRUSTED'],
    [0x76000031, 'SITE_NOT_TRUSTED'],
    [0x76000998, 'PIN_MISSING'],
    [0x76000999, 'CANCELLED'],
    [0x76100003, 'NO_READER'],
    [0x76100004, 'READER_FAULT'],
    [0x76300004, 'SIGNING_FAILED'],
    [0x76500001, 'CERTIFICATE_NOT_YET_VALID'],
    [0x76500002, 'CERTIFICATE_EXPIRED'],
    [0x77301025, 'COMPONENT_TOO_OLD'],
    [-2097151742, 'WRONG_CARD_KIND'],
    [-2097151739, 'PIN_LENGTH'],
    [-536870894, 'CANCELLED'],
    [-536870906, 'CERTIFICATE_MISSING'],
    [0x81000225, 'PIN_NOT_SET'],
    [0x7600000b, 'COMPONENT_FAULT'],
    [0x12345678, 'UNKNOWN'],
  ])('%i means %s', (code, outcome) => {
    expect(readCodes(code, 0)?.outcome).toBe(outcome);
  });

  test('either sign and a text mean the same', () => {
    expect(unsigned(-2130706431)).toBe(0x81000001);
    expect(readCodes('1979711537', 0)?.outcome).toBe('SITE_NOT_TRUSTED');
  });
});

describe('a card that does not let in', () => {
  test.each([
    [160, 'PIN_WRONG', undefined],
    [162, 'PIN_LENGTH', undefined],
    [163, 'PIN_EXPIRED', undefined],
    [164, 'PIN_LOCKED', undefined],
    [179, 'READER_FAULT', undefined],
    [256, 'READER_FAULT', undefined],
    [258, 'PIN_NOT_SET', undefined],
    [-2147483647, 'PIN_WRONG', 1],
    [-2147483646, 'PIN_WRONG', 2],
    [0x80000001, 'PIN_WRONG', 1],
    [0x80000002, 'PIN_WRONG', 2],
    // 0xFFFFFFFF80000001 and …02, as a program of 64 bits writes them; texts, so that no bit is lost.
    ['18446744071562067969', 'PIN_WRONG', 1],
    ['18446744071562067970', 'PIN_WRONG', 2],
    ['-2147483647', 'PIN_WRONG', 1],
    [0, 'LOGIN_REFUSED', undefined],
    [undefined, 'LOGIN_REFUSED', undefined],
    [5, 'LOGIN_REFUSED', undefined],
    [6, 'LOGIN_REFUSED', undefined],
    // What nobody has documented is no wrong PIN.
    [0x1234, 'LOGIN_REFUSED', undefined],
  ])('last_error %s means %s, tries left: %s', (lastError, outcome, triesLeft) => {
    const trouble = readCodes(0x76100006, lastError);

    expect(trouble?.outcome).toBe(outcome);
    expect(trouble?.triesLeft).toBe(triesLeft);
  });

  test('the codes are kept for the help line', () => {
    expect(readCodes(0x76100006, 160)?.code).toBe('0x76100006 / 0x000000A0');
  });
});
