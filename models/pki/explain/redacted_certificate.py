"""The steps of a certificate of which only tags, lengths and object identifiers are known."""

from models.pki.algorithms import signature_algorithm
from models.pki.der import reader as der
from models.pki.der.outline import Outline, outline
from models.pki.explain.outlined import NotOutlined, outlined
from models.pki.explain.step import Rule, Step, Trace

_FORM = Rule("a certificate in DER", "RFC 5280 §4.1")
_ALGORITHM = Rule("signed with SHA-256 or longer, RSA or ECDSA", "RFC 5754 §3; RFC 5758 §3")
_REST = Rule("issuer, dates, key usage, policy and holder", "RFC 5280 §4.1.2, §4.2, §6.1.3")


def explain_redacted_certificate(refilled: bytes) -> tuple[Step, ...]:
    """Judge a refilled certificate by what can be seen without its values."""
    trace = Trace()
    with trace.until_refused():
        parts = trace.judge(_FORM, lambda: outline(refilled), _named)
        trace.judge(
            _ALGORITHM,
            lambda: signature_algorithm(der.Reader(parts.inner_algorithm), digest=None),
            lambda found: f"{found.scheme} with {found.digest}",
        )
        trace.not_judged(_REST, "not seen: the values are redacted")
    return tuple(trace.steps)


def _named(parts: Outline) -> str:
    return (
        f"algorithm {_algorithm(parts.inner_algorithm)} inside,"
        f" {_algorithm(parts.outer_algorithm)} outside"
    )


def _algorithm(identifier: bytes) -> str:
    try:
        return next(outlined(identifier)[0].identifiers(), "none")
    except NotOutlined:
        return "unreadable"
