"""The steps of a card's certificate: parsed, issued by a trusted CA, in force, of a citizen."""

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtensionOID

from models.pki.cms.message import SignedContent
from models.pki.der.outline import Outline
from models.pki.explain.step import Rule, Step, Trace
from models.pki.keys import PublicKey, sound_key
from models.pki.path.end_entity import check_issued, check_validity, load
from models.pki.path.holder import (
    Extensions,
    Holder,
    check_policy,
    check_usage,
    read_holder,
    understood_extensions,
)
from models.pki.path.trust import Authority, Issuer, TrustStore
from models.pki.verdict import check_scheme

FORM = Rule("a certificate of version 3 with a serial number of 1 to 20 octets", "RFC 5280 §4.1")
KEY = Rule("a sound key: RSA of 2048 to 8192 bits, P-256 or P-384", "FIPS 186-5 §5.1, §6.1")
CHAIN = Rule("a trusted CA of citizens' cards has the key that is named", "RFC 5280 §4.2.1.1")
ISSUED = Rule("its key signed the certificate, under its name", "RFC 5280 §6.1.3 (a)")
SCHEME = Rule("the cards of this CA may sign by this scheme", "RFC 5652 §5.6; RFC 5280 §6.1.3")
IN_FORCE = Rule("certificate and CAs are in force", "RFC 5280 §4.1.2.5, §6.1.3 (a)(2)")
CRITICAL = Rule("every critical extension is known", "RFC 5280 §4.2")
USAGE = Rule("a signature certificate of no CA", "RFC 5280 §4.2.1.3, §4.2.1.9, §4.2.1.12")
POLICY = Rule("assurance level 3, of the CA too", "RFC 5280 §4.2.1.4, §6.1.3 (d)")
HOLDER = Rule("the holder is a person", "RFC 5280 §4.1.2.6, §4.2.1.8, §4.2.1.13")

_AUTHORITY = Rule("the certificate of a CA, which is no card's", "RFC 5280 §4.2.1.9")

NO_ANCHORS = "chain not judged: no anchors given; name a folder of CA certificates by --trust"


@dataclass(frozen=True, kw_only=True, slots=True)
class Against:
    """What a file is held against: trusted CAs, if there are any, as of a time."""

    trust: TrustStore | None
    at: datetime


def explain_certificate(certificate: bytes, *, against: Against) -> tuple[Step, ...]:
    """Judge a card's certificate (DER) by the rules, up to the first that refuses.

    Of the certificate of a CA is said whether it is among the trusted ones.
    """
    trace = Trace()
    with trace.until_refused():
        parsed, parts = loaded(trace, certificate)
        if _is_authority(parsed):
            trace.not_judged(_AUTHORITY, _standing(parts, against.trust))
            return tuple(trace.steps)
        judge_chain(trace, parsed, parts, against=against)
    return tuple(trace.steps)


def loaded(trace: Trace, certificate: bytes) -> tuple[x509.Certificate, Outline]:
    """Parse a certificate, and check its key."""
    parsed, parts = trace.judge(
        FORM, lambda: load(certificate), lambda both: _numbered(both[1].serial_number)
    )
    trace.judge(KEY, lambda: sound_key(parsed), described)
    return parsed, parts


def judge_chain(
    trace: Trace,
    certificate: x509.Certificate,
    parts: Outline,
    *,
    against: Against,
    message: SignedContent | None = None,
) -> None:
    """Judge a parsed certificate by its issuer and the profile of citizens' cards."""
    issuer = None
    if against.trust is None:
        trace.not_judged(CHAIN, NO_ANCHORS)
    else:
        issuer = _judge_issuer(trace, certificate, parts, message, against.trust, against.at)
    extensions = trace.judge(
        CRITICAL, lambda: understood_extensions(certificate), lambda found: f"{len(found)} known"
    )
    trace.judge(USAGE, lambda: check_usage(extensions), lambda _: _usage(extensions))
    if issuer is None:
        trace.not_judged(POLICY, NO_ANCHORS)
        trace.not_judged(HOLDER, NO_ANCHORS)
        return
    known = issuer
    trace.judge(
        POLICY, lambda: check_policy(extensions, issuer=known), lambda _: _policies(extensions)
    )
    trace.judge(HOLDER, lambda: read_holder(certificate, issuer=known), _measured)


def _judge_issuer(
    trace: Trace,
    certificate: x509.Certificate,
    parts: Outline,
    message: SignedContent | None,
    trust: TrustStore,
    at: datetime,
) -> Issuer:
    issuer = trace.judge(
        CHAIN, lambda: trust.issuer_of(certificate), lambda found: f"{found.name}, {found.key_id}"
    )
    trace.judge(
        ISSUED,
        lambda: check_issued(certificate, parts, issuer=issuer),
        lambda _: f"by {described(issuer.public_key)}",
    )
    if message is not None:
        trace.judge(
            SCHEME,
            lambda: check_scheme(message, issuer=issuer),
            lambda _: f"{message.algorithm.scheme} of {', '.join(sorted(issuer.schemes))}",
        )
    trace.judge(
        IN_FORCE,
        lambda: check_validity(certificate, issuer=issuer, at=at),
        lambda _: (
            f"{certificate.not_valid_before_utc:%Y-%m-%d} to"
            f" {certificate.not_valid_after_utc:%Y-%m-%d}, judged as of {at:%Y-%m-%dT%H:%M:%SZ}"
        ),
    )
    return issuer


def _is_authority(certificate: x509.Certificate) -> bool:
    return any(
        isinstance(extension.value, x509.BasicConstraints) and extension.value.ca
        for extension in certificate.extensions
    )


def _standing(parts: Outline, trust: TrustStore | None) -> str:
    if trust is None:
        return NO_ANCHORS
    trusted: list[Issuer | Authority] = [*trust.issuers.values(), *trust.authorities.values()]
    names = [ca.name for ca in trusted if ca.outline == parts]
    return f"trusted as {names[0]}" if names else "not among the trusted CAs; see `trust add`"


def described(key: PublicKey) -> str:
    return f"RSA {key.key_size}" if isinstance(key, rsa.RSAPublicKey) else key.curve.name


def _numbered(serial_number: int) -> str:
    return f"version 3, serial number of {serial_number.bit_length()} bits"


def _usage(extensions: Extensions) -> str:
    purposes = extensions.get(ExtensionOID.EXTENDED_KEY_USAGE)
    if not isinstance(purposes, x509.ExtendedKeyUsage):
        return "digitalSignature, no extended key usage"
    return f"digitalSignature, for {', '.join(one.dotted_string for one in purposes)}"


def _policies(extensions: Extensions) -> str:
    stated = extensions[ExtensionOID.CERTIFICATE_POLICIES]
    if not isinstance(stated, x509.CertificatePolicies):
        return "none"
    return ", ".join(policy.policy_identifier.dotted_string for policy in stated)


def _measured(holder: Holder) -> str:
    last_four = "last four" if holder.id_last4 else "no last four"
    return (
        f"a name of {len(holder.name)} characters, a number of"
        f" {len(holder.subject_serial)} digits, {last_four};"
        f" lists: {', '.join(sorted(holder.crl_urls)) or 'none'}"
    )
