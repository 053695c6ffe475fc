/**
 * What the component answered, reduced so that it can be sent to an engineer: names of fields, kinds,
 * lengths and result codes, and of a signature the tags, lengths and object identifiers (X.690).
 */

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
const MOST_ELEMENTS = 5_000;
const MOST_LEVELS = 40;

const OBJECT_IDENTIFIER = 0x06;
const OCTET_STRING = 0x04;
const CONSTRUCTED = 0x20;

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
    const bytes = Uint8Array.from(atob(value.replace(/\s/g, '')), (c) => c.charCodeAt(0));
    return outline(bytes);
  } catch {
    return undefined;
  }
}

/** Outline BER; indefinite lengths are -1. Throws a RangeError where it is none. */
export function outline(bytes: Uint8Array): readonly Outline[] {
  const reader = new Reader(bytes);
  const found = reader.elements(bytes.length, 0);
  if (reader.at !== bytes.length) throw new RangeError('the bytes go on');
  return found;
}

class Reader {
  at = 0;
  private count = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Read elements up to an end, or up to the end-of-contents octets. */
  elements(end: number, level: number, isIndefinite = false): Outline[] {
    if (level > MOST_LEVELS) throw new RangeError('too many levels');
    const found: Outline[] = [];
    while (this.at < end) {
      if (isIndefinite && this.bytes[this.at] === 0 && this.bytes[this.at + 1] === 0) {
        this.at += 2;
        return found;
      }
      found.push(this.element(end, level, found));
    }
    if (isIndefinite) throw new RangeError('no end of contents');
    return found;
  }

  private element(end: number, level: number, before: readonly Outline[]): Outline {
    if (++this.count > MOST_ELEMENTS) throw new RangeError('too many elements');
    const first = this.byte(end);
    let tag = hex(first);
    if ((first & 0x1f) === 0x1f) {
      let more: number;
      do {
        more = this.byte(end);
        tag += hex(more);
      } while (more & 0x80);
    }
    const length = this.length(end);
    if (length === undefined) {
      const c = this.elements(end, level + 1, true);
      return { t: tag, l: -1, c };
    }
    const stop = this.at + length;
    if (stop > end) throw new RangeError('an element is cut off');
    if (first & CONSTRUCTED) return { t: tag, l: length, c: this.elements(stop, level + 1) };
    const content = this.bytes.subarray(this.at, stop);
    this.at = stop;
    if (first === OBJECT_IDENTIFIER) return { t: tag, l: length, oid: identifier(content) };
    // An extension: its identifier, perhaps whether it is critical, its octets.
    if (first === OCTET_STRING && before[0]?.oid) {
      const enclosed = enclosedIn(content);
      if (enclosed) return { t: tag, l: length, e: enclosed };
    }
    return { t: tag, l: length };
  }

  private length(end: number): number | undefined {
    const first = this.byte(end);
    if (first === 0x80) return undefined;
    if (!(first & 0x80)) return first;
    let length = 0;
    for (let left = first & 0x7f; left > 0; left--) length = length * 256 + this.byte(end);
    return length;
  }

  private byte(end: number): number {
    const byte = this.bytes[this.at];
    if (byte === undefined || this.at >= end) throw new RangeError('the bytes end too early');
    this.at++;
    return byte;
  }
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

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}
