"""OCSP answers written by hand: valid ones, and those that no responder should give."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Protocol

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from models.pki.der.outline import public_key_bits
from models.pki.ocsp.status import Question
from tests.support import cards
from tests.support.cards import AT, DAY
from tests.support.pki.crafted import ca, extension
from tests.support.pki.encoding import elements, tagged
from web.demo import profile
from web.demo.authority import Generation
from web.demo.hierarchy import CA

MINUTE = timedelta(minutes=1)
NONCE = bytes(range(32))
NONCE_OID = "1.3.6.1.5.5.7.48.1.2"
NO_CHECK = x509.OCSPNoCheck()
GOOD, UNKNOWN = b"\x80\x00", b"\x82\x00"
_HASH_OIDS = {
    "sha1": "1.3.14.3.2.26",
    "sha256": "2.16.840.1.101.3.4.2.1",
    "sha384": "2.16.840.1.101.3.4.2.2",
    "md5": "1.2.840.113549.2.5",
}
_SIGNATURE_OIDS = {"sha1": "1.2.840.113549.1.1.5", "sha256": "1.2.840.113549.1.1.11"}

# RSASSA-PSS with SHA-256, MGF1 with SHA-256, and a salt of 32 octets (RFC 4055 §3.1).
_PSS = bytes.fromhex(
    "06092a864886f70d01010a3034"
    "a00f300d06096086480165030402010500"
    "a11c301a06092a864886f70d010108300d06096086480165030402010500"
    "a203020120"
)


def question(serial_number: int | None = None, *, nonce: bytes = NONCE) -> Question:
    """Return the question about the valid card."""
    number = cards.serial_number(cards.citizen()) if serial_number is None else serial_number
    return Question(issuer=cards.issuer(), serial_number=number, nonce=nonce)


def revoked(reason: int | None = None, *, at: datetime = AT - DAY) -> bytes:
    """Encode the status of a revoked certificate, with a reason if there is one."""
    because = b"" if reason is None else tagged(0xA0, bytes([0x0A, 1, reason]))
    return tagged(0xA1, _time(at) + because)


class Certified(Protocol):
    """Anything with a certificate, as every CA of the tests."""

    @property
    def certificate(self) -> x509.Certificate:
        """The certificate."""


def single(
    status: bytes = GOOD,
    *,
    serial_number: int | None = None,
    issuer: Certified | None = None,
    digest: str = "sha1",
    at: datetime = AT - MINUTE,
    until: datetime | None = AT + DAY,
    extensions: Sequence[bytes] = (),
) -> bytes:
    """Encode the answer about one certificate, by default the valid card's."""
    return tagged(
        0x30,
        cert_id(serial_number, issuer=issuer, digest=digest)
        + status
        + _time(at)
        + (b"" if until is None else tagged(0xA0, _time(until)))
        + _extensions(extensions),
    )


def cert_id(
    serial_number: int | None = None, *, issuer: Certified | None = None, digest: str = "sha1"
) -> bytes:
    of = (ca() if issuer is None else issuer).certificate
    number = cards.serial_number(cards.citizen()) if serial_number is None else serial_number
    names = of.subject.public_bytes(), public_key_bits(of)
    hashed = b"".join(tagged(0x04, hashlib.new(digest, name).digest()) for name in names)
    oid: bytes = core.ObjectIdentifier(_HASH_OIDS[digest]).dump()
    serial: bytes = core.Integer(number).dump()
    return tagged(0x30, tagged(0x30, oid + b"\x05\x00") + hashed + serial)


def nonce(value: bytes = NONCE) -> bytes:
    """Encode the extension with a nonce."""
    return extension(NONCE_OID, tagged(0x04, value))


def by_key(certificate: x509.Certificate) -> bytes:
    """Encode a responder's id by its key."""
    return tagged(0xA2, tagged(0x04, hashlib.sha1(public_key_bits(certificate)).digest()))  # noqa: S324  # RFC 6960 §4.2.1: byKey is SHA-1.


def by_name(certificate: x509.Certificate) -> bytes:
    """Encode a responder's id by its subject."""
    return tagged(0xA1, certificate.subject.public_bytes())


def answer(
    *singles: bytes,
    key: rsa.RSAPrivateKey | None = None,
    responder: bytes | None = None,
    extensions: Sequence[bytes] | None = None,
    certificates: Sequence[bytes] = (),
    produced: datetime = AT,
    digest: str = "sha256",
) -> bytes:
    """Sign an answer, by default by the issuer itself and with the question's nonce."""
    data = tagged(
        0x30,
        (by_key(ca().certificate) if responder is None else responder)
        + _time(produced)
        + tagged(0x30, b"".join(singles or (single(),)))
        + _extensions((nonce(),) if extensions is None else extensions),
    )
    return successful(signed(data, key=key, certificates=certificates, digest=digest))


def signed(
    data: bytes,
    *,
    key: rsa.RSAPrivateKey | None = None,
    certificates: Sequence[bytes] = (),
    digest: str = "sha256",
) -> bytes:
    """Sign response data; return the BasicOCSPResponse."""
    hashed = hashes.SHA1() if digest == "sha1" else hashes.SHA256()  # noqa: S303  # Broken on purpose.
    by = ca().key if key is None else key
    if digest == "pss":
        signature = by.sign(data, padding.PSS(padding.MGF1(hashed), 32), hashed)
        algorithm = _PSS
    else:
        signature = by.sign(data, padding.PKCS1v15(), hashed)
        algorithm = core.ObjectIdentifier(_SIGNATURE_OIDS[digest]).dump() + b"\x05\x00"
    carried = tagged(0xA0, tagged(0x30, b"".join(certificates))) if certificates else b""
    return tagged(0x30, data + tagged(0x30, algorithm) + tagged(0x03, b"\0" + signature) + carried)


def successful(basic: bytes, *, kind: str = "1.3.6.1.5.5.7.48.1.1") -> bytes:
    """Wrap a basic response in an OCSPResponse."""
    oid: bytes = core.ObjectIdentifier(kind).dump()
    wrapped = tagged(0xA0, tagged(0x30, oid + tagged(0x04, basic)))
    return tagged(0x30, b"\x0a\x01\x00" + wrapped)


def declining(status: int) -> bytes:
    """Encode an OCSPResponse with a status and no answer."""
    return bytes([0x30, 3, 0x0A, 1, status])


@cache
def responder_key() -> rsa.RSAPrivateKey:
    """Return the key that all appointed responders share."""
    return rsa.generate_private_key(65537, 2048)


def appointed(
    *,
    by: CA | None = None,
    purposes: Sequence[x509.ObjectIdentifier] = (ExtendedKeyUsageOID.OCSP_SIGNING,),
    usage: str | None = "digital_signature",
    since: datetime = AT - DAY,
    until: datetime = AT + DAY,
    serial_number: int = 77,
    key: rsa.RSAPrivateKey | None = None,
    more: Sequence[tuple[x509.ExtensionType, bool]] = ((NO_CHECK, False),),
) -> x509.Certificate:
    """Issue a responder's certificate, by default by the issuer of the valid card."""
    above = ca() if by is None else by
    named = [(x509.ExtendedKeyUsage(purposes), False)] if purposes else []
    used = [(profile.key_usage(usage), True)] if usage else []
    return profile.signed(
        subject=profile.name((x509.NameOID.COMMON_NAME, "TEST ONLY responder")),
        key=(responder_key() if key is None else key).public_key(),
        issuer=above.certificate.subject,
        issuer_key=above.key,
        serial_number=serial_number,
        not_before=since,
        not_after=until,
        extensions=[*used, *named, *more],
    )


def answered_by(
    certificate: x509.Certificate,
    *singles: bytes,
    key: rsa.RSAPrivateKey | None = None,
    carrying: Sequence[bytes] | None = None,
    extensions: Sequence[bytes] | None = None,
) -> bytes:
    """Sign an answer as a responder; by default the answer carries its certificate."""
    own = certificate.public_bytes(serialization.Encoding.DER)
    return answer(
        *singles,
        key=responder_key() if key is None else key,
        responder=by_name(certificate),
        certificates=(own,) if carrying is None else carrying,
        extensions=extensions,
    )


def sibling() -> CA:
    """Return the CA of the same name with another key."""
    return ca(Generation.G2)


def _extensions(extensions: Sequence[bytes]) -> bytes:
    return tagged(0xA1, tagged(0x30, b"".join(extensions))) if extensions else b""


def _time(moment: datetime) -> bytes:
    return tagged(0x18, moment.strftime("%Y%m%d%H%M%SZ").encode())


def ocsp_nonce(request: bytes) -> bytes:
    """Read the nonce of a question with another parser."""
    [sent] = ocsp.load_der_ocsp_request(request).extensions
    assert isinstance(sent.value, x509.OCSPNonce)
    return sent.value.nonce


def basic_of(response: bytes) -> bytes:
    """Return the BasicOCSPResponse in an answer."""
    wrapped = elements(elements(elements(response)[0][1])[1][1])
    return elements(wrapped[0][1])[1][1]
