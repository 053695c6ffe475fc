/** From the browser to the card: what is in order, what is not, and what has not been seen yet. */
import type { CardOutcome } from './codes';
import { oldestFor, type Reader, shortfall } from './replies';

export const CHECKS = [
  'BROWSER',
  'POPUP',
  'COMPONENT',
  'TRUST',
  'VERSION',
  'READER',
  'CARD',
  'SIGNATURE',
] as const;
export type CheckName = (typeof CHECKS)[number];
export type CheckState = 'GOOD' | 'BAD' | 'DOUBT' | 'OPEN';

/** Where on the way from the browser to the signature each outcome stands. */
export const STANDS_AT: Readonly<Record<CardOutcome, CheckName>> = {
  POPUP_BLOCKED: 'POPUP',
  NO_ANSWER: 'COMPONENT',
  WINDOW_CLOSED: 'COMPONENT',
  TIMED_OUT: 'COMPONENT',
  REPLY_UNREADABLE: 'COMPONENT',
  COMPONENT_FAULT: 'COMPONENT',
  COMPONENT_TOO_OLD: 'VERSION',
  SITE_NOT_TRUSTED: 'TRUST',
  NO_READER: 'READER',
  READER_FAULT: 'READER',
  NO_CARD: 'CARD',
  SEVERAL_CARDS: 'CARD',
  CARD_UNREADABLE: 'CARD',
  CARD_CHANGED: 'CARD',
  WRONG_CARD_KIND: 'CARD',
  CERTIFICATE_MISSING: 'CARD',
  CERTIFICATE_EXPIRED: 'SIGNATURE',
  CERTIFICATE_NOT_YET_VALID: 'SIGNATURE',
  PIN_MISSING: 'SIGNATURE',
  PIN_LENGTH: 'SIGNATURE',
  PIN_WRONG: 'SIGNATURE',
  PIN_EXPIRED: 'SIGNATURE',
  PIN_NOT_SET: 'SIGNATURE',
  PIN_LOCKED: 'SIGNATURE',
  LOGIN_REFUSED: 'SIGNATURE',
  CANCELLED: 'SIGNATURE',
  SIGNING_FAILED: 'SIGNATURE',
  UNKNOWN: 'SIGNATURE',
};

export interface Seen {
  readonly userAgent: string;
  readonly isTouchOnly: boolean;
  readonly readers: readonly Reader[] | undefined;
  readonly version: string | undefined;
  readonly outcome: CardOutcome | undefined;
  readonly hasSigned: boolean;
}

export function diagnose(seen: Seen): Readonly<Record<CheckName, CheckState>> {
  const { outcome, readers } = seen;
  const stuckAt = outcome && CHECKS.indexOf(STANDS_AT[outcome]);
  const reached = stuckAt ?? (readers || seen.hasSigned ? CHECKS.indexOf('SIGNATURE') : 1);
  const states = CHECKS.map((name, index): CheckState => {
    if (name === 'BROWSER') return browserState(seen);
    if (index === stuckAt) return outcome === 'SEVERAL_CARDS' ? 'DOUBT' : 'BAD';
    if (name === 'SIGNATURE') return seen.hasSigned ? 'GOOD' : 'OPEN';
    if (index >= reached) return 'OPEN';
    return name === 'VERSION' ? versionState(seen) : 'GOOD';
  });
  return Object.fromEntries(CHECKS.map((name, index) => [name, states[index]])) as Record<
    CheckName,
    CheckState
  >;
}

function browserState({ isTouchOnly, userAgent }: Seen): CheckState {
  if (isTouchOnly) return 'BAD';
  return systemOf(userAgent) && browserOf(userAgent) ? 'GOOD' : 'DOUBT';
}

function versionState({ version, userAgent }: Seen): CheckState {
  const oldest = oldestFor(userAgent);
  if (!version || !oldest) return 'DOUBT';
  return shortfall(version, oldest) ? 'BAD' : 'GOOD';
}

/** The operating system, if the component is made for it. */
export function systemOf(userAgent: string): string | undefined {
  if (/Android|iPhone|iPad/.test(userAgent)) return undefined;
  return [
    [/Windows/, 'Windows'],
    [/Mac OS/, 'macOS'],
    [/Linux/, 'Linux'],
  ].find(([pattern]) => (pattern as RegExp).test(userAgent))?.[1] as string | undefined;
}

// In this order: each names itself beside the ones below that it descends from.
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ['Edge', /Edg\/(\d+)/],
  ['Firefox', /Firefox\/(\d+)/],
  ['Chrome', /Chrome\/(\d+)/],
  ['Safari', /Version\/(\d+).*Safari/],
];

export function browserOf(userAgent: string): string | undefined {
  for (const [name, pattern] of BROWSERS) {
    const version = pattern.exec(userAgent)?.[1];
    if (version) return `${name} ${version}`;
  }
  return undefined;
}
