"""The issuers' OCSP responder for the demo's cards (RFC 6960)."""

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
    """Answer a request (DER) about one certificate, signed by the issuer itself.

    A certificate that is not on the list is good (§2.2), as many responders answer; one of another
    issuer is "unauthorized".
    """
    try:
        tbs = ocsp.OCSPRequest.load(request, strict=True)["tbs_request"]
        [single] = tbs["request_list"]
        cert_id, nonce = single["req_cert"], _nonce(tbs)
        generation, issuer = _issuer_of(authority, cert_id)
    except (ValueError, TypeError, KeyError):
        return _unsuccessful("malformed_request")
    except LookupError:
        return _unsuccessful("unauthorized")
    status = _status(cards, generation, cert_id["serial_number"].native)
    return _signed(issuer, cert_id, status, nonce=nonce, at=at.replace(microsecond=0))


def _nonce(tbs: ocsp.TBSRequest) -> bytes | None:
    for extension in tbs["request_extensions"]:
        if extension["extn_id"].native == "nonce":
            nonce: bytes = extension["extn_value"].parsed.native
            return nonce
    return None


class _ForeignIssuer(LookupError):
    """The certificate is not from an issuer of the demo."""


def _issuer_of(authority: Authority, cert_id: ocsp.CertId) -> tuple[Generation, CA]:
    digest = cert_id["hash_algorithm"]["algorithm"].native
    for generation in Generation:
        issuer = authority.issuer(kind=CardKind.CITIZEN, generation=generation)
        certificate = x509.Certificate.load(issuer.der)
        names = certificate.subject.dump(), bytes(certificate.public_key["public_key"])
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
        reasons = {"keyCompromise": "key_compromise", "certificateHold": "certificate_hold"}
        info["revocation_reason"] = reasons[revocation.reason.value]
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
    response_data = ocsp.ResponseData(data)
    signature = issuer.key.sign(response_data.dump(), padding.PKCS1v15(), hashes.SHA256())
    basic = ocsp.BasicOCSPResponse(
        {
            "tbs_response_data": response_data,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": signature,
        }
    )
    response: bytes = ocsp.OCSPResponse(
        {
            "response_status": "successful",
            "response_bytes": {"response_type": "basic_ocsp_response", "response": basic},
        }
    ).dump()
    return response


def _unsuccessful(status: str) -> bytes:
    response: bytes = ocsp.OCSPResponse({"response_status": status}).dump()
    return response
