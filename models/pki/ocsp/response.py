"""Reading a responder's answer, nothing of it believed yet (RFC 6960 §4.2)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from models.pki.crl.index import CERTIFICATE_HOLD, REASONS
from models.pki.der import reader as der
from models.pki.der.extensions import read_extension
from models.pki.ocsp.request import NONCE, Question


class OCSPProblem(StrEnum):
    """Name what makes an answer unusable."""

    TOO_LARGE = "TOO_LARGE"
    UNREADABLE = "UNREADABLE"
    NOT_SUCCESSFUL = "NOT_SUCCESSFUL"
    NOT_BASIC = "NOT_BASIC"
    WRONG_CERTIFICATE = "WRONG_CERTIFICATE"
    TWO_ANSWERS = "TWO_ANSWERS"
    UNKNOWN_CRITICAL = "UNKNOWN_CRITICAL"
    RESPONDER_UNKNOWN = "RESPONDER_UNKNOWN"
    RESPONDER_UNFIT = "RESPONDER_UNFIT"
    RESPONDER_REVOKED = "RESPONDER_REVOKED"
    WRONG_SIGNATURE = "WRONG_SIGNATURE"
    NONCE_WRONG = "NONCE_WRONG"
    NONCE_MISSING = "NONCE_MISSING"
    FUTURE = "FUTURE"
    STALE = "STALE"


class OCSPUnusable(Exception):
    """Say why an answer is not used; for the operator, since nobody who signs in can mend it."""

    def __init__(self, problem: OCSPProblem, *, said: str = "") -> None:
        super().__init__(f"{problem.value} {said}".strip())
        self.problem = problem


class CertStatus(StrEnum):
    """Name what a responder says of a certificate; a hold is a revocation that may end."""

    GOOD = "GOOD"
    REVOKED = "REVOKED"
    ON_HOLD = "ON_HOLD"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Single:
    """Keep what is said of one certificate."""

    status: CertStatus
    this_update: datetime
    next_update: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Basic:
    """Keep the parts of a BasicOCSPResponse; names and algorithms are whole DER elements.

    A responder is named by ``responder_name`` or by ``responder_key``, the SHA-1 of its key.
    """

    signed: bytes
    algorithm: bytes
    signature: bytes
    certificates: tuple[bytes, ...]
    responder_name: bytes | None
    responder_key: bytes | None
    produced_at: datetime
    single: Single
    nonce: bytes | None


_BASIC = der.oid("1.3.6.1.5.5.7.48.1.1")
# RFC 6960 §4.2.1; 4 is not used.
_STATUSES = {
    1: "malformedRequest",
    2: "internalError",
    3: "tryLater",
    5: "sigRequired",
    6: "unauthorized",
}
_SUCCESSFUL = 0
_MOST_CERTIFICATES = 8
_GOOD, _UNKNOWN = 0x80, 0x82
_LONGEST_NONCE = 128


def read_basic(response: bytes, *, question: Question) -> Basic:
    """Read an OCSPResponse (DER) that must say exactly one thing of the certificate asked about.

    :raises OCSPUnusable: when the responder declines, answers in another way, or about another.
    :raises der.Malformed: when it is not an OCSPResponse.
    """
    outer = der.outermost(response)
    status = outer.integer(der.ENUMERATED)
    if status != _SUCCESSFUL:
        if status not in _STATUSES:
            raise der.Malformed("status")
        raise OCSPUnusable(OCSPProblem.NOT_SUCCESSFUL, said=_STATUSES[status])
    explicit = outer.enter(der.context(0))
    outer.end()
    wrapped = explicit.enter(der.SEQUENCE)
    explicit.end()
    if wrapped.content(der.OBJECT_IDENTIFIER) != _BASIC:
        raise OCSPUnusable(OCSPProblem.NOT_BASIC)
    content = wrapped.content(der.OCTET_STRING)
    wrapped.end()
    basic = der.outermost(content)
    signed, algorithm = basic.whole(der.SEQUENCE), basic.whole(der.SEQUENCE)
    signature = basic.content(der.BIT_STRING)
    if signature[:1] != b"\0":
        raise der.Malformed("a signature that does not end with an octet")
    certificates = _certificates(basic) if basic.next_tag() is not None else ()
    basic.end()
    return _read_data(signed, algorithm, signature[1:], certificates, question)


def _certificates(basic: der.Reader) -> tuple[bytes, ...]:
    explicit = basic.enter(der.context(0))
    carried = explicit.enter(der.SEQUENCE)
    explicit.end()
    found: list[bytes] = []
    while carried.next_tag() is not None:
        if len(found) == _MOST_CERTIFICATES:
            raise der.Malformed("more certificates than any responder has")
        found.append(carried.whole(der.SEQUENCE))
    return tuple(found)


def _read_data(
    signed: bytes,
    algorithm: bytes,
    signature: bytes,
    certificates: tuple[bytes, ...],
    question: Question,
) -> Basic:
    # The version, 1, is a default and therefore absent.
    data = der.outermost(signed)
    name = key = None
    if data.next_tag() == der.context(1):
        explicit = data.enter(der.context(1))
        name = explicit.whole(der.SEQUENCE)
    else:
        explicit = data.enter(der.context(2))
        key = explicit.content(der.OCTET_STRING)
    explicit.end()
    produced_at = _time(data)
    single = _only_ours(data.enter(der.SEQUENCE), question)
    extensions = _extensions(data)
    data.end()
    return Basic(
        signed=signed,
        algorithm=algorithm,
        signature=signature,
        certificates=certificates,
        responder_name=name,
        responder_key=key,
        produced_at=produced_at,
        single=single,
        nonce=_nonce(extensions[NONCE]) if NONCE in extensions else None,
    )


def _only_ours(responses: der.Reader, question: Question) -> Single:
    found = None
    while responses.next_tag() is not None:
        response = responses.enter(der.SEQUENCE)
        ours = question.is_about(response.enter(der.SEQUENCE))
        single = _single(response)
        if ours and found is not None:
            raise OCSPUnusable(OCSPProblem.TWO_ANSWERS)
        found = single if ours else found
    if found is None:
        raise OCSPUnusable(OCSPProblem.WRONG_CERTIFICATE)
    return found


def _single(response: der.Reader) -> Single:
    status = _status(response)
    this_update = _time(response)
    next_update = None
    if response.next_tag() == der.context(0):
        explicit = response.enter(der.context(0))
        next_update = _time(explicit)
        explicit.end()
    _extensions(response)
    response.end()
    return Single(status=status, this_update=this_update, next_update=next_update)


def _status(response: der.Reader) -> CertStatus:
    tag = response.next_tag()
    if tag == der.context(1):
        revoked = response.enter(der.context(1))
        _time(revoked)
        reason = 0
        if revoked.next_tag() is not None:
            explicit = revoked.enter(der.context(0))
            reason = explicit.integer(der.ENUMERATED)
            explicit.end()
        revoked.end()
        # removeFromCRL is among those that are no reason: what was on hold is good again.
        if reason not in REASONS:
            raise der.Malformed("reason")
        return CertStatus.ON_HOLD if reason == CERTIFICATE_HOLD else CertStatus.REVOKED
    if tag not in (_GOOD, _UNKNOWN) or response.content(tag):
        raise der.Malformed("certificate status")
    return CertStatus.GOOD if tag == _GOOD else CertStatus.UNKNOWN


def _extensions(parent: der.Reader) -> dict[bytes, bytes]:
    """Read the extensions that end a response or a single response, if there are any."""
    found: dict[bytes, bytes] = {}
    if parent.next_tag() is None:
        return found
    explicit = parent.enter(der.context(1))
    extensions = explicit.enter(der.SEQUENCE)
    explicit.end()
    while extensions.next_tag() is not None:
        extension = read_extension(extensions)
        if extension.kind in found:
            raise der.Malformed("an extension twice")
        if extension.critical and extension.kind != NONCE:
            raise OCSPUnusable(OCSPProblem.UNKNOWN_CRITICAL)
        found[extension.kind] = extension.value
    return found


def _nonce(value: bytes) -> bytes:
    # RFC 9654 §2.1.
    reader = der.Reader(value)
    nonce = reader.content(der.OCTET_STRING)
    reader.end()
    if not 1 <= len(nonce) <= _LONGEST_NONCE:
        raise der.Malformed("nonce")
    return nonce


def _time(reader: der.Reader) -> datetime:
    # RFC 6960 §4.2.2.1: GeneralizedTime always, to the second.
    if reader.next_tag() != der.GENERALIZED_TIME:
        raise der.Malformed("time")
    return reader.time()
