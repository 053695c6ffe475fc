/** Read the holder's name from a certificate, for display: just enough DER (RFC 5280 §4.1). */

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly end: number;
}

const SEQUENCE = 0x30;
const CONTEXT_0 = 0xa0;
const OBJECT_IDENTIFIER = 0x06;
const BMP_STRING = 0x1e;
// id-at-commonName, 2.5.4.3.
const COMMON_NAME = '85,4,3';
// The subject's place in TBSCertificate when its optional version is counted.
const SUBJECT = 5;

/** The subject's common name, or undefined where the bytes are not what was expected. */
export function holderNameOf(base64: string): string | undefined {
  try {
    const [certificate] = children(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
    const [toBeSigned] = children(content(certificate));
    const parts = children(content(toBeSigned));
    const subject = parts[parts[0]?.tag === CONTEXT_0 ? SUBJECT : SUBJECT - 1];
    return subject?.tag === SEQUENCE ? commonName(subject.content) : undefined;
  } catch {
    return undefined;
  }
}

function commonName(subject: Uint8Array): string | undefined {
  for (const set of children(subject)) {
    for (const attribute of children(set.content)) {
      const [type, value] = children(attribute.content);
      if (type?.tag === OBJECT_IDENTIFIER && type.content.join() === COMMON_NAME && value) {
        const encoding = value.tag === BMP_STRING ? 'utf-16be' : 'utf-8';
        return new TextDecoder(encoding, { fatal: true }).decode(value.content).trim() || undefined;
      }
    }
  }
  return undefined;
}

function content(element: Element | undefined): Uint8Array {
  if (element?.tag !== SEQUENCE) throw new RangeError('a sequence was expected');
  return element.content;
}

function children(bytes: Uint8Array): Element[] {
  const found: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    found.push(element);
    at = element.end;
  }
  return found;
}

function elementAt(bytes: Uint8Array, at: number): Element {
  const first = byteAt(bytes, at + 1);
  let start = at + 2;
  let length = first;
  if (first & 0x80) {
    length = 0;
    for (let left = first & 0x7f; left > 0; left--) length = length * 256 + byteAt(bytes, start++);
  }
  const end = start + length;
  if (end > bytes.length) throw new RangeError('an element is cut off');
  return { tag: byteAt(bytes, at), content: bytes.subarray(start, end), end };
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new RangeError('the bytes end too early');
  return byte;
}
