"""Revocation lists written by hand, with any extension and any entry."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from asn1crypto import core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from tests.support.cards import AT, DAY, authority, issuer
from tests.support.pki.encoding import tagged
from web.demo.authority import CardKind, Generation
from web.demo.hierarchy import CA

NUMBER = "2.5.29.20"
REASON = "2.5.29.21"
DELTA = "2.5.29.27"
SCOPE = "2.5.29.28"
AUTHORITY_KEY = "2.5.29.35"
HOUR = timedelta(hours=1)
_ALGORITHMS = {"sha1": "1.2.840.113549.1.1.5", "sha256": "1.2.840.113549.1.1.11"}


def ca(generation: Generation = Generation.G3) -> CA:
    """Return the CA of citizens' cards."""
    return authority().issuer(kind=CardKind.CITIZEN, generation=generation)


def extension(oid: str, value: bytes, *, critical: str = "no") -> bytes:
    """Encode an extension, ``critical`` if "yes"."""
    flag = b"\x01\x01\xff" if critical == "yes" else b""
    kind: bytes = core.ObjectIdentifier(oid).dump()
    return tagged(0x30, kind + flag + tagged(0x04, value))


def key_of(generation: Generation = Generation.G3) -> bytes:
    """Encode the extension that names the issuer's key."""
    key_id = bytes.fromhex(issuer(generation).key_id)
    return extension(AUTHORITY_KEY, tagged(0x30, tagged(0x80, key_id)))


def number(value: int = 1) -> bytes:
    """Encode the extension with a list's number."""
    return extension(NUMBER, core.Integer(value).dump())


def entry(serial_number: int, *extensions: bytes, time: bytes | None = None) -> bytes:
    """Encode an entry; ``time`` is a whole element, by default a UTCTime."""
    when = tagged(0x17, b"260301000000Z") if time is None else time
    more = tagged(0x30, b"".join(extensions)) if extensions else b""
    serial: bytes = core.Integer(serial_number).dump()
    return tagged(0x30, serial + when + more)


def crafted(
    *extensions: bytes,
    entries: Sequence[bytes] = (),
    at: datetime = AT - HOUR,
    until: datetime = AT + DAY,
    signer: CA | None = None,
    version: bytes = b"\x02\x01\x01",
    digest: str = "sha256",
) -> bytes:
    """Sign a list with exactly these extensions, by default a key and a number."""
    by = ca() if signer is None else signer
    said = b"".join(extensions or (key_of(), number()))
    algorithm = tagged(0x30, core.ObjectIdentifier(_ALGORITHMS[digest]).dump() + b"\x05\x00")
    parts = [
        version,
        algorithm,
        by.certificate.subject.public_bytes(),
        core.UTCTime(at).dump(),
        core.UTCTime(until).dump(),
        tagged(0x30, b"".join(entries)) if entries else b"",
        tagged(0xA0, tagged(0x30, said)),
    ]
    signed = tagged(0x30, b"".join(parts))
    hashed = hashes.SHA1() if digest == "sha1" else hashes.SHA256()  # noqa: S303  # Broken on purpose.
    signature = by.key.sign(signed, padding.PKCS1v15(), hashed)
    return tagged(0x30, signed + algorithm + tagged(0x03, b"\0" + signature))
