/** What the component's numbers mean to a person: ret_code and last_error become one outcome. */

export type CardOutcome =
  | 'POPUP_BLOCKED'
  | 'NO_ANSWER'
  | 'WINDOW_CLOSED'
  | 'TIMED_OUT'
  | 'REPLY_UNREADABLE'
  | 'SITE_NOT_TRUSTED'
  | 'NO_READER'
  | 'READER_FAULT'
  | 'NO_CARD'
  | 'SEVERAL_CARDS'
  | 'CARD_UNREADABLE'
  | 'CARD_CHANGED'
  | 'WRONG_CARD_KIND'
  | 'CERTIFICATE_MISSING'
  | 'CERTIFICATE_EXPIRED'
  | 'CERTIFICATE_NOT_YET_VALID'
  | 'PIN_MISSING'
  | 'PIN_LENGTH'
  | 'PIN_WRONG'
  | 'PIN_EXPIRED'
  | 'PIN_NOT_SET'
  | 'PIN_LOCKED'
  | 'LOGIN_REFUSED'
  | 'CANCELLED'
  | 'COMPONENT_TOO_OLD'
  | 'COMPONENT_FAULT'
  | 'SIGNING_FAILED'
  | 'UNKNOWN';

/** A card operation that did not succeed: its outcome, and what the component told beside it. */
export interface CardTrouble {
  readonly outcome: CardOutcome;
  /** Wrong PIN only: how many tries the component says are left. */
  readonly triesLeft?: number;
  /** Hexadecimal ret_code and last_error, for the help line. */
  readonly code?: string;
}

const CARD_LOGIN_FAILED = 0x76100006;
const BITS_64 = /^[+-]?\d+$/;

const BY_RET_CODE: Readonly<Record<number, CardOutcome>> = {
  1979711494: 'NO_CARD',
  1979711495: 'PIN_MISSING',
  1979711501: 'COMPONENT_FAULT',
  1979711502: 'NO_CARD',
  1979711503: 'SITE_NOT_TRUSTED',
  1979711537: 'SITE_NOT_TRUSTED',
  1979713944: 'PIN_MISSING',
  1979713945: 'CANCELLED',
  1980760065: 'COMPONENT_FAULT',
  1980760067: 'NO_READER',
  1980760068: 'READER_FAULT',
  1980760069: 'READER_FAULT',
  1980760072: 'CERTIFICATE_MISSING',
  1980760073: 'CERTIFICATE_MISSING',
  1980760075: 'CARD_UNREADABLE',
  1980760076: 'CERTIFICATE_MISSING',
  1980760077: 'CERTIFICATE_MISSING',
  1981808648: 'WRONG_CARD_KIND',
  1981874178: 'WRONG_CARD_KIND',
  1984954369: 'CERTIFICATE_NOT_YET_VALID',
  1984954370: 'CERTIFICATE_EXPIRED',
  1999638565: 'COMPONENT_TOO_OLD',
  2164261413: 'PIN_NOT_SET',
  2197815552: 'WRONG_CARD_KIND',
  2197815554: 'WRONG_CARD_KIND',
  2197815555: 'WRONG_CARD_KIND',
  2197815556: 'WRONG_CARD_KIND',
  2197815557: 'PIN_LENGTH',
  3758096385: 'CERTIFICATE_MISSING',
  3758096389: 'CERTIFICATE_MISSING',
  3758096390: 'CERTIFICATE_MISSING',
  3758096399: 'CERTIFICATE_MISSING',
  3758096402: 'CANCELLED',
  3758096403: 'WRONG_CARD_KIND',
};

// PKCS#11 return values (CKR_…), as far as a person can act on them.
const BY_LAST_ERROR: Readonly<Record<number, CardOutcome>> = {
  1: 'CANCELLED',
  3: 'READER_FAULT',
  48: 'CARD_UNREADABLE',
  50: 'NO_CARD',
  84: 'COMPONENT_TOO_OLD',
  96: 'CERTIFICATE_MISSING',
  98: 'WRONG_CARD_KIND',
  99: 'WRONG_CARD_KIND',
  104: 'WRONG_CARD_KIND',
  112: 'SIGNING_FAILED',
  113: 'SIGNING_FAILED',
  130: 'CERTIFICATE_MISSING',
  160: 'PIN_WRONG',
  161: 'PIN_WRONG',
  162: 'PIN_LENGTH',
  163: 'PIN_EXPIRED',
  164: 'PIN_LOCKED',
  176: 'READER_FAULT',
  179: 'READER_FAULT',
  224: 'NO_CARD',
  225: 'CARD_UNREADABLE',
  // Another program has the card open.
  256: 'READER_FAULT',
  258: 'PIN_NOT_SET',
};

// Vendor extras: the number is the count of tries left.
const TRIES_LEFT: Readonly<Record<number, number>> = { 2147483649: 1, 2147483650: 2 };

/**
 * Fold a number to unsigned 32 bits: the component sends either sign, and 64-bit sign extensions.
 * Those come as texts: a number of JavaScript has lost their lowest bits.
 */
export function unsigned(value: unknown): number {
  if (typeof value === 'string' && BITS_64.test(value)) {
    return Number(BigInt.asUintN(32, BigInt(value)));
  }
  return Number(value) >>> 0;
}

/** Read ret_code and last_error; undefined means the operation succeeded. */
export function readCodes(retCode: unknown, lastError: unknown): CardTrouble | undefined {
  const major = unsigned(retCode);
  const minor = unsigned(lastError);
  if (major === 0 && isNumber(retCode)) return undefined;
  const code = minor === 0 ? hex(major) : `${hex(major)} / ${hex(minor)}`;
  const triesLeft = TRIES_LEFT[minor];
  if (triesLeft !== undefined) return { outcome: 'PIN_WRONG', triesLeft, code };
  // Only the component's own word makes a PIN wrong: with 0, 5 or 6 the card may be locked.
  if (major === CARD_LOGIN_FAILED) {
    return { outcome: BY_LAST_ERROR[minor] ?? 'LOGIN_REFUSED', code };
  }
  const outcome = BY_RET_CODE[major] ?? BY_LAST_ERROR[minor] ?? byFamily(major);
  return { outcome, code };
}

function byFamily(major: number): CardOutcome {
  switch (major >>> 20) {
    case 0x763:
      return 'SIGNING_FAILED';
    case 0x760:
    case 0x761:
    case 0x773:
      return 'COMPONENT_FAULT';
    default:
      return 'UNKNOWN';
  }
}

function isNumber(value: unknown): boolean {
  return (
    (typeof value === 'number' || typeof value === 'string') &&
    value !== '' &&
    Number.isFinite(Number(value))
  );
}

function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(8, '0')}`;
}
