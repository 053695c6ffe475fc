/** What is said to the component: request texts, made safe for the form body that carries them. */

export interface SignRequest {
  readonly text: string;
  readonly pin: string;
  /** The reader's own name; absent: the component takes its first one. */
  readonly slot: string | undefined;
  readonly nonce: string;
}

export function listCardsMessage(): string {
  return formSafe({ func: 'GetUserCert' });
}

export function signMessage({ text, pin, slot, nonce }: SignRequest): string {
  return formSafe({
    func: 'MakeSignature',
    tbs: text.replace(/[%&]/g, encodeURIComponent),
    tbsEncoding: 'NONE',
    hashAlgorithm: 'SHA256',
    signatureType: 'PKCS7',
    pin: encodeURIComponent(pin),
    withCardSN: 'true',
    withSigningTime: 'true',
    checkValidity: 'false',
    nonce,
    ...(slot === undefined ? {} : { slotDescription: slot }),
  });
}

/** A short hexadecimal text; the component only copies it into the signed attributes. */
export function makeNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

// The popup sends `tbsPackage=` and this text as a form body, where a plus would become a space.
function formSafe(request: Record<string, string>): string {
  return JSON.stringify(request).replace(/\+/g, '%2B');
}
