"""What a signed message shows besides what the verdict requires of it."""

import re
from collections.abc import Iterable
from datetime import datetime

from models.core.rules import COMPUTER_CLOCK_DRIFT
from models.pki.algorithms import Algorithm, Scheme
from models.pki.cms.message import SignedContent
from models.pki.explain.outlined import Element, NotOutlined, outlined
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.finding import Findings

_USUAL_ALGORITHM = Algorithm("sha256", Scheme.RSA_PKCS1)
_USUAL_NUMBER = re.compile(r"[A-Z]{2}[0-9]{14}")
_CARD_NUMBER = "2.16.886.1.100.2.204"
_TEXTS = {
    "04": "OCTET STRING",
    "0c": "UTF8String",
    "12": "NumericString",
    "13": "PrintableString",
    "14": "T61String",
    "16": "IA5String",
    "1a": "VisibleString",
    "1e": "BMPString",
}


def see_message(
    findings: Findings,
    signature: bytes,
    signed: SignedContent,
    *,
    issued_at: datetime,
    at: datetime,
) -> None:
    """Add what a parsed message shows; the challenge was issued and received at these times."""
    attributes, algorithm = signed.attributes, signed.algorithm
    beyond = ", ".join(sorted(signed.tolerances))
    findings.compare(Assumption.MESSAGE_IN_DER, beyond or "DER", holds=not beyond)
    # What the verdict refuses of them stays as it is.
    if Assumption.ALGORITHMS in findings.by_assumption and algorithm != _USUAL_ALGORITHM:
        findings.differs(Assumption.ALGORITHMS, f"{algorithm.scheme} with {algorithm.digest}")
    _see_card_number(findings, signature, attributes.card_number)
    nonce = attributes.nonce
    length = "none" if nonce is None else f"{len(nonce)} octets"
    findings.compare(Assumption.NONCE_COPIED, length, holds=nonce is not None)
    time = attributes.signing_time
    findings.compare(
        Assumption.SIGNING_TIME, "none" if time is None else "a time", holds=time is not None
    )
    if time is not None:
        # It was signed between the two.
        beside = max(time - at, issued_at - time)
        found = f"{max(round(beside.total_seconds()), 0)} s"
        findings.compare(Assumption.COMPUTER_CLOCK, found, holds=beside <= COMPUTER_CLOCK_DRIFT)


def _see_card_number(findings: Findings, signature: bytes, number: str | None) -> None:
    if number is None:
        findings.differs(Assumption.CARD_NUMBER, "none")
        return
    findings.held(Assumption.CARD_NUMBER, _type_of_number(signature))
    is_usual = _USUAL_NUMBER.fullmatch(number)
    found = "2 letters and 14 digits" if is_usual else f"{len(number)} characters"
    findings.compare(Assumption.CARD_NUMBER_FORM, found, holds=is_usual)


def _type_of_number(signature: bytes) -> str:
    try:
        value = _value_of(_CARD_NUMBER, outlined(signature))
    except NotOutlined:
        value = None
    return "a text" if value is None else f"{_TEXTS.get(value.tag, value.tag)} of {value.length}"


def _value_of(oid: str, elements: Iterable[Element]) -> Element | None:
    """Return the first value of the attribute with this type, somewhere below."""
    for element in elements:
        inside = element.inside or ()
        if len(inside) > 1 and inside[0].oid == oid and inside[1].inside:
            return inside[1].inside[0]
        found = _value_of(oid, inside)
        if found is not None:
            return found
    return None
