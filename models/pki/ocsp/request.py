"""The OCSP request about one certificate (RFC 6960 §4.1)."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from cryptography.x509.ocsp import OCSPSingleResponse

from models.pki.der import reader as der
from models.pki.der.outline import public_key_bits
from models.pki.der.writer import tagged, written_integer
from models.pki.path.trust import Issuer


class CertIDHash(StrEnum):
    """A digest that identifies an issuer in a CertID, named as in ``hashlib``.

    SHA-1 only shortens a name here: the responder is authenticated by a signature (RFC 6960 §4.3).
    """

    SHA1 = "sha1"
    SHA256 = "sha256"


NONCE = der.oid("1.3.6.1.5.5.7.48.1.2")
# RFC 9654 §2.1: a client should send 32 octets.
NONCE_OCTETS = 32
_OIDS = {
    CertIDHash.SHA1: der.oid("1.3.14.3.2.26"),
    CertIDHash.SHA256: der.oid("2.16.840.1.101.3.4.2.1"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """A request about one certificate of an issuer; ``nonce`` are 32 random bytes of its own."""

    issuer: Issuer
    serial_number: int
    nonce: bytes
    digest: CertIDHash = CertIDHash.SHA1

    def written(self) -> bytes:
        """Return the OCSPRequest (DER)."""
        request = tagged(der.SEQUENCE, self._cert_id())
        nonce = tagged(der.OCTET_STRING, tagged(der.OCTET_STRING, self.nonce))
        extension = tagged(der.SEQUENCE, tagged(der.OBJECT_IDENTIFIER, NONCE) + nonce)
        extensions = tagged(der.context(2), tagged(der.SEQUENCE, extension))
        inner = tagged(der.SEQUENCE, tagged(der.SEQUENCE, request) + extensions)
        return tagged(der.SEQUENCE, inner)

    def is_about(self, response: OCSPSingleResponse) -> bool:
        """Return whether a response's CertID, which may use another hash, names this certificate.

        :raises ValueError: when its hash is not known here.
        """
        ours = self._hashed(CertIDHash(response.hash_algorithm.name))
        hashed = response.issuer_name_hash, response.issuer_key_hash
        return response.serial_number == self.serial_number and hashed == ours

    def _cert_id(self) -> bytes:
        null = tagged(der.NULL, b"")
        algorithm = tagged(der.OBJECT_IDENTIFIER, _OIDS[self.digest]) + null
        name, key = self._hashed(self.digest)
        return tagged(
            der.SEQUENCE,
            tagged(der.SEQUENCE, algorithm)
            + tagged(der.OCTET_STRING, name)
            + tagged(der.OCTET_STRING, key)
            + written_integer(self.serial_number),
        )

    def _hashed(self, digest: CertIDHash) -> tuple[bytes, bytes]:
        # RFC 6960 §4.1.1: the name as DER, the key without tag, length and unused bits.
        key = public_key_bits(self.issuer.certificate)
        return (
            hashlib.new(digest, self.issuer.outline.subject).digest(),
            hashlib.new(digest, key).digest(),
        )
