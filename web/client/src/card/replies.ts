/** What the component says back: readers and cards, or a signature. Untrusted, for display; the server derives the truth. */
import { holderNameOf } from './certificate';
import { type CardTrouble, readCodes } from './codes';

type Json = Readonly<Record<string, unknown>>;

export type ReaderState = 'CARD' | 'EMPTY' | 'UNREADABLE';

export interface Reader {
  readonly slot: string;
  readonly state: ReaderState;
  readonly cardNumber: string | undefined;
}

export interface Signed {
  /** CMS SignedData, base64. */
  readonly signature: string;
  /** The certificate that signed, base64, where the component gives it. */
  readonly certificate: string | undefined;
  readonly holderName: string | undefined;
  readonly cardNumber: string | undefined;
}

export type ReadersAnswer =
  | { readonly readers: readonly Reader[]; readonly version: string | undefined }
  | { readonly trouble: CardTrouble };

export type SignAnswer = { readonly signed: Signed } | { readonly trouble: CardTrouble };

export function readReaders(reply: Json): ReadersAnswer {
  const trouble = readCodes(reply.ret_code, reply.last_error);
  if (trouble) return { trouble };
  const slots = Array.isArray(reply.slots) ? reply.slots : [];
  return { readers: slots.filter(isObject).map(readReader), version: text(reply.serverVersion) };
}

function readReader(slot: Json): Reader {
  const token = slot.token;
  const name = text(slot.slotDescription) ?? '';
  if (isObject(token)) {
    return { slot: name, state: 'CARD', cardNumber: readCardNumber(token.serialNumber) };
  }
  // No card is null or nothing at all; a card it cannot read is the text "unknown token".
  const state = typeof token === 'string' && token !== '' ? 'UNREADABLE' : 'EMPTY';
  return { slot: name, state, cardNumber: undefined };
}

/** Read a signature; a card other than the one chosen is refused, as somebody may have swapped it. */
export function readSignature(reply: Json, chosenCard: string | undefined): SignAnswer {
  const trouble = readCodes(reply.ret_code, reply.last_error);
  if (trouble) return { trouble };
  const signature = text(reply.signature)?.replace(/\s/g, '');
  if (!signature) return { trouble: { outcome: 'REPLY_UNREADABLE' } };
  const cardNumber = readCardNumber(reply.cardSN);
  if (chosenCard && cardNumber && cardNumber !== chosenCard) {
    return { trouble: { outcome: 'CARD_CHANGED' } };
  }
  const certificate = text(reply.certb64)?.replace(/\s/g, '');
  const holderName = certificate ? holderNameOf(certificate) : undefined;
  return { signed: { signature, certificate, holderName, cardNumber: cardNumber ?? chosenCard } };
}

// What integrators published as the oldest that works, by platform.
const OLDEST: readonly (readonly [RegExp, string])[] = [
  [/Windows/, '1.3.4.103328'],
  [/Mac OS/, '1.3.4.13'],
  [/Linux/, '1.3.4.3'],
];

/** The oldest component that works on this system. */
export function oldestFor(userAgent: string): string | undefined {
  return OLDEST.find(([platform]) => platform.test(userAgent))?.[1];
}

export function isTooOld(version: string | undefined, userAgent: string): boolean {
  const oldest = oldestFor(userAgent);
  return version !== undefined && oldest !== undefined && compareVersions(version, oldest) < 0;
}

/** The first part, counted from 1, in which a version falls short of the oldest that works. */
export function shortfall(
  version: string,
  oldest: string,
): { readonly part: number; readonly mine: number; readonly oldest: number } | undefined {
  if (compareVersions(version, oldest) >= 0) return undefined;
  const mine = version.split('.').map(Number);
  const needed = oldest.split('.').map(Number);
  const at = needed.findIndex((part, index) => (mine[index] ?? 0) < part);
  return { part: at + 1, mine: mine[at] ?? 0, oldest: needed[at] ?? 0 };
}

/** Compare part by part as numbers: as texts "1.3.4.13" would stand before "1.3.4.3". */
export function compareVersions(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference) return Math.sign(difference);
  }
  return 0;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

/** A card's number as the server writes it: components pad it with blanks or NULs, and may use small letters. */
export function readCardNumber(value: unknown): string | undefined {
  let number = text(value) ?? '';
  while (number.endsWith(' ') || number.endsWith('\0')) number = number.slice(0, -1);
  return text(number.replace(/[a-z]/g, (letter) => letter.toUpperCase()));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
