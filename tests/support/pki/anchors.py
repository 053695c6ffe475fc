"""CA certificates of the test authority, reissued with one change."""

import hashlib
from collections.abc import Callable

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from models.pki.path.pins import CardKind, Pin, Role
from models.pki.path.trust import TrustStore
from tests.support.cards import AT, DAY, authority
from web.demo import profile
from web.demo.hierarchy import CA


def pins(*certificates: tuple[bytes, Role, CardKind | None]) -> dict[str, Pin]:
    return {
        hashlib.sha256(der).hexdigest(): Pin(name="測試", role=role, generation="G3", kind=kind)
        for der, role, kind in certificates
    }


def der(name: str) -> bytes:
    return authority().authorities[name].der


def issuer(
    *,
    by: CA | None = None,
    name: x509.Name | None = None,
    extensions: Callable[[list[tuple[x509.ExtensionType, bool]]], object] = lambda found: None,
) -> bytes:
    """Reissue MOICA-G3's certificate under its root, with a change."""
    above = authority().authorities["root-G3"] if by is None else by
    own = authority().authorities["MOICA-G3"].certificate
    written = [(e.value, e.critical) for e in own.extensions]
    extensions(written)
    return profile.signed(
        subject=own.subject,
        key=authority().authorities["MOICA-G3"].key.public_key(),
        issuer=above.certificate.subject if name is None else name,
        issuer_key=above.key,
        serial_number=9,
        not_before=AT - DAY,
        not_after=AT + DAY,
        extensions=written,
    ).public_bytes(serialization.Encoding.DER)


def build(certificate: bytes, *others: str) -> TrustStore:
    """Build a trust store of one issuer, with the named certificates of the authority."""
    pinned = authority().pins() | pins((certificate, Role.ISSUER, CardKind.CITIZEN))
    return TrustStore.build([certificate, *map(der, others)], at=AT, pinned=pinned)


def replaced(value: x509.ExtensionType) -> Callable[[list[tuple[x509.ExtensionType, bool]]], None]:
    def change(found: list[tuple[x509.ExtensionType, bool]]) -> None:
        kept = [pair for pair in found if type(pair[0]) is not type(value)]
        found[:] = [*kept, (value, True)]

    return change
