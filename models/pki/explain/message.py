"""The steps of a signed message: its form, its signature, its certificate and the card's number."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType

from models.pki.algorithms import AlgorithmRefused
from models.pki.cms.attributes import SignedAttributesWrong
from models.pki.cms.message import (
    LARGEST_DER,
    SignatureTooLarge,
    SignatureUnreadable,
    SignedContent,
    SignerCertificateMissing,
    SignerNotSingle,
    read,
)
from models.pki.explain.certificate import Against, judge_chain, loaded
from models.pki.explain.outlined import Element, NotOutlined, outlined
from models.pki.explain.step import Rule, Step, Trace, reason
from models.pki.tolerance import CLAUSES, Tolerance
from models.pki.verdict import check_content, check_signature, read_card_number

SIZE = Rule(f"at most {LARGEST_DER // 1024} KB", "our own limit")
FORM = Rule("CMS SignedData over plain data", "RFC 5652 §3, §5.1, §5.2")
SIGNER = Rule("one signer", "RFC 5652 §5.1, §5.3")
CERTIFICATE = Rule("the signer's certificate is in the message", "RFC 5652 §5.1, §5.3")
ALGORITHMS = Rule("SHA-256 or longer with RSA or ECDSA, one digest", "RFC 5754 §2, §3; RFC 4055")
ATTRIBUTES = Rule("signed attributes, each once", "RFC 5652 §5.3, §11")
CONTENT = Rule("the content is attached", "RFC 5652 §5.2")
CHALLENGE = Rule("the content is the challenge", "RFC 5652 §5.4")
SIGNATURE = Rule("the key signed the attributes, and they the content", "RFC 5652 §5.4, §5.6")
CARD_NUMBER = Rule("a card number among the attributes", "2.16.886.1.100.2.204")
REVOCATION = Rule("the certificate is not revoked", "RFC 5280 §6.3; RFC 6960 §3.2")

# What reading refuses, by the rule that it broke.
_BY_REFUSAL: Mapping[type[Exception], Rule] = MappingProxyType(
    {
        SignatureTooLarge: SIZE,
        SignatureUnreadable: FORM,
        SignerNotSingle: SIGNER,
        SignerCertificateMissing: CERTIFICATE,
        AlgorithmRefused: ALGORITHMS,
        SignedAttributesWrong: ATTRIBUTES,
    }
)
# How a message was encoded can be told without its values; versions, the order of attributes and
# the characters of a number cannot.
_SEEN_WITHOUT_VALUES = frozenset({Tolerance.INDEFINITE_LENGTH, Tolerance.SEGMENTED_CONTENT})
_OF_BER = frozenset(
    {Tolerance.INDEFINITE_LENGTH, Tolerance.LONG_LENGTH, Tolerance.SEGMENTED_CONTENT}
)
_REDACTED = "not seen: the values are redacted"


def explain_message(
    cms: bytes, *, against: Against, challenge_sha256: bytes | None = None
) -> tuple[Step, ...]:
    """Judge a message (BER) by the rules, up to the first that refuses.

    Without the SHA-256 of a challenge it is not judged whether the content is one.
    """
    trace = Trace()
    with trace.until_refused():
        message = _judge_form(trace, cms)
        for tolerance in sorted(message.tolerances):
            _accept(trace, tolerance)
        content = message.content or b""
        digest = hashlib.sha256(content).digest()
        trace.judge(
            CONTENT,
            lambda: check_content(message, digest),
            lambda _: f"{len(content)} octets",
        )
        _judge_challenge(trace, message, challenge_sha256)
        certificate, parts = loaded(trace, message.certificate)
        trace.judge(
            SIGNATURE,
            lambda: check_signature(message, certificate),
            lambda _: f"{len(message.signature)} octets verified",
        )
        judge_chain(trace, certificate, parts, against=against, message=message)
        _, rewritten = trace.judge(
            CARD_NUMBER,
            lambda: read_card_number(message.attributes),
            lambda both: f"{both[0][:2]} and {len(both[0]) - 2} digits",
        )
        for tolerance in rewritten:
            _accept(trace, tolerance)
        trace.not_judged(REVOCATION, "looked up by the service, in its lists or at a responder")
    return tuple(trace.steps)


def explain_redacted_message(cms: bytes) -> tuple[Step, ...]:
    """Judge a refilled message by what can be seen without its values."""
    trace = Trace()
    with trace.until_refused():
        message = _judge_form(trace, cms)
        for tolerance in sorted(message.tolerances & _SEEN_WITHOUT_VALUES):
            _accept(trace, tolerance)
        digest = hashlib.sha256(message.content or b"").digest()
        trace.judge(
            CONTENT,
            lambda: check_content(message, digest),
            lambda _: f"{len(message.content or b'')} octets",
        )
        trace.not_judged(SIGNATURE, _REDACTED)
        if message.attributes.card_number is None:
            # The verdict's own refusal: there is none to read.
            trace.judge(CARD_NUMBER, lambda: read_card_number(message.attributes), str)
        trace.not_judged(CARD_NUMBER, f"{len(message.attributes.card_number or '')} characters")
    return tuple(trace.steps)


def _judge_form(trace: Trace, cms: bytes) -> SignedContent:
    with trace.refused_by(_rule_of, lambda refusal: _found(refusal, cms)):
        message = read(cms)
    attributes = message.attributes
    trace.passed(SIZE, f"{len(cms)} octets")
    trace.passed(FORM, "in BER" if message.tolerances & _OF_BER else "in DER")
    trace.passed(SIGNER, "one")
    trace.passed(CERTIFICATE, f"{len(message.certificate)} octets")
    trace.passed(ALGORITHMS, f"{message.algorithm.scheme} with {message.algorithm.digest}")
    optional = {
        "signing time": attributes.signing_time,
        "nonce": attributes.nonce,
        "card number": attributes.card_number,
    }
    there = [name for name, value in optional.items() if value is not None]
    trace.passed(ATTRIBUTES, ", ".join(["content type", "message digest", *there]))
    return message


def _judge_challenge(trace: Trace, message: SignedContent, sha256: bytes | None) -> None:
    if sha256 is None:
        trace.not_judged(CHALLENGE, "a captured answer does not tell what was to be signed")
        return
    wanted = sha256
    trace.judge(CHALLENGE, lambda: check_content(message, wanted), lambda _: "the same octets")


def _rule_of(refusal: Exception) -> Rule:
    return _BY_REFUSAL.get(type(refusal), FORM)


def _found(refusal: Exception, cms: bytes) -> str:
    if not isinstance(refusal, AlgorithmRefused):
        return reason(refusal)
    try:
        *_, signers = _signed_data(outlined(cms)).inside or ()
        return f"{reason(refusal)}: the signer names {', '.join(signers.identifiers())}"
    except (NotOutlined, ValueError, IndexError):
        return reason(refusal)


def _signed_data(message: tuple[Element, ...]) -> Element:
    return ((message[0].inside or ())[1].inside or ())[0]


def _accept(trace: Trace, tolerance: Tolerance) -> None:
    clause, _, text = CLAUSES[tolerance].partition(": ")
    trace.passed(Rule(f"accepted beyond the strict form: {text}", clause), tolerance.value)
