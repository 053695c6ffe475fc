// Sign with pkijs: a key, a certificate and a content in base64 on stdin, DER on stdout.
import { webcrypto } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';

pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto }));

let given = '';
for await (const chunk of process.stdin) given += chunk;
const input = JSON.parse(given);
const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));

const certificate = pkijs.Certificate.fromBER(bytes(input.certificate));
const isRSA = certificate.subjectPublicKeyInfo.algorithm.algorithmId === '1.2.840.113549.1.1.1';
const algorithm = isRSA
  ? { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  : { name: 'ECDSA', namedCurve: 'P-256' };
const key = await webcrypto.subtle.importKey('pkcs8', bytes(input.key), algorithm, true, ['sign']);
const content = bytes(input.content);
const digest = await webcrypto.subtle.digest('SHA-256', content);

const attributes = [
  ['1.2.840.113549.1.9.3', new asn1js.ObjectIdentifier({ value: '1.2.840.113549.1.7.1' })],
  ['1.2.840.113549.1.9.5', new asn1js.UTCTime({ valueDate: new Date('2026-03-02T04:00:00Z') })],
  ['1.2.840.113549.1.9.4', new asn1js.OctetString({ valueHex: digest })],
  ['2.16.886.1.100.2.204', new asn1js.PrintableString({ value: 'TP00000000000001' })],
].map(([type, value]) => new pkijs.Attribute({ type, values: [value] }));

const message = new pkijs.SignedData({
  version: 1,
  encapContentInfo: new pkijs.EncapsulatedContentInfo({
    eContentType: '1.2.840.113549.1.7.1',
    eContent: new asn1js.OctetString({ valueHex: content }),
  }),
  signerInfos: [
    new pkijs.SignerInfo({
      version: 1,
      sid: new pkijs.IssuerAndSerialNumber({
        issuer: certificate.issuer,
        serialNumber: certificate.serialNumber,
      }),
      signedAttrs: new pkijs.SignedAndUnsignedAttributes({ type: 0, attributes }),
    }),
  ],
  certificates: [certificate],
});
await message.sign(key, 0, 'SHA-256');
const wrapped = new pkijs.ContentInfo({
  contentType: '1.2.840.113549.1.7.2',
  content: message.toSchema(true),
});
process.stdout.write(Buffer.from(wrapped.toSchema().toBER(false)));
