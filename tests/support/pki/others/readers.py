"""A card's message, a responder's answer and a list, read by other libraries for comparison."""

from typing import Annotated, NamedTuple

from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat import asn1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp


class Read(NamedTuple):
    """What every reader finds in a message."""

    content: bytes
    certificate: bytes
    attributes: int
    signature: bytes


@asn1.sequence
class _Algorithm:
    oid: x509.ObjectIdentifier
    # ANY OPTIONAL, which PSS needs, cannot be declared: "optional TLV types are not supported".
    parameters: asn1.Null | None


@asn1.sequence
class _Attribute:
    kind: x509.ObjectIdentifier
    values: asn1.SetOf[asn1.TLV]


@asn1.sequence
class _IssuerAndSerial:
    issuer: asn1.TLV
    serial: int


@asn1.sequence
class _Signer:
    version: int
    sid: _IssuerAndSerial | Annotated[bytes, asn1.Implicit(0)]
    digest: _Algorithm
    signed: Annotated[asn1.SetOf[_Attribute] | None, asn1.Implicit(0)]
    algorithm: _Algorithm
    signature: bytes
    unsigned: Annotated[asn1.SetOf[_Attribute] | None, asn1.Implicit(1)]


@asn1.sequence
class _Encapsulated:
    kind: x509.ObjectIdentifier
    content: Annotated[bytes | None, asn1.Explicit(0)]


@asn1.sequence
class _SignedData:
    version: int
    digests: asn1.SetOf[_Algorithm]
    content: _Encapsulated
    certificates: Annotated[asn1.SetOf[x509.Certificate] | None, asn1.Implicit(0)]
    lists: Annotated[asn1.SetOf[asn1.TLV] | None, asn1.Implicit(1)]
    signers: asn1.SetOf[_Signer]


@asn1.sequence
class _ContentInfo:
    kind: x509.ObjectIdentifier
    content: Annotated[_SignedData, asn1.Explicit(0)]


def by_declaration(message: bytes) -> Read:
    """Read a message with `cryptography.hazmat.asn1`."""
    data = asn1.decode_der(_ContentInfo, message).content
    [signer] = data.signers.as_list()
    assert data.certificates
    assert signer.signed
    assert data.content.content is not None
    [certificate] = data.certificates.as_list()
    return Read(
        content=data.content.content,
        certificate=certificate.public_bytes(Encoding.DER),
        attributes=len(signer.signed.as_list()),
        signature=signer.signature,
    )


def by_asn1crypto(message: bytes) -> Read:
    """Read a message with asn1crypto, strictly."""
    data = cms.ContentInfo.load(message, strict=True)["content"]
    [signer] = data["signer_infos"]
    [certificate] = data["certificates"]
    attributes = [(one["type"].native, one["values"][0].native) for one in signer["signed_attrs"]]
    return Read(
        content=data["encap_content_info"]["content"].native,
        certificate=certificate.chosen.dump(),
        attributes=len(attributes),
        signature=signer["signature"].native,
    )


def answer_whole(response: bytes) -> tuple[object, ...]:
    """Read every property of an answer with `cryptography.x509.ocsp`."""
    read = ocsp.load_der_ocsp_response(response)
    singles = [
        (
            *(one.certificate_status, one.this_update_utc, one.next_update_utc, one.serial_number),
            *(one.issuer_name_hash, one.issuer_key_hash, one.hash_algorithm),
            one.revocation_reason,
        )
        for one in read.responses
    ]
    return (
        *(singles, list(read.extensions), read.produced_at_utc, read.responder_key_hash),
        *(read.responder_name, read.signature, read.tbs_response_bytes, read.certificates),
    )


def list_whole(crl: bytes, *, issuer: x509.Certificate) -> x509.CertificateRevocationList:
    """Read a list with `cryptography`, verify it and look one number up."""
    read = x509.load_der_x509_crl(crl)
    key = issuer.public_key()
    assert read.is_signature_valid(key)  # type: ignore[arg-type]  # An issuer's key is RSA or EC.
    read.get_revoked_certificate_by_serial_number(1)
    return read
