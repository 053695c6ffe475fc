"""The holder that a certificate names, after checking the profile of a citizen's signature card."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from models.core.characters import canonical, is_unseen
from models.core.errors import UserError, Words
from models.pki.der import reader as der
from models.pki.der.extensions import list_addresses
from models.pki.path import directory_attributes
from models.pki.path.end_entity import CertificateProfileWrong
from models.pki.path.trust import Issuer, WrongCardKind

__all__ = [
    "CertificateProfileWrong",
    "Holder",
    "NotASignatureCertificate",
    "PolicyRefused",
    "check_policy",
    "check_usage",
    "read_holder",
    "understood_extensions",
]


class NotASignatureCertificate(UserError):
    """The certificate is not the card's signature certificate."""

    zh = Words(title="這不是簽章用憑證", message="請使用簽章用憑證；讀到的是加密用憑證。")
    en = Words(
        title="This is not a signature certificate",
        message="The encryption certificate was read. Use the signature certificate on the card.",
    )


class PolicyRefused(UserError):
    """The certificate was not issued at the required assurance level."""

    zh = Words(title="憑證的保證等級不符", message="憑證的保證等級不符規定，請改用自然人憑證正卡。")
    en = Words(
        title="The certificate's assurance level is not accepted",
        message=(
            "The certificate's assurance level does not meet the requirements. Use a Citizen "
            "Digital Certificate."
        ),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """The person that a certificate names.

    ``subject_serial`` (16 digits) and the issuer's key identify a person; ``name`` does not, and is
    cleaned for display. ``crl_urls`` are the lists that may cover the certificate.
    """

    name: str
    subject_serial: str
    id_last4: str | None
    crl_urls: frozenset[str]


Extensions = Mapping[x509.ObjectIdentifier, x509.ExtensionType]

LEVEL_3 = "2.16.886.101.0.3.3"
_TEST_LEVEL = "2.16.886.101.0.3.0"
_UNDERSTOOD = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    }
)
_PURPOSES = frozenset({ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.EMAIL_PROTECTION})
_LONGEST_NAME = 80
_LAST_FOUR = re.compile(r"[0-9A-Z]{4}")
_SUBJECT_SERIAL = re.compile(r"[0-9]{16}")


def read_holder(certificate: x509.Certificate, *, issuer: Issuer) -> Holder:
    """Return the holder of a certificate that `end_entity.load` parsed and ``issuer`` signed.

    :raises CertificateProfileWrong: for an unknown critical extension, a CA, or a subject that is
        not a person's.
    :raises NotASignatureCertificate: when keyUsage lacks digitalSignature, or allows encryption or
        signing certificates and lists too, or extended key usage names other purposes only.
    :raises PolicyRefused: when it, or its issuer, lacks level 3.
    :raises WrongCardKind: when its subject class is an organisation's.
    """
    extensions = understood_extensions(certificate)
    subject = certificate.subject
    check_usage(extensions)
    check_policy(extensions, issuer=issuer)
    return Holder(
        name=_clean(_one(subject, NameOID.COMMON_NAME)),
        subject_serial=_subject_serial(subject),
        id_last4=_id_last_four(extensions),
        crl_urls=_crl_urls(extensions),
    )


def understood_extensions(certificate: x509.Certificate) -> Extensions:
    """Return the extensions by their types.

    :raises CertificateProfileWrong: for a critical one that is not known.
    """
    # RFC 5280 §4.2: an unknown critical extension invalidates the certificate.
    extensions = certificate.extensions
    for extension in extensions:
        if extension.critical and extension.oid not in _UNDERSTOOD:
            raise CertificateProfileWrong
    return {extension.oid: extension.value for extension in extensions}


def check_usage(extensions: Extensions) -> None:
    """Require the key usage of a signature certificate.

    :raises CertificateProfileWrong: when it is a CA's.
    :raises NotASignatureCertificate: when it is for other purposes.
    """
    constraints = extensions.get(ExtensionOID.BASIC_CONSTRAINTS)
    if isinstance(constraints, x509.BasicConstraints) and constraints.ca:
        raise CertificateProfileWrong
    usage = extensions.get(ExtensionOID.KEY_USAGE)
    if not isinstance(usage, x509.KeyUsage) or not usage.digital_signature:
        raise NotASignatureCertificate
    if (
        usage.key_encipherment
        or usage.data_encipherment
        or usage.key_agreement
        or usage.key_cert_sign
        or usage.crl_sign
    ):
        raise NotASignatureCertificate
    purposes = extensions.get(ExtensionOID.EXTENDED_KEY_USAGE)
    if isinstance(purposes, x509.ExtendedKeyUsage) and not _PURPOSES.intersection(purposes):
        raise NotASignatureCertificate


def check_policy(extensions: Extensions, *, issuer: Issuer) -> None:
    """Require assurance level 3 of a certificate and its issuer.

    :raises PolicyRefused: when one lacks it.
    """
    stated = extensions.get(ExtensionOID.CERTIFICATE_POLICIES)
    if not isinstance(stated, x509.CertificatePolicies):
        raise PolicyRefused
    policies = {policy.policy_identifier.dotted_string for policy in stated}
    if LEVEL_3 not in policies or _TEST_LEVEL in policies:
        raise PolicyRefused
    if issuer.policies is not None and LEVEL_3 not in issuer.policies:
        raise PolicyRefused


def _one(subject: x509.Name, kind: x509.ObjectIdentifier) -> str:
    found = subject.get_attributes_for_oid(kind)
    if len(found) != 1 or not isinstance(found[0].value, str):
        raise CertificateProfileWrong
    return found[0].value


def _subject_serial(subject: x509.Name) -> str:
    serial = _one(subject, NameOID.SERIAL_NUMBER)
    if not _SUBJECT_SERIAL.fullmatch(serial):
        raise CertificateProfileWrong
    return serial


def _clean(name: str) -> str:
    # Control characters, direction marks and line separators could disguise text in a page or a
    # log. Private-use characters are kept, because names are written with them. Long names are cut
    # first: normalising thousands of combining marks on one letter takes long.
    kept = (
        character for character in canonical(name[: 4 * _LONGEST_NAME]) if not is_unseen(character)
    )
    cleaned = " ".join("".join(kept).split())[:_LONGEST_NAME].rstrip()
    if not cleaned:
        raise CertificateProfileWrong
    return cleaned


def _id_last_four(extensions: Extensions) -> str | None:
    raw = extensions.get(directory_attributes.OID)
    if not isinstance(raw, x509.UnrecognizedExtension):
        return None
    try:
        attributes = directory_attributes.read_directory(raw.value)
        kind = directory_attributes.organisation(attributes)
        last_four = directory_attributes.id_last_four(attributes)
    except der.Malformed as problem:
        raise CertificateProfileWrong from problem
    if kind is not None:
        raise WrongCardKind(kind)
    if last_four is not None and not _LAST_FOUR.fullmatch(last_four):
        raise CertificateProfileWrong
    return last_four


def _crl_urls(extensions: Extensions) -> frozenset[str]:
    points = extensions.get(ExtensionOID.CRL_DISTRIBUTION_POINTS)
    if not isinstance(points, x509.CRLDistributionPoints):
        return frozenset()
    return list_addresses(points)
