"""The revocation status of a certificate by OCSP: good, revoked, on hold, unknown or unusable."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from models.core.rules import ANSWER_WITHOUT_NONCE_LIFE
from models.pki.crl.revocation_list import RevocationList
from models.pki.crl.status import CertificateOnHold, CertificateRevoked, RevocationUnknown
from models.pki.der import reader as der
from models.pki.ocsp.request import CertIDHash, Question
from models.pki.ocsp.responder import ResponderPin, verify_responder
from models.pki.ocsp.response import (
    Basic,
    CertStatus,
    OCSPProblem,
    OCSPUnusable,
    Single,
    read_basic,
)

__all__ = [
    "AnswerRules",
    "CertIDHash",
    "CertStatus",
    "NonceRule",
    "OCSPClearance",
    "OCSPProblem",
    "OCSPUnusable",
    "Question",
    "ResponderPin",
    "judge_answer",
]

LARGEST = 64 * 1024


class NonceRule(StrEnum):
    """Whether a response may lack our nonce; one with another nonce is always refused."""

    REQUIRED = "required"
    OPTIONAL = "optional"


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerRules:
    """The requirements on a response.

    ``longest`` is the maximum age of a response without next update. One without nonce, if it is
    accepted at all, must be younger than ``longest_without_nonce``. ``skew`` is the maximum clock
    difference, in both directions.
    """

    nonce: NonceRule = NonceRule.REQUIRED
    pinned: frozenset[ResponderPin] = frozenset()
    longest: timedelta = timedelta(days=1)
    longest_without_nonce: timedelta = ANSWER_WITHOUT_NONCE_LIFE
    skew: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class OCSPClearance:
    """The response (DER) that proves that a certificate is not revoked, and how it was verified.

    ``rules`` pins no responder but the one that answered, if it was accepted because of its pin.
    """

    response: bytes = field(repr=False)
    nonce: bytes
    rules: AnswerRules
    this_update: datetime
    next_update: datetime | None
    produced_at: datetime
    without_nonce: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.response).hexdigest()


def judge_answer(
    response: bytes,
    *,
    question: Question,
    at: datetime,
    rules: AnswerRules,
    lists: Iterable[RevocationList] = (),
) -> OCSPClearance:
    """Verify a response (DER, at most 64 KB) to a request; only good is good (RFC 6960 §3.2).

    ``lists`` are those available: a responder on one of them is refused.

    :raises OCSPUnusable: with the problem, when it cannot be trusted.
    :raises CertificateRevoked: when it revokes the certificate, however old it is.
    :raises CertificateOnHold: when it suspends it.
    :raises RevocationUnknown: when the responder does not know the certificate.
    """
    if len(response) > LARGEST:
        raise OCSPUnusable(OCSPProblem.TOO_LARGE)
    try:
        basic = read_basic(response, question=question)
        pin = verify_responder(
            basic,
            issuer=question.issuer,
            lists=lists,
            pinned=rules.pinned,
            at=at,
        )
    except der.Malformed as problem:
        raise OCSPUnusable(OCSPProblem.UNREADABLE, said=str(problem)) from problem
    single = basic.single
    # A revocation is final: a signed one counts even in an old response or one to another request.
    if single.status is CertStatus.REVOKED:
        raise CertificateRevoked
    _check_nonce(basic, question, rules)
    _check_time(basic, single, at=at, rules=rules)
    if single.status is CertStatus.ON_HOLD:
        raise CertificateOnHold
    if single.status is not CertStatus.GOOD:
        raise RevocationUnknown
    return OCSPClearance(
        response=response,
        nonce=question.nonce,
        rules=AnswerRules(
            nonce=rules.nonce,
            pinned=frozenset() if pin is None else frozenset({pin}),
            longest=rules.longest,
            longest_without_nonce=rules.longest_without_nonce,
            skew=rules.skew,
        ),
        this_update=single.this_update,
        next_update=single.next_update,
        produced_at=basic.produced_at,
        without_nonce=basic.nonce is None,
    )


def _check_nonce(basic: Basic, question: Question, rules: AnswerRules) -> None:
    if basic.nonce is not None:
        if not hmac.compare_digest(basic.nonce, question.nonce):
            raise OCSPUnusable(OCSPProblem.NONCE_WRONG)
    elif rules.nonce is NonceRule.REQUIRED:
        raise OCSPUnusable(OCSPProblem.NONCE_MISSING)


def _check_time(basic: Basic, single: Single, *, at: datetime, rules: AnswerRules) -> None:
    # RFC 6960 §3.2, RFC 5019 §4.
    if max(single.this_update, basic.produced_at) - rules.skew > at:
        raise OCSPUnusable(OCSPProblem.FUTURE)
    if single.next_update is None:
        ends = single.this_update + rules.longest
    elif single.next_update < single.this_update:
        raise OCSPUnusable(OCSPProblem.UNREADABLE)
    else:
        ends = single.next_update
    if at > ends + rules.skew:
        raise OCSPUnusable(OCSPProblem.STALE)
    # A response without nonce is made in advance, and can be replayed until then.
    if basic.nonce is None and at - basic.produced_at >= rules.longest_without_nonce:
        raise OCSPUnusable(OCSPProblem.STALE)
