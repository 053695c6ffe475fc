"""The profile of the demo's certificates: names and extensions shaped like the real ones."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from asn1crypto import core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from web.demo.testcard import CardFacts, CardKind, PublicKey

# Host names of the real PKI under a top-level domain that never resolves (RFC 2606 §2).
CRL_BASE = "http://ocsp-moica.moi.gov.tw.invalid/crl"
REPOSITORY = "http://moica.nat.gov.tw.invalid/repository/Certs/IssuedToThisCA.p7b"
# Where lists are published too, as of MOICA.
OTHER_CRL_BASE = "http://crl-moica.moi.gov.tw.invalid/crl"
RESPONDER = "http://ocsp-moica.moi.gov.tw.invalid/OCSP"
ROOT_REPOSITORY = "http://grca.nat.gov.tw.invalid/repository"

# How asn1crypto declares the fields of a sequence.
Fields = list[tuple[object, ...]]

SHA256 = hashes.SHA256()
LEVEL_3 = x509.ObjectIdentifier("2.16.886.101.0.3.3")
SUBJECT_CLASS = "2.16.886.1.100.2.1"
CARD_RANK = "2.16.886.1.100.2.2"
ID_LAST_FOUR = "2.16.886.1.100.2.51"
TAX_NUMBER = "2.16.886.1.100.2.101"
CLASS_CITIZEN = "2.16.886.1.100.3.1.1"
CLASS_COMPANY = "2.16.886.1.100.3.2.2.1.1"

# The key usage of a card's certificates, in the order of their keys.
USES = (
    ("digital_signature",),
    ("key_encipherment", "data_encipherment"),
    ("digital_signature",),
    ("key_agreement",),
)

# Every name below is marked as a test; their shape (no CN in an issuer) is the real one.
EXECUTIVE_YUAN = "行政院（測試專用 TEST ONLY）"
ROOT_NAME = "TEST ONLY Government Root Certification Authority"


def name(*parts: tuple[x509.ObjectIdentifier, str]) -> x509.Name:
    """Return a name in C=TW: country and serial number as PrintableString, others as UTF8String."""
    country = x509.NameAttribute(NameOID.COUNTRY_NAME, "TW")
    return x509.Name([country, *(x509.NameAttribute(oid, text) for oid, text in parts)])


ROOT_G2 = name((NameOID.ORGANIZATION_NAME, ROOT_NAME))
ROOT_G3 = name(
    (NameOID.ORGANIZATION_NAME, EXECUTIVE_YUAN), (NameOID.COMMON_NAME, f"{ROOT_NAME} - G3")
)
CITIZEN_ISSUER = name(
    (NameOID.ORGANIZATION_NAME, EXECUTIVE_YUAN),
    (NameOID.ORGANIZATIONAL_UNIT_NAME, "內政部憑證管理中心"),
)
COMPANY_ISSUER = name(
    (NameOID.ORGANIZATION_NAME, EXECUTIVE_YUAN),
    (NameOID.ORGANIZATIONAL_UNIT_NAME, "工商憑證管理中心"),
)


@dataclass(frozen=True, kw_only=True)
class Revocation:
    """An entry of a revocation list; ``certificate_hold`` suspends the certificate."""

    serial_number: int
    at: datetime
    reason: x509.ReasonFlags | None = None


class Attribute(core.Sequence):  # type: ignore[misc]  # asn1crypto has no types.
    """An Attribute of SubjectDirectoryAttributes (RFC 5280 §4.2.1.8)."""

    _fields: ClassVar[Fields] = [
        ("type", core.ObjectIdentifier),
        ("values", core.SetOf, {"spec": core.Any}),
    ]


class Attributes(core.SequenceOf):  # type: ignore[misc]  # asn1crypto has no types.
    """SubjectDirectoryAttributes (RFC 5280 §4.2.1.8)."""

    _child_spec = Attribute


def directory_attributes(*pairs: tuple[str, core.Asn1Value]) -> x509.UnrecognizedExtension:
    """Return the extension 2.5.29.9 with one value an attribute, in the order given."""
    attributes = Attributes([{"type": oid, "values": [value]} for oid, value in pairs])
    return x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.9"), attributes.dump())


def citizen_attributes(id_last4: str) -> x509.UnrecognizedExtension:
    """Return class and last four characters of the ID number, as on a citizen's card.

    Empty ones are left out.
    """
    kind = (SUBJECT_CLASS, core.ObjectIdentifier(CLASS_CITIZEN))
    if not id_last4:
        return directory_attributes(kind)
    return directory_attributes(kind, (ID_LAST_FOUR, core.UTF8String(id_last4)))


def company_attributes(tax_number: str) -> x509.UnrecognizedExtension:
    """Return class, card rank and 統一編號, as on a company's card."""
    return directory_attributes(
        (SUBJECT_CLASS, core.ObjectIdentifier(CLASS_COMPANY)),
        (CARD_RANK, core.PrintableString("primary")),
        (TAX_NUMBER, core.PrintableString(tax_number)),
    )


def person(facts: CardFacts) -> tuple[x509.Name, x509.UnrecognizedExtension]:
    """Return the subject of a card's certificates, and its directory attributes."""
    company = facts.kind is CardKind.COMPANY
    holder = NameOID.ORGANIZATION_NAME if company else NameOID.COMMON_NAME
    subject = name((holder, facts.holder), (NameOID.SERIAL_NUMBER, facts.subject_serial))
    if company:
        return subject, company_attributes(facts.subject_serial)
    return subject, citizen_attributes(facts.id_last4)


def key_usage(*names: str) -> x509.KeyUsage:
    bits = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{bit: bit in names for bit in bits})


def points(*urls: str) -> x509.CRLDistributionPoints:
    return x509.CRLDistributionPoints(
        [
            x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, None, None)
            for url in urls
        ]
    )


def scope(url: str) -> x509.IssuingDistributionPoint:
    """Return what says that a list covers the certificates that name this address."""
    point = x509.UniformResourceIdentifier(url)
    return x509.IssuingDistributionPoint([point], None, False, False, None, False, False)


def access(*, repository: str, responder: str | None) -> x509.AuthorityInformationAccess:
    """Return the addresses of the issuer's certificate and, if any, of its OCSP responder."""
    descriptions = [(AuthorityInformationAccessOID.CA_ISSUERS, repository)]
    if responder is not None:
        descriptions.append((AuthorityInformationAccessOID.OCSP, responder))
    return x509.AuthorityInformationAccess(
        [
            x509.AccessDescription(kind, x509.UniformResourceIdentifier(url))
            for kind, url in descriptions
        ]
    )


def policy() -> x509.CertificatePolicies:
    return x509.CertificatePolicies([x509.PolicyInformation(LEVEL_3, None)])


def authority_key(key: rsa.RSAPublicKey) -> x509.AuthorityKeyIdentifier:
    """Identify the issuer by its key alone, as every certificate of this PKI does."""
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key)


def signed(
    *,
    subject: x509.Name,
    key: PublicKey,
    issuer: x509.Name,
    issuer_key: rsa.RSAPrivateKey,
    serial_number: int,
    not_before: datetime,
    not_after: datetime,
    extensions: list[tuple[x509.ExtensionType, bool]],
) -> x509.Certificate:
    """Sign a certificate with SHA-256; ``extensions`` are (extension, critical), in order."""
    builder = x509.CertificateBuilder(
        issuer_name=issuer,
        subject_name=subject,
        public_key=key,
        serial_number=serial_number,
        not_valid_before=not_before,
        not_valid_after=not_after,
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, SHA256)


def entry(revocation: Revocation) -> x509.RevokedCertificate:
    builder = (
        x509.RevokedCertificateBuilder()
        .serial_number(revocation.serial_number)
        .revocation_date(revocation.at)
    )
    if revocation.reason is not None:
        builder = builder.add_extension(x509.CRLReason(revocation.reason), False)
    return builder.build()
