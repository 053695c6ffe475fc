"""The steps of an OCSP answer: about a card of a trusted CA, by its responder, in time, good."""

from collections.abc import Mapping
from types import MappingProxyType

from cryptography.x509 import ocsp

from models.pki.der import reader as der
from models.pki.der.outline import UNPARSABLE
from models.pki.explain.certificate import NO_ANCHORS, Against
from models.pki.explain.step import Rule, Step, Trace
from models.pki.ocsp.responder import verify_responder
from models.pki.ocsp.response import Basic, OCSPProblem, OCSPUnusable, read_basic
from models.pki.ocsp.status import LARGEST, AnswerRules, Question, judge_answer
from models.pki.path.trust import TrustStore

_SIZE = Rule(f"at most {LARGEST // 1024} KB", "our own limit")
_FORM = Rule("an OCSPResponse with a BasicOCSPResponse", "RFC 6960 §4.2.1")
_SUCCESSFUL = Rule("the responder answers", "RFC 6960 §4.2.1, §4.2.2.3")
_ABOUT = Rule("one answer about a certificate of a trusted CA", "RFC 6960 §3.2 (1), §4.1.1")
_CRITICAL = Rule("every critical extension is known", "RFC 6960 §4.4")
_RESPONDER = Rule(
    "the CA, its delegate or a pinned responder signed", "RFC 6960 §3.2 (2) to (4), §4.2.2.2"
)
_NONCE = Rule("the question's nonce, or none", "RFC 9654 §2.1")
_TIME = Rule("neither from the future nor too old", "RFC 6960 §3.2 (5), (6); RFC 5019 §4")
_GOOD = Rule("the certificate is good", "RFC 6960 §2.2")

_BY_PROBLEM: Mapping[OCSPProblem, Rule] = MappingProxyType(
    {
        OCSPProblem.TOO_LARGE: _SIZE,
        OCSPProblem.UNREADABLE: _FORM,
        OCSPProblem.NOT_SUCCESSFUL: _SUCCESSFUL,
        OCSPProblem.WRONG_CERTIFICATE: _ABOUT,
        OCSPProblem.TWO_ANSWERS: _ABOUT,
        OCSPProblem.UNKNOWN_CRITICAL: _CRITICAL,
        OCSPProblem.RESPONDER_UNKNOWN: _RESPONDER,
        OCSPProblem.RESPONDER_UNFIT: _RESPONDER,
        OCSPProblem.RESPONDER_REVOKED: _RESPONDER,
        OCSPProblem.WRONG_SIGNATURE: _RESPONDER,
        OCSPProblem.NONCE_WRONG: _NONCE,
        OCSPProblem.NONCE_MISSING: _NONCE,
        OCSPProblem.FUTURE: _TIME,
        OCSPProblem.STALE: _TIME,
    }
)
# More than a responder answers at once.
_MOST_SINGLES = 32


def explain_answer(response: bytes, *, against: Against, rules: AnswerRules) -> tuple[Step, ...]:
    """Judge an answer (DER) by the rules, up to the first that refuses.

    The question is not known: it is taken to be about the answer's certificate and with its nonce.
    """
    trace = Trace()
    with trace.until_refused():
        if len(response) > LARGEST:
            trace.refuse(_SIZE, f"{len(response)} octets")
        trace.passed(_SIZE, f"{len(response)} octets")
        if against.trust is None:
            trace.not_judged(_RESPONDER, NO_ANCHORS)
            return tuple(trace.steps)
        with trace.refused_by(_rule_of):
            basic, question = _read(response, against.trust)
        trace.passed(_FORM, f"signed {basic.produced_at:%Y-%m-%dT%H:%M:%SZ}")
        trace.passed(_ABOUT, f"of {question.issuer.name}")
        with trace.refused_by(_rule_of):
            pin = verify_responder(
                basic,
                issuer=question.issuer,
                lists=(),
                pinned=rules.pinned,
                at=against.at,
            )
        trace.passed(_RESPONDER, "pinned" if pin else "the CA itself, or appointed by it")
        _judge_rest(trace, response, basic, question, against, rules)
    return tuple(trace.steps)


def _judge_rest(
    trace: Trace,
    response: bytes,
    basic: Basic,
    question: Question,
    against: Against,
    rules: AnswerRules,
) -> None:
    with trace.refused_by(lambda refusal: _rule_of(refusal, otherwise=_GOOD)):
        judged = judge_answer(response, question=question, at=against.at, rules=rules)
    until = judged.next_update
    trace.passed(_CRITICAL, "all known")
    trace.passed(_NONCE, "none" if judged.without_nonce else "one; the question was not captured")
    trace.passed(
        _TIME,
        f"{judged.this_update:%Y-%m-%dT%H:%M:%SZ} to"
        f" {until.strftime('%Y-%m-%dT%H:%M:%SZ') if until else 'no end'},"
        f" judged as of {against.at:%Y-%m-%dT%H:%M:%SZ}",
    )
    trace.passed(_GOOD, basic.single.status)


def _read(response: bytes, trust: TrustStore) -> tuple[Basic, Question]:
    refusal = OCSPUnusable(OCSPProblem.WRONG_CERTIFICATE)
    for question in _questions(response, trust):
        try:
            basic = read_basic(response, question=question)
        except OCSPUnusable as unusable:
            refusal = unusable
            if unusable.problem is not OCSPProblem.WRONG_CERTIFICATE:
                break
            continue
        return basic, Question(
            issuer=question.issuer,
            serial_number=question.serial_number,
            nonce=basic.nonce or b"",
        )
    raise refusal


def _questions(response: bytes, trust: TrustStore) -> list[Question]:
    issuers = sorted(trust.issuers.values(), key=lambda one: one.key_id)
    return [
        Question(issuer=issuer, serial_number=number, nonce=b"")
        for number in _serial_numbers(response)
        for issuer in issuers
    ]


def _serial_numbers(response: bytes) -> list[int]:
    try:
        parsed = ocsp.load_der_ocsp_response(response)
        found = [single.serial_number for single in parsed.responses]
    except UNPARSABLE:
        # What is wrong is for the verdict's own reader to tell.
        return [1]
    if len(found) > _MOST_SINGLES:
        raise der.Malformed("more answers than any responder gives")
    return found


def _rule_of(refusal: Exception, *, otherwise: Rule = _FORM) -> Rule:
    return _BY_PROBLEM[refusal.problem] if isinstance(refusal, OCSPUnusable) else otherwise
