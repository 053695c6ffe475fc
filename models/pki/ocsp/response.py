"""The parser of OCSP responses, before any verification (RFC 6960 §4.2).

`cryptography` parses the response. Three things that it does not expose are read from the bytes:
the parameters of the signature's algorithm, the unused bits of the signature, and the extensions of
a SingleResponse that is one of several (decision 37).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.ocsp import OCSPCertStatus, OCSPResponseStatus

from models.pki.der import reader as der
from models.pki.der.extensions import read_extension
from models.pki.der.outline import UNPARSABLE
from models.pki.ocsp.request import Question


class OCSPProblem(StrEnum):
    """The reason why a response is unusable."""

    TOO_LARGE = "TOO_LARGE"
    UNREADABLE = "UNREADABLE"
    NOT_SUCCESSFUL = "NOT_SUCCESSFUL"
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
    """A response is not used; this is for the operator, because a user cannot fix it."""

    def __init__(self, problem: OCSPProblem, *, said: str = "") -> None:
        super().__init__(f"{problem.value} {said}".strip())
        self.problem = problem


class CertStatus(StrEnum):
    """The status of a certificate in a response; a hold is a revocation that may end."""

    GOOD = "GOOD"
    REVOKED = "REVOKED"
    ON_HOLD = "ON_HOLD"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True, slots=True)
class Single:
    """The response about one certificate."""

    status: CertStatus
    this_update: datetime
    next_update: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Basic:
    """The parts of a BasicOCSPResponse; names and algorithms are whole DER elements.

    The responder is identified by ``responder_name`` or by ``responder_key``, the SHA-1 of its key.
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


_MOST_CERTIFICATES = 8
_LONGEST_NONCE = 128


def read_basic(response: bytes, *, question: Question) -> Basic:
    """Parse an OCSPResponse (DER) with exactly one answer about the certificate in question.

    :raises OCSPUnusable: when the responder declines, or answers about another certificate.
    :raises der.Malformed: when it is not an OCSPResponse with a BasicOCSPResponse.
    """
    try:
        parsed = ocsp.load_der_ocsp_response(response)
        if parsed.response_status is not OCSPResponseStatus.SUCCESSFUL:
            declined = parsed.response_status.name
            raise OCSPUnusable(OCSPProblem.NOT_SUCCESSFUL, said=declined)
        return _basic(parsed, response, question)
    except UNPARSABLE as problem:
        # Some parts are parsed, and refused, only when a property is read.
        raise der.Malformed(str(problem)) from problem


def _basic(parsed: ocsp.OCSPResponse, response: bytes, question: Question) -> Basic:
    signed = parsed.tbs_response_bytes
    algorithm, signature = _signature(response)
    single = _only_ours(parsed.responses, question)
    _check_single_extensions(signed)
    name = parsed.responder_name
    return Basic(
        signed=signed,
        algorithm=algorithm,
        signature=signature,
        certificates=_certificates(parsed),
        responder_name=None if name is None else name.public_bytes(),
        responder_key=parsed.responder_key_hash,
        produced_at=parsed.produced_at_utc,
        single=single,
        nonce=_nonce(parsed.extensions),
    )


def _signature(response: bytes) -> tuple[bytes, bytes]:
    outer = der.outermost(response)
    outer.content(der.ENUMERATED)
    wrapped = outer.enter(der.context(0)).enter(der.SEQUENCE)
    wrapped.content(der.OBJECT_IDENTIFIER)
    basic = wrapped.enter(der.OCTET_STRING).enter(der.SEQUENCE)
    basic.content(der.SEQUENCE)
    algorithm, signature = basic.whole(der.SEQUENCE), basic.content(der.BIT_STRING)
    if signature[:1] != b"\0":
        raise der.Malformed("a signature that does not end with an octet")
    return algorithm, signature[1:]


def _certificates(parsed: ocsp.OCSPResponse) -> tuple[bytes, ...]:
    certificates = parsed.certificates
    if len(certificates) > _MOST_CERTIFICATES:
        raise der.Malformed("more certificates than any responder has")
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates)


def _only_ours(responses: Iterable[ocsp.OCSPSingleResponse], question: Question) -> Single:
    # RFC 6960 §4.2.1: an answer may have others beside ours, which say nothing of ours.
    ours = [
        response
        for response in responses
        if response.serial_number == question.serial_number and question.is_about(response)
    ]
    if not ours:
        raise OCSPUnusable(OCSPProblem.WRONG_CERTIFICATE)
    if len(ours) > 1:
        raise OCSPUnusable(OCSPProblem.TWO_ANSWERS)
    return Single(
        status=_status(ours[0]),
        this_update=ours[0].this_update_utc,
        next_update=ours[0].next_update_utc,
    )


def _status(response: ocsp.OCSPSingleResponse) -> CertStatus:
    if response.certificate_status is OCSPCertStatus.GOOD:
        return CertStatus.GOOD
    if response.certificate_status is OCSPCertStatus.UNKNOWN:
        return CertStatus.UNKNOWN
    reason = response.revocation_reason
    if reason is x509.ReasonFlags.remove_from_crl:
        # It belongs in delta lists: a certificate that was on hold is good again.
        raise der.Malformed("reason")
    is_hold = reason is x509.ReasonFlags.certificate_hold
    return CertStatus.ON_HOLD if is_hold else CertStatus.REVOKED


def _check_single_extensions(signed: bytes) -> None:
    data = der.outermost(signed)
    data.skip()  # The responder's identifier.
    data.content(der.GENERALIZED_TIME)
    responses = data.enter(der.SEQUENCE)
    while responses.next_tag() is not None:
        response = responses.enter(der.SEQUENCE)
        response.content(der.SEQUENCE)
        response.skip()  # The status, whose tag may be that of the extensions.
        response.content(der.GENERALIZED_TIME)
        if response.next_tag() == der.context(0):
            response.content(der.context(0))
        if response.next_tag() is not None:
            _check_extensions(response.enter(der.context(1)).enter(der.SEQUENCE))


def _check_extensions(extensions: der.Reader) -> None:
    found: set[bytes] = set()
    while extensions.next_tag() is not None:
        extension = read_extension(extensions)
        if extension.kind in found:
            raise der.Malformed("an extension twice")
        if extension.critical:
            raise OCSPUnusable(OCSPProblem.UNKNOWN_CRITICAL)
        found.add(extension.kind)


def _nonce(extensions: x509.Extensions) -> bytes | None:
    nonce = None
    for extension in extensions:
        if isinstance(extension.value, x509.OCSPNonce):
            nonce = extension.value.nonce
        elif extension.critical:
            raise OCSPUnusable(OCSPProblem.UNKNOWN_CRITICAL)
    # RFC 9654 §2.1.
    if nonce is not None and not 1 <= len(nonce) <= _LONGEST_NONCE:
        raise der.Malformed("nonce")
    return nonce
