"""A card below a chain on a curve, and what it signs.

The structure is that of a public exchange of this component family (company edition, 2025): a
chain on a curve over RSA keys, and a signature without the card's number.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

from models.pki.path.pins import CardKind, Pin, Role
from models.pki.path.trust import TrustStore
from tests.support.pki.captured.keys import curve_key, rsa_key
from tests.support.pki.encoding import elements, tagged
from web.demo import profile
from web.trust.demo_anchors import DemoAnchors

AT = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
TBS = "毒化物運送車輛即時追蹤專區\n序號: 8c1f"
CARD_NUMBER = "TP00000000000008"
SINCE = datetime(2025, 1, 1, tzinfo=UTC)
UNTIL = datetime(2033, 1, 1, 15, 59, 59, tzinfo=UTC)
_UNTIL_OF_CAS = datetime(2045, 1, 1, tzinfo=UTC)
_SHA256 = hashes.SHA256()
_LEVEL_3 = x509.PolicyInformation(x509.ObjectIdentifier("2.16.886.101.0.3.3"), None)
_LISTS = "http://lists.example/crl"
_SMART_CARD_LOGON = x509.ObjectIdentifier("1.3.6.1.4.1.311.20.2.2")
_Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def _name(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    return profile.name((NameOID.COUNTRY_NAME, "TW"), *parts)


_ROOT_NAME = _name((NameOID.ORGANIZATION_NAME, "TEST ONLY root of captures"))
_CA_NAME = _name((NameOID.ORGANIZATION_NAME, "TEST ONLY authority of captures"))
_HOLDER = _name(
    (NameOID.ORGANIZATION_NAME, "測試機關"),
    (NameOID.COMMON_NAME, "測試辛"),
    (NameOID.SERIAL_NUMBER, "0000000000000008"),
)


def _certificate(
    key: _Key,
    subject: x509.Name,
    *,
    serial_number: int,
    issuer: x509.Name = _CA_NAME,
    by: str = "captures, authority",
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
) -> bytes:
    above = curve_key(by)
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key.public_key(),
        serial_number=serial_number,
        not_valid_before=SINCE,
        not_valid_after=UNTIL if issuer == _CA_NAME else _UNTIL_OF_CAS,
    )
    named = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(above.public_key())
    for value, critical in [(authority, False), (named, False), *extensions]:
        builder = builder.add_extension(value, critical)
    signed = builder.sign(above, _SHA256, ecdsa_deterministic=True)
    return signed.public_bytes(Encoding.DER)


@cache
def authorities() -> tuple[bytes, bytes]:
    """Return the root and the authority below it, both on P-256."""
    ca = [
        (x509.CertificatePolicies([_LEVEL_3]), False),
        (profile.key_usage("key_cert_sign", "crl_sign"), True),
        (x509.BasicConstraints(ca=True, path_length=None), True),
    ]
    root, own = "captures, root", "captures, authority"
    return (
        _certificate(
            curve_key(root), _ROOT_NAME, serial_number=1, issuer=_ROOT_NAME, by=root, extensions=ca
        ),
        _certificate(
            curve_key(own), _CA_NAME, serial_number=2, issuer=_ROOT_NAME, by=root, extensions=ca
        ),
    )


def anchors() -> DemoAnchors:
    """Return both as a demo's anchors, with their pins."""
    kinds = ((Role.ROOT, None), (Role.ISSUER, CardKind.CITIZEN))
    pins = {
        hashlib.sha256(der).hexdigest(): Pin(name="測試", role=role, generation="G4", kind=kind)
        for der, (role, kind) in zip(authorities(), kinds, strict=True)
    }
    return DemoAnchors(certificates=authorities(), pins=pins)


def trust() -> TrustStore:
    return anchors().store(AT)


@cache
def leaf(word: str, usage: str) -> bytes:
    """Return a certificate of the card, for a key that its word names."""
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.CRLDistributionPoints([_point("part-8.crl"), _point("complete.crl")]), False),
        (_access(), False),
        (x509.CertificatePolicies([_LEVEL_3]), False),
        (x509.SubjectAlternativeName([x509.RFC822Name("hsin@holder.example")]), False),
        (_directory_attributes(), False),
        (profile.key_usage(*usage.split("|")), True),
        (_purposes(), False),
        (x509.BasicConstraints(ca=False, path_length=None), True),
    ]
    number = int.from_bytes(hashlib.sha256(word.encode()).digest()[:16], "big") >> 1
    return _certificate(_key(word), _HOLDER, serial_number=number, extensions=extensions)


def _key(word: str) -> _Key:
    return rsa_key(word) if word.startswith("RSA") else curve_key(word)


def _point(name: str) -> x509.DistributionPoint:
    address = x509.UniformResourceIdentifier(f"{_LISTS}/{name}")
    return x509.DistributionPoint([address], None, None, None)


def _access() -> x509.AuthorityInformationAccess:
    places = {
        AuthorityInformationAccessOID.CA_ISSUERS: "http://lists.example/ca.p7b",
        AuthorityInformationAccessOID.OCSP: f"{_LISTS}/ocsp",
    }
    return x509.AuthorityInformationAccess(
        x509.AccessDescription(method, x509.UniformResourceIdentifier(place))
        for method, place in places.items()
    )


def _purposes() -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage(
        [
            ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
            ExtendedKeyUsageOID.EMAIL_PROTECTION,
            ExtendedKeyUsageOID.CLIENT_AUTH,
            _SMART_CARD_LOGON,
        ]
    )


def _directory_attributes() -> x509.UnrecognizedExtension:
    person = _attribute("2.16.886.1.100.2.1", core.ObjectIdentifier("2.16.886.1.100.3.1.1").dump())
    last_four = _attribute("2.16.886.1.100.2.51", tagged(0x0C, b"0008"))
    return x509.UnrecognizedExtension(
        x509.ObjectIdentifier("2.5.29.9"), tagged(0x30, person + last_four)
    )


def _attribute(kind: str, value: bytes) -> bytes:
    oid: bytes = core.ObjectIdentifier(kind).dump()
    return tagged(0x30, oid + tagged(0x31, value))


def message(*, card_number: bytes = b"") -> bytes:
    """Sign the text as the component does; ``card_number`` is the value of one more attribute."""
    certificate = leaf("RSA signature", "digital_signature")
    content = TBS.encode()
    sha_256 = _algorithm("2.16.840.1.101.3.4.2.1")
    time = tagged(0x17, AT.strftime("%y%m%d%H%M%SZ").encode())
    plain: bytes = core.ObjectIdentifier("1.2.840.113549.1.7.1").dump()
    attributes = [
        _attribute("1.2.840.113549.1.9.3", plain),
        _attribute("1.2.840.113549.1.9.5", time),
        _attribute("1.2.840.113549.1.9.4", tagged(0x04, hashlib.sha256(content).digest())),
    ]
    if card_number:
        attributes.append(_attribute("2.16.886.1.100.2.204", card_number))
    signed = b"".join(sorted(attributes))
    key = rsa_key("RSA signature")
    signature = key.sign(tagged(0x31, signed), padding.PKCS1v15(), _SHA256)
    [(_, whole)] = elements(certificate)
    number, _, issuer = elements(elements(whole)[0][1])[1:4]
    signer = [
        b"\x02\x01\x01",
        tagged(0x30, tagged(*issuer) + tagged(*number)),
        sha_256,
        tagged(0xA0, signed),
        _algorithm("1.2.840.113549.1.1.1"),
        tagged(0x04, signature),
    ]
    data = [
        b"\x02\x01\x01",
        tagged(0x31, sha_256),
        tagged(0x30, plain + tagged(0xA0, tagged(0x04, content))),
        tagged(0xA0, certificate),
        tagged(0x31, tagged(0x30, b"".join(signer))),
    ]
    kind: bytes = core.ObjectIdentifier("1.2.840.113549.1.7.2").dump()
    return tagged(0x30, kind + tagged(0xA0, tagged(0x30, b"".join(data))))


def _algorithm(oid: str) -> bytes:
    encoded: bytes = core.ObjectIdentifier(oid).dump()
    return tagged(0x30, encoded + b"\x05\x00")
