import { expect, test } from 'vitest';
import { listCardsMessage, makeNonce, signMessage } from './requests';

const PLAIN = { text: '毒性及關注化學物質', pin: 'Ab123456', slot: undefined, nonce: '00ff' };

/** What the component makes of the form body that carries the message. */
function received(message: string): Record<string, string> {
  const body = new URLSearchParams(`tbsPackage=${message}`);
  return JSON.parse(body.get('tbsPackage') ?? '') as Record<string, string>;
}

test('a list asks for the certificates, never by the answer’s own name', () => {
  expect(received(listCardsMessage())).toEqual({ func: 'GetUserCert' });
});

test('a signature asks for CMS over the text with the card’s number and the time', () => {
  expect(received(signMessage(PLAIN))).toEqual({
    func: 'MakeSignature',
    tbs: PLAIN.text,
    tbsEncoding: 'NONE',
    hashAlgorithm: 'SHA256',
    signatureType: 'PKCS7',
    pin: PLAIN.pin,
    withCardSN: 'true',
    withSigningTime: 'true',
    checkValidity: 'false',
    nonce: '00ff',
  });
});

test('a text and a PIN with plus, percent and ampersand arrive as they were', () => {
  const request = { ...PLAIN, text: 'a+b%2B&c=d 10:00:00+08:00', pin: '+%&= ab' };

  const arrived = received(signMessage(request));

  expect(arrived.tbs).toBe(request.text);
  expect(arrived.pin).toBe(request.pin);
});

test('a chosen reader is named', () => {
  expect(received(signMessage({ ...PLAIN, slot: 'Reader 1' })).slotDescription).toBe('Reader 1');
});

test('a nonce is short, hexadecimal and new', () => {
  expect(makeNonce()).toMatch(/^[0-9a-f]{16}$/);
  expect(makeNonce()).not.toBe(makeNonce());
});
