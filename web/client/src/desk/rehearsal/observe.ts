/** What the page sees of the component in a rehearsal: each fact as assumed, otherwise, or not seen. */
import type { BridgeAnswer } from '../../card/bridge';
import { readCodes } from '../../card/codes';
import { isTooOld, readCardNumber } from '../../card/replies';
import type { Operated } from '../../card/useCard';

export type Standing = 'HELD' | 'DIFFERS' | 'NOT_SEEN';

export const OBSERVED = [
  'POPUP_ANSWERS',
  'SITE_TRUSTED',
  'COMPONENT_VERSION',
  'READERS_LISTED',
  'CARD_LISTED',
  'CERTIFICATES_LISTED',
  'SIGN_ANSWER',
  'SAME_CARD',
  'CODES_EXACT',
  'WRONG_PIN_CODE',
  'PIN_IN_PAGE',
  'LISTING_TIME',
  'SIGNING_TIME_TAKEN',
] as const;
export type Observed = (typeof OBSERVED)[number];

export interface Observation {
  readonly assumption: Observed;
  readonly standing: Standing;
  readonly found: string;
}

/** What has happened: the last of each operation, and what only the person in front of it can tell. */
export interface Watched {
  readonly listed?: Operated | undefined;
  readonly signed?: Operated | undefined;
  readonly wrongPin?: Operated | undefined;
  /** The reader whose card signed. */
  readonly slot?: string | undefined;
  /** Whether the component opened a window of its own for the PIN. */
  readonly ownWindow?: boolean | undefined;
  readonly userAgent: string;
}

type Json = Readonly<Record<string, unknown>>;
type Seen = Omit<Observation, 'assumption'>;

const NOT_SEEN: Seen = { standing: 'NOT_SEEN', found: '' };
const LISTING_MS = 10_000;
const SIGNING_MS = 30_000;
const CARD_LOGIN_FAILED = '76100006';
const FIELDS = ['signature', 'certb64', 'cardSN', 'version', 'serverVersion', 'message'] as const;
const NEEDED = ['signature', 'certb64', 'cardSN'] as const;
const KNOWN_LABEL = /^(?:cert\d|(?:root ?)?ca ?cert)$/i;
const LONGEST = 80;

export function observe(watched: Watched): readonly Observation[] {
  return OBSERVED.map((assumption) => {
    const { standing, found } = EYES[assumption](watched);
    return { assumption, standing, found: short(found) };
  });
}

const EYES: Readonly<Record<Observed, (watched: Watched) => Seen>> = {
  POPUP_ANSWERS: popupAnswers,
  SITE_TRUSTED: siteTrusted,
  COMPONENT_VERSION: componentVersion,
  READERS_LISTED: readersListed,
  CARD_LISTED: cardListed,
  CERTIFICATES_LISTED: certificatesListed,
  SIGN_ANSWER: signAnswer,
  SAME_CARD: sameCard,
  CODES_EXACT: codesExact,
  WRONG_PIN_CODE: wrongPinCode,
  PIN_IN_PAGE: ({ ownWindow }) =>
    ownWindow === undefined ? NOT_SEEN : seen(!ownWindow, ownWindow ? 'its own window' : 'none'),
  LISTING_TIME: ({ listed }) => timeTaken(listed, LISTING_MS),
  SIGNING_TIME_TAKEN: ({ signed }) => timeTaken(signed, SIGNING_MS),
};

function seen(holds: boolean, found: string): Seen {
  return { standing: holds ? 'HELD' : 'DIFFERS', found };
}

function popupAnswers({ listed, signed, wrongPin }: Watched): Seen {
  const answers = [listed, signed, wrongPin].flatMap((each) => (each ? [each.answer] : []));
  const troubles = answers.flatMap((answer) => ('trouble' in answer ? [answer.trouble] : []));
  // A window that the browser did not open says nothing of the component.
  const told = troubles.filter((trouble) => trouble !== 'POPUP_BLOCKED');
  if (told.length > 0) return seen(false, told.join(', '));
  const replies = answers.length - troubles.length;
  return replies > 0 ? seen(true, `${replies} of ${replies}`) : NOT_SEEN;
}

function siteTrusted({ listed, signed }: Watched): Seen {
  const replies = repliesOf(listed, signed);
  const troubles = replies.flatMap((reply) => readCodes(reply.ret_code, reply.last_error) ?? []);
  const refused = troubles.find(({ outcome }) => outcome === 'SITE_NOT_TRUSTED');
  if (refused) return seen(false, refused.code ?? '');
  return replies.length > troubles.length ? seen(true, '') : NOT_SEEN;
}

function componentVersion({ listed, userAgent }: Watched): Seen {
  const reply = goodReply(listed);
  if (!reply) return NOT_SEEN;
  const version = reply.serverVersion ?? reply.version;
  if (typeof version !== 'string') return seen(false, typeof version);
  const isNumbers = /^\d+(?:\.\d+){1,5}$/.test(version);
  return seen(isNumbers && !isTooOld(version, userAgent), version);
}

function readersListed({ listed }: Watched): Seen {
  const reply = goodReply(listed);
  if (!reply) return NOT_SEEN;
  const { slots } = reply;
  if (!Array.isArray(slots)) return seen(false, `slots: ${typeof slots}`);
  const asAssumed = slots.filter(isReader);
  return seen(
    asAssumed.length === slots.length && reply.func === 'pkcs11info',
    `${asAssumed.length} of ${slots.length} readers, func ${String(reply.func)}`,
  );
}

function isReader(slot: unknown): boolean {
  if (!isObject(slot) || typeof slot.slotDescription !== 'string') return false;
  const { token } = slot;
  return token === undefined || token === null || token === 'unknown token' || isObject(token);
}

function cardListed(watched: Watched): Seen {
  const number = tokenOf(watched)?.serialNumber;
  if (number === undefined) return NOT_SEEN;
  if (typeof number !== 'string') return seen(false, typeof number);
  const isUsual = /^[A-Z]{2}\d{14}$/.test(number);
  return seen(isUsual, isUsual ? '2 letters and 14 digits' : `${number.length} characters`);
}

function certificatesListed(watched: Watched): Seen {
  const token = tokenOf(watched);
  if (!token) return NOT_SEEN;
  if (!Array.isArray(token.certs)) return seen(false, `certs: ${typeof token.certs}`);
  const certs = token.certs.filter(isObject);
  const said = certs.map(({ label, usage }) => `${labelOf(label)} ${usageOf(usage)}`.trim());
  return seen(
    hasFor(certs, 'cert1', 'digitalSignature') && hasFor(certs, 'cert2', 'keyEncipherment'),
    said.join('; '),
  );
}

function hasFor(certs: readonly Json[], label: string, usage: string): boolean {
  return certs.some(
    (cert) => cert.label === label && usageOf(cert.usage).split('|').includes(usage),
  );
}

// A label or a usage that is not known could be anything, a name too.
function labelOf(label: unknown): string {
  return typeof label === 'string' && KNOWN_LABEL.test(label) ? label : 'other';
}

function usageOf(usage: unknown): string {
  return typeof usage === 'string' && /^[A-Za-z]+(?:\|[A-Za-z]+)*$/.test(usage) ? usage : '';
}

function signAnswer({ signed }: Watched): Seen {
  const reply = replyOf(signed);
  if (!reply) return NOT_SEEN;
  const trouble = readCodes(reply.ret_code, reply.last_error);
  if (trouble) return seen(false, `${trouble.outcome} ${trouble.code ?? ''}`);
  const there = FIELDS.filter((name) => typeof reply[name] === 'string' && reply[name] !== '');
  const isWhole = NEEDED.every((name) => there.includes(name)) && reply.func === 'sign';
  return seen(isWhole, `func ${String(reply.func)}: ${there.join(', ')}`);
}

function sameCard(watched: Watched): Seen {
  const signer = readCardNumber(goodReply(watched.signed)?.cardSN);
  const listed = readCardNumber(tokenOf(watched)?.serialNumber);
  if (signer === undefined || listed === undefined) return NOT_SEEN;
  return seen(signer === listed, signer === listed ? 'the same' : 'another');
}

function codesExact({ listed, signed, wrongPin }: Watched): Seen {
  const replies = repliesOf(listed, signed, wrongPin);
  const codes = replies.flatMap(({ ret_code, last_error }) =>
    [ret_code, last_error].filter((code) => code !== undefined),
  );
  if (codes.length === 0) return NOT_SEEN;
  const widths = codes.map(widthOf);
  return seen(!widths.includes('other'), [...new Set(widths)].join(', '));
}

/** How many bits a code has; one of more than 15 digits comes as a text, see the bridge. */
function widthOf(code: unknown): '32 bits' | '64 bits' | 'other' {
  const isNumber = typeof code === 'number' && Number.isInteger(code);
  if (!isNumber && !(typeof code === 'string' && /^-?\d{1,20}$/.test(code))) return 'other';
  const value = BigInt(code);
  if (-(2n ** 31n) <= value && value < 2n ** 32n) return '32 bits';
  const folded = BigInt.asIntN(64, value);
  const fits = -(2n ** 63n) <= value && value < 2n ** 64n;
  // The sign of 32 bits, extended.
  return fits && -(2n ** 31n) <= folded && folded < 0n ? '64 bits' : 'other';
}

function wrongPinCode({ wrongPin }: Watched): Seen {
  const reply = replyOf(wrongPin);
  if (!reply) return NOT_SEEN;
  const trouble = readCodes(reply.ret_code, reply.last_error);
  const code = trouble?.code ?? '0';
  const isLogin = code.toUpperCase().includes(CARD_LOGIN_FAILED);
  return seen(isLogin && trouble?.outcome === 'PIN_WRONG', code);
}

function timeTaken(operated: Operated | undefined, most: number): Seen {
  if (!operated || 'trouble' in operated.answer) return NOT_SEEN;
  return seen(operated.took <= most, `${operated.took} ms`);
}

function tokenOf({ listed, slot }: Watched): Json | undefined {
  const slots = goodReply(listed)?.slots;
  if (!Array.isArray(slots)) return undefined;
  const withCard = slots.filter((each) => isObject(each) && isObject(each.token)) as Json[];
  const chosen = withCard.find(({ slotDescription }) => slotDescription === slot) ?? withCard[0];
  return chosen?.token as Json | undefined;
}

function goodReply(operated: Operated | undefined): Json | undefined {
  const reply = replyOf(operated);
  return reply && !readCodes(reply.ret_code, reply.last_error) ? reply : undefined;
}

function repliesOf(...operated: readonly (Operated | undefined)[]): readonly Json[] {
  return operated.map(replyOf).filter((reply) => reply !== undefined);
}

function replyOf(operated: Operated | undefined): Json | undefined {
  const answer: BridgeAnswer | undefined = operated?.answer;
  return answer && 'reply' in answer ? answer.reply : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as the service takes it: short, of letters, digits and a few marks. */
function short(found: string): string {
  return found.replace(/[^A-Za-z0-9 .,:;_()/|+-]/g, '-').slice(0, LONGEST);
}
