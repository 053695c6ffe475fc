"""What a signed message proves and shows, by the verdict's own stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from cryptography import x509

from models.core.errors import UserError
from models.pki.cms.message import read
from models.pki.der.outline import UNPARSABLE
from models.pki.explain import certificate as of_certificate
from models.pki.explain import message as of_message
from models.pki.explain.certificate import Against
from models.pki.explain.message import explain_message
from models.pki.explain.step import Outcome, Rule, Step
from models.pki.path.trust import Issuer, TrustStore
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.certificate import crl_urls, ocsp_urls, see_certificate
from models.rehearsal.finding import Findings
from models.rehearsal.message import see_message

# Each stage of the verdict, and the assumption that it is about. Where several are about one, the
# first that refuses decides.
OF_RULES: Mapping[Rule, Assumption] = MappingProxyType(
    {
        of_message.SIZE: Assumption.MESSAGE_FORM,
        of_message.FORM: Assumption.MESSAGE_FORM,
        of_message.ATTRIBUTES: Assumption.MESSAGE_FORM,
        of_message.CONTENT: Assumption.MESSAGE_FORM,
        of_message.SIGNER: Assumption.ONE_SIGNER,
        of_message.CERTIFICATE: Assumption.ONE_SIGNER,
        of_message.ALGORITHMS: Assumption.ALGORITHMS,
        of_message.CHALLENGE: Assumption.CONTENT_IS_CHALLENGE,
        of_message.SIGNATURE: Assumption.SIGNATURE,
        of_message.CARD_NUMBER: Assumption.CARD_NUMBER,
        # The service looks it up: `CARD_ACCEPTED`.
        of_message.REVOCATION: Assumption.CARD_ACCEPTED,
        of_certificate.FORM: Assumption.CERTIFICATE_FORM,
        of_certificate.KEY: Assumption.KEY,
        of_certificate.CHAIN: Assumption.CHAIN,
        of_certificate.ISSUED: Assumption.CHAIN,
        of_certificate.SCHEME: Assumption.ALGORITHMS,
        of_certificate.IN_FORCE: Assumption.IN_FORCE,
        of_certificate.CRITICAL: Assumption.EXTENSIONS,
        of_certificate.USAGE: Assumption.KEY_USAGE,
        of_certificate.POLICY: Assumption.POLICY,
        of_certificate.HOLDER: Assumption.HOLDER,
    }
)
_BY_TEXT = {(rule.text, rule.clause): assumption for rule, assumption in OF_RULES.items()}
# What proves that a trusted CA has issued the card that signed.
_PROVING = (of_message.SIGNATURE, of_certificate.CHAIN, of_certificate.ISSUED)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeenCard:
    """The certificate of a trusted CA whose key has signed; the verdict need not accept it."""

    issuer: Issuer
    serial_number: int
    crl_urls: frozenset[str]
    ocsp_urls: tuple[str, ...]


def judge_card(
    signature: bytes,
    *,
    challenge_sha256: bytes,
    trust: TrustStore,
    issued_at: datetime,
    at: datetime,
) -> tuple[Findings, SeenCard | None]:
    """Judge the CMS that a card has signed over a challenge of ``issued_at``.

    :returns: the findings, and the card if the message proves that a trusted CA issued it.
    """
    steps = explain_message(
        signature, against=Against(trust=trust, at=at), challenge_sha256=challenge_sha256
    )
    findings = _of_steps(steps)
    try:
        signed = read(signature)
    except UserError:
        return findings, None
    see_message(findings, signature, signed, issued_at=issued_at, at=at)
    try:
        certificate = x509.load_der_x509_certificate(signed.certificate)
        see_certificate(findings, certificate, at=at)
        card = _seen_card(certificate, steps, trust)
    except UNPARSABLE:
        card = None
    return findings, card


def _of_steps(steps: tuple[Step, ...]) -> Findings:
    findings = Findings()
    refused: set[Assumption] = set()
    for step in steps:
        assumption = _BY_TEXT.get((step.rule, step.clause))
        if assumption is None or assumption in refused:
            continue  # What is accepted beyond the strict form has an assumption of its own.
        if step.outcome is Outcome.REFUSED:
            refused.add(assumption)
            findings.differs(assumption, step.found)
        elif step.outcome is Outcome.PASSED:
            before = findings.by_assumption.get(assumption)
            findings.held(assumption, f"{before.found}; {step.found}" if before else step.found)
    return findings


def _seen_card(
    certificate: x509.Certificate, steps: tuple[Step, ...], trust: TrustStore
) -> SeenCard | None:
    passed = {(step.rule, step.clause) for step in steps if step.outcome is Outcome.PASSED}
    if not {(rule.text, rule.clause) for rule in _PROVING} <= passed:
        return None
    return SeenCard(
        issuer=trust.issuer_of(certificate),
        serial_number=certificate.serial_number,
        crl_urls=crl_urls(certificate),
        ocsp_urls=ocsp_urls(certificate),
    )
