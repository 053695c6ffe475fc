"""Asking a responder about one certificate (RFC 6960 §4.1)."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from models.pki.der import reader
from models.pki.der.outline import public_key_bits
from models.pki.path.trust import Issuer


class CertIDHash(StrEnum):
    """Name a digest that an issuer may be named with in a CertID, as ``hashlib`` does.

    SHA-1 only shortens a name here: who answers is proven by a signature (RFC 6960 §4.3).
    """

    SHA1 = "sha1"
    SHA256 = "sha256"


NONCE = reader.oid("1.3.6.1.5.5.7.48.1.2")
# RFC 9654 §2.1: a client should send 32 octets.
NONCE_OCTETS = 32
_OIDS = {
    CertIDHash.SHA1: reader.oid("1.3.14.3.2.26"),
    CertIDHash.SHA256: reader.oid("2.16.840.1.101.3.4.2.1"),
}
_HASHES = {oid: digest for digest, oid in _OIDS.items()}


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """Ask about one certificate of an issuer; ``nonce`` are 32 random bytes of this question."""

    issuer: Issuer
    serial_number: int
    nonce: bytes
    digest: CertIDHash = CertIDHash.SHA1

    def written(self) -> bytes:
        """Write the OCSPRequest (DER)."""
        request = _tagged(reader.SEQUENCE, self._cert_id())
        nonce = _tagged(reader.OCTET_STRING, _tagged(reader.OCTET_STRING, self.nonce))
        extension = _tagged(reader.SEQUENCE, _tagged(reader.OBJECT_IDENTIFIER, NONCE) + nonce)
        extensions = _tagged(reader.context(2), _tagged(reader.SEQUENCE, extension))
        inner = _tagged(reader.SEQUENCE, _tagged(reader.SEQUENCE, request) + extensions)
        return _tagged(reader.SEQUENCE, inner)

    def is_about(self, cert_id: reader.Reader) -> bool:
        """Tell whether an answer's CertID, which may use another hash, names our certificate.

        :raises der.Malformed: when it is not a CertID with a hash that is known here.
        """
        algorithm = cert_id.enter(reader.SEQUENCE)
        digest = _HASHES.get(algorithm.content(reader.OBJECT_IDENTIFIER))
        if algorithm.next_tag() is not None and algorithm.content(reader.NULL):
            raise reader.Malformed("a NULL with content")
        algorithm.end()
        hashed = cert_id.content(reader.OCTET_STRING), cert_id.content(reader.OCTET_STRING)
        serial_number = cert_id.integer()
        cert_id.end()
        if digest is None:
            raise reader.Malformed("the hash of a CertID")
        return serial_number == self.serial_number and hashed == self._hashed(digest)

    def _cert_id(self) -> bytes:
        null = _tagged(reader.NULL, b"")
        algorithm = _tagged(reader.OBJECT_IDENTIFIER, _OIDS[self.digest]) + null
        name, key = self._hashed(self.digest)
        # A positive INTEGER: the highest bit of the first octet stays clear.
        octets = self.serial_number.to_bytes(self.serial_number.bit_length() // 8 + 1, "big")
        return _tagged(
            reader.SEQUENCE,
            _tagged(reader.SEQUENCE, algorithm)
            + _tagged(reader.OCTET_STRING, name)
            + _tagged(reader.OCTET_STRING, key)
            + _tagged(reader.INTEGER, octets),
        )

    def _hashed(self, digest: CertIDHash) -> tuple[bytes, bytes]:
        # RFC 6960 §4.1.1: the name as DER, the key without tag, length and unused bits.
        key = public_key_bits(self.issuer.certificate)
        return (
            hashlib.new(digest, self.issuer.outline.subject).digest(),
            hashlib.new(digest, key).digest(),
        )


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content
