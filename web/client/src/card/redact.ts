/**
 * What the component answered, reduced so that it can be sent to an engineer: names of fields, kinds,
 * lengths and result codes, and of a signature the tags, lengths and object identifiers (X.690).
 */

import { bytesOf, type Element, OBJECT_IDENTIFIER, OCTET_STRING, walk } from './der';

export const FORMAT = 'gpszone-capture/1';

/** An element of BER; `e` is what an extension's octet string encloses. */
export interface Outline {
  readonly t: string;
  readonly l: number;
  readonly oid?: string;
  readonly c?: readonly Outline[];
  readonly e?: readonly Outline[];
}

export type Reduced =
  | string
  | number
  | null
  | readonly Reduced[]
  | { readonly [name: string]: Reduced | readonly Outline[] };

// The object identifiers that are kept.
const OID = /^[0-2](?:\.[0-9]{1,40}){1,40}$/;

type Json = Readonly<Record<string, unknown>>;

// Of these the value is kept: it is about the program, not about the person.
const KEPT = new Set([
  'func',
  'ret_code',
  'last_error',
  'serverVersion',
  'version',
  'libraryVersion',
]);

export function reduce(replies: readonly Json[]): string {
  return JSON.stringify({ format: FORMAT, replies: replies.map(reduceReply) }, undefined, 1);
}

function reduceReply(reply: Json): Reduced {
  return Object.fromEntries(
    Object.entries(reply).map(([name, value]) => [
      name,
      KEPT.has(name) ? code(value) : kind(value),
    ]),
  ) as Reduced;
}

function code(value: unknown): Reduced {
  if (typeof value === 'number') return value;
  // Versions and numbers only: a name or an address would be longer, or have other characters.
  return typeof value === 'string' && /^[A-Za-z0-9.+-]{0,24}$/.test(value) ? value : kind(value);
}

function kind(value: unknown): Reduced {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(kind);
  if (typeof value === 'object') return reduceReply(value as Json);
  if (typeof value !== 'string') return typeof value;
  const outline = outlineOfBase64(value);
  return outline ? { length: value.length, outline } : `text of ${value.length}`;
}

function outlineOfBase64(value: string): readonly Outline[] | undefined {
  // A sequence in base64: certificates and signatures. Other texts would leak through their tags.
  if (value.length < 64 || !value.startsWith('M')) return undefined;
  try {
    return outline(bytesOf(value));
  } catch {
    return undefined;
  }
}

/** Outline BER; indefinite lengths are -1. Throws a RangeError where it is none. */
export function outline(bytes: Uint8Array): readonly Outline[] {
  return outlined(walk(bytes));
}

function outlined(elements: readonly Element[]): readonly Outline[] {
  return elements.map(({ tag, length, content, children }) => {
    const of = { t: tag, l: length };
    if (children) return { ...of, c: outlined(children) };
    if (tag === OBJECT_IDENTIFIER) {
      const oid = identifier(content);
      // One longer than any in use may be something else, of which the length alone is kept.
      return OID.test(oid) ? { ...of, oid } : of;
    }
    // An extension: its identifier, perhaps whether it is critical, its octets.
    if (tag === OCTET_STRING && elements[0]?.tag === OBJECT_IDENTIFIER) {
      const enclosed = enclosedIn(content);
      if (enclosed) return { ...of, e: enclosed };
    }
    return of;
  });
}

function enclosedIn(content: Uint8Array): readonly Outline[] | undefined {
  try {
    return outline(content);
  } catch {
    return undefined;
  }
}

function identifier(content: Uint8Array): string {
  const arcs: number[] = [];
  let arc = 0;
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (arcs.length === 0) {
      const root = Math.min(2, Math.floor(arc / 40));
      arcs.push(root, arc - root * 40);
    } else {
      arcs.push(arc);
    }
    arc = 0;
  }
  return arcs.join('.');
}
