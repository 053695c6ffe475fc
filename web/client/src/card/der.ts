/** Walk BER (X.690 §8.1): the elements of a certificate or a signature as a tree. */

export interface Element {
  /** The identifier octets in hex. */
  readonly tag: string;
  /** -1 where it is indefinite. */
  readonly length: number;
  readonly content: Uint8Array;
  /** What a constructed element holds. */
  readonly children?: readonly Element[];
}

export const OBJECT_IDENTIFIER = '06';
export const OCTET_STRING = '04';
export const SEQUENCE = '30';

const CONSTRUCTED = 0x20;
const MOST_ELEMENTS = 5_000;
const MOST_LEVELS = 40;

/** Return the elements of the bytes. Throws a RangeError where they are no BER. */
export function walk(bytes: Uint8Array): readonly Element[] {
  return new Reader(bytes).elements(bytes.length, 0);
}

/** The bytes of base64, which may be broken into lines. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64.replace(/\s/g, '')), (each) => each.charCodeAt(0));
}

class Reader {
  private at = 0;
  private count = 0;

  constructor(private readonly bytes: Uint8Array) {}

  /** Read elements up to an end, or up to the end-of-contents octets. */
  elements(end: number, level: number, isIndefinite = false): Element[] {
    if (level > MOST_LEVELS) throw new RangeError('too many levels');
    const found: Element[] = [];
    while (this.at < end) {
      if (isIndefinite && this.bytes[this.at] === 0 && this.bytes[this.at + 1] === 0) {
        this.at += 2;
        return found;
      }
      found.push(this.element(end, level));
    }
    if (isIndefinite) throw new RangeError('no end of contents');
    return found;
  }

  private element(end: number, level: number): Element {
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
    const start = this.at;
    if (length === undefined) {
      const children = this.elements(end, level + 1, true);
      return { tag, length: -1, content: this.bytes.subarray(start, this.at), children };
    }
    const stop = start + length;
    if (stop > end) throw new RangeError('an element is cut off');
    const content = this.bytes.subarray(start, stop);
    if (first & CONSTRUCTED) {
      return { tag, length, content, children: this.elements(stop, level + 1) };
    }
    this.at = stop;
    return { tag, length, content };
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

function hex(value: number): string {
  return value.toString(16).padStart(2, '0');
}
