"""Answer as the issuers' responder does whether a demo card was revoked (RFC 6960)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from asn1crypto import core, ocsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from web.demo.authority import Authority, CardKind, Generation, Revocation
from web.demo.catalogue import TestCard
from web.demo.hierarchy import CA
from web.demo.revocations import revocations_of

REQUEST, RESPONSE = "application/ocsp-request", "application/ocsp-response"
LARGEST_REQUEST = 4096
_LIFE = timedelta(hours=1)


def answer(
    authority: Authority, cards: Sequence[TestCard], request: bytes, *, at: datetime
) -> bytes:
    """Answer a request (DER) about one certificate; the issuer signs the answer itself.

    It answers from what the lists say, as many responders do: what was not revoked is good (§2.2).
    A certificate of a foreign issuer is nobody's to judge.
    """
    try:
        asked = ocsp.OCSPRequest.load(request, strict=True)["tbs_request"]
        [one] = asked["request_list"]
        cert_id, nonce = one["req_cert"], _nonce(asked)
        generation, issuer = _asked_about(authority, cert_id)
    except (ValueError, TypeError, KeyError):
        return _declining("malformed_request")
    except LookupError:
        return _declining("unauthorized")
    status = _status(cards, generation, cert_id["serial_number"].native)
    return _signed(issuer, cert_id, status, nonce=nonce, at=at.replace(microsecond=0))


def _nonce(asked: ocsp.TBSRequest) -> bytes | None:
    """Read the question's nonce, if it has one."""
    for extension in asked["request_extensions"]:
        if extension["extn_id"].native == "nonce":
            nonce: bytes = extension["extn_value"].parsed.native
            return nonce
    return None


class _ForeignIssuer(LookupError):
    """Say that a certificate is of an issuer for whom the demo does not answer."""


def _asked_about(authority: Authority, cert_id: ocsp.CertId) -> tuple[Generation, CA]:
    digest = cert_id["hash_algorithm"]["algorithm"].native
    for generation in Generation:
        issuer = authority.issuer(kind=CardKind.CITIZEN, generation=generation)
        own = x509.Certificate.load(issuer.der)
        names = own.subject.dump(), bytes(own.public_key["public_key"])
        hashed = tuple(hashlib.new(digest, name).digest() for name in names)
        if hashed == (cert_id["issuer_name_hash"].native, cert_id["issuer_key_hash"].native):
            return generation, issuer
    raise _ForeignIssuer


def _status(
    cards: Sequence[TestCard], generation: Generation, serial_number: int
) -> ocsp.CertStatus:
    for revocation in revocations_of(cards, generation):
        if revocation.serial_number == serial_number:
            return _revoked(revocation)
    return ocsp.CertStatus(name="good", value=core.Null())


def _revoked(revocation: Revocation) -> ocsp.CertStatus:
    info: dict[str, object] = {"revocation_time": revocation.at.replace(microsecond=0)}
    if revocation.reason is not None:
        words = {"keyCompromise": "key_compromise", "certificateHold": "certificate_hold"}
        info["revocation_reason"] = words[revocation.reason.value]
    return ocsp.CertStatus(name="revoked", value=ocsp.RevokedInfo(info))


def _signed(
    issuer: CA,
    cert_id: ocsp.CertId,
    status: ocsp.CertStatus,
    *,
    nonce: bytes | None,
    at: datetime,
) -> bytes:
    single = {
        "cert_id": cert_id,
        "cert_status": status,
        "this_update": at,
        "next_update": at + _LIFE,
    }
    key = bytes(x509.Certificate.load(issuer.der).public_key["public_key"])
    name = hashlib.sha1(key, usedforsecurity=False).digest()
    data = {
        "responder_id": ocsp.ResponderId(name="by_key", value=core.OctetString(name)),
        "produced_at": at,
        "responses": [single],
    }
    if nonce is not None:
        data["response_extensions"] = [{"extn_id": "nonce", "extn_value": core.OctetString(nonce)}]
    said = ocsp.ResponseData(data)
    signature = issuer.key.sign(said.dump(), padding.PKCS1v15(), hashes.SHA256())
    basic = ocsp.BasicOCSPResponse(
        {
            "tbs_response_data": said,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": signature,
        }
    )
    whole: bytes = ocsp.OCSPResponse(
        {
            "response_status": "successful",
            "response_bytes": {"response_type": "basic_ocsp_response", "response": basic},
        }
    ).dump()
    return whole


def _declining(status: str) -> bytes:
    declined: bytes = ocsp.OCSPResponse({"response_status": status}).dump()
    return declined
