/** Read the holder's name from a certificate, for display (RFC 5280 §4.1). */
import { bytesOf, type Element, OBJECT_IDENTIFIER, SEQUENCE, walk } from './der';

const CONTEXT_0 = 'a0';
const BMP_STRING = '1e';
// id-at-commonName, 2.5.4.3.
const COMMON_NAME = '85,4,3';
// The subject's place in TBSCertificate when its optional version is counted.
const SUBJECT = 5;

/** The subject's common name, or undefined where the bytes are not what was expected. */
export function holderNameOf(base64: string): string | undefined {
  try {
    const [certificate] = walk(bytesOf(base64));
    const [toBeSigned] = within(certificate);
    const parts = within(toBeSigned);
    return commonName(within(parts[parts[0]?.tag === CONTEXT_0 ? SUBJECT : SUBJECT - 1]));
  } catch {
    return undefined;
  }
}

function commonName(subject: readonly Element[]): string | undefined {
  for (const set of subject) {
    for (const attribute of set.children ?? []) {
      const [type, value] = attribute.children ?? [];
      if (type?.tag === OBJECT_IDENTIFIER && type.content.join() === COMMON_NAME && value) {
        const encoding = value.tag === BMP_STRING ? 'utf-16be' : 'utf-8';
        return new TextDecoder(encoding, { fatal: true }).decode(value.content).trim() || undefined;
      }
    }
  }
  return undefined;
}

function within(element: Element | undefined): readonly Element[] {
  if (element?.tag !== SEQUENCE) throw new RangeError('a sequence was expected');
  return element.children ?? [];
}
