"""What a responder's answer about a card shows, as it came just now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.x509.oid import ExtensionOID

from models.core.errors import UserError
from models.core.rules import ANSWER_MADE_WITHIN
from models.pki.crl.same_hosts import SameHosts, hosts_of, of_one_group
from models.pki.crl.status import RevocationList
from models.pki.der import reader as der
from models.pki.der.outline import UNPARSABLE
from models.pki.ocsp.request import Question
from models.pki.ocsp.responder import verify_responder
from models.pki.ocsp.response import Basic, OCSPUnusable, read_basic
from models.pki.ocsp.status import AnswerRules, judge_answer
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.card import SeenCard
from models.rehearsal.finding import Findings


def see_responder_host(
    findings: Findings, card: SeenCard, *, configured: Sequence[str], same_hosts: SameHosts
) -> None:
    """Add whether the responder that a card names is one that is configured."""
    named, ours = hosts_of(card.ocsp_urls), hosts_of(configured)
    if not configured:
        listed = ", ".join(sorted(named)) or "none"
        findings.not_seen(Assumption.RESPONDER_HOST, f"{listed}; none is configured")
        return
    found = f"{', '.join(sorted(named)) or 'none'}; configured: {', '.join(sorted(ours))}"
    is_same = of_one_group(named, ours, same_hosts=same_hosts)
    findings.compare(Assumption.RESPONDER_HOST, found, holds=is_same)


def see_answer(
    findings: Findings,
    response: bytes,
    *,
    question: Question,
    rules: AnswerRules,
    lists: Sequence[RevocationList],
    at: datetime,
) -> None:
    """Add what an answer shows, whether the rules accept it or not."""
    try:
        judge_answer(response, question=question, at=at, rules=rules, lists=lists)
        findings.held(Assumption.RESPONDER_ANSWER, f"good, {len(response)} octets")
    except OCSPUnusable as unusable:
        findings.differs(Assumption.RESPONDER_ANSWER, str(unusable.problem))
    except UserError as refusal:
        findings.differs(Assumption.RESPONDER_ANSWER, refusal.code)
    try:
        basic = read_basic(response, question=question)
    except (OCSPUnusable, der.Malformed):
        return
    _see_signer(findings, basic, question=question, rules=rules, lists=lists, at=at)
    _see_nonce(findings, basic, question)
    age = at - basic.produced_at
    following = basic.single.next_update
    said = "no next update" if following is None else f"next in {_seconds(following - at)} s"
    findings.compare(
        Assumption.RESPONDER_AGE,
        f"made {_seconds(age)} s ago, {said}",
        holds=abs(age) <= ANSWER_MADE_WITHIN and following is not None,
    )


def _see_signer(
    findings: Findings,
    basic: Basic,
    *,
    question: Question,
    rules: AnswerRules,
    lists: Sequence[RevocationList],
    at: datetime,
) -> None:
    said = _described(basic)
    try:
        pin = verify_responder(
            basic, issuer=question.issuer, lists=lists, pinned=rules.pinned, at=at
        )
    except OCSPUnusable as unusable:
        findings.differs(Assumption.RESPONDER_SIGNER, f"{unusable.problem}: {said}")
        return
    except der.Malformed:
        findings.differs(Assumption.RESPONDER_SIGNER, f"UNREADABLE: {said}")
        return
    # A pinned one is accepted because the operator said so, and not by this rule.
    said = said if pin is None else f"pinned: {said}"
    findings.compare(Assumption.RESPONDER_SIGNER, said, holds=pin is None)


def _see_nonce(findings: Findings, basic: Basic, question: Question) -> None:
    if basic.nonce is None:
        findings.differs(Assumption.RESPONDER_NONCE, "none")
        return
    is_ours = basic.nonce == question.nonce
    found = f"{len(basic.nonce)} octets, {'ours' if is_ours else 'of another request'}"
    findings.compare(Assumption.RESPONDER_NONCE, found, holds=is_ours)


def _described(basic: Basic) -> str:
    """Return the key usage and purposes of the certificates in an answer."""
    if not basic.certificates:
        return "no certificate"
    return "; ".join(_usage(one) for one in basic.certificates)


def _usage(certificate: bytes) -> str:
    try:
        parsed = x509.load_der_x509_certificate(certificate)
        extensions = {one.oid: one.value for one in parsed.extensions}
    except UNPARSABLE:
        return "an unreadable certificate"
    usage = extensions.get(ExtensionOID.KEY_USAGE)
    purposes = extensions.get(ExtensionOID.EXTENDED_KEY_USAGE)
    said = "no key usage"
    if isinstance(usage, x509.KeyUsage):
        said = "digitalSignature" if usage.digital_signature else "another key usage"
    if isinstance(purposes, x509.ExtendedKeyUsage):
        said += f", for {', '.join(one.dotted_string for one in purposes)}"
    return said


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
