// Sign with node-forge: a key, a certificate and a content in base64 on stdin, DER on stdout.
import forge from 'node-forge';

let given = '';
for await (const chunk of process.stdin) given += chunk;
const { key, certificate, content } = JSON.parse(given);
const bytes = (text) => forge.util.decode64(text);

const own = forge.pki.certificateFromAsn1(forge.asn1.fromDer(bytes(certificate)));
const message = forge.pkcs7.createSignedData();
message.content = forge.util.createBuffer(bytes(content));
message.addCertificate(own);
message.addSigner({
  key: forge.pki.privateKeyFromAsn1(forge.asn1.fromDer(bytes(key))),
  certificate: own,
  digestAlgorithm: forge.pki.oids.sha256,
  authenticatedAttributes: [
    { type: forge.pki.oids.contentType, value: forge.pki.oids.data },
    { type: forge.pki.oids.messageDigest },
    { type: forge.pki.oids.signingTime, value: new Date('2026-03-02T04:00:00Z') },
  ],
});
message.sign();
process.stdout.write(Buffer.from(forge.asn1.toDer(message.toAsn1()).getBytes(), 'binary'));
