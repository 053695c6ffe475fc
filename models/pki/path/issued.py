"""The check that a certificate was signed by a key, under that key's name."""

from cryptography import x509

from models.core.errors import UserError, Words
from models.pki.algorithms import signature_algorithm
from models.pki.der import reader as der
from models.pki.der.outline import Outline
from models.pki.keys import PublicKey, SignatureWrong, verify


class IssuerUnknown(UserError):
    """The certificate was not issued by a trusted authority."""

    zh = Words(
        title="不接受此憑證的簽發單位",
        message="此憑證不是內政部憑證管理中心所簽發，請改用自然人憑證。",
    )
    en = Words(
        title="The issuer of this certificate is not accepted",
        message="This certificate was not issued by MOICA. Use a Citizen Digital Certificate.",
    )


def verify_issued(
    certificate: x509.Certificate,
    parts: Outline,
    *,
    issuer: Outline,
    key: PublicKey,
) -> None:
    """Verify that ``key``, the one in the certificate of ``issuer``, signed a certificate.

    :raises IssuerUnknown: when it did not, or the issuer's name is another.
    :raises AlgorithmRefused: when it is signed with less than SHA-256, or with a scheme
        that is not the key's.
    :raises der.Malformed: when its algorithm is malformed.
    """
    # RFC 5280 §6.1.3 (a)(4); compared as bytes, which is stricter than §7.1.
    if parts.issuer != issuer.subject:
        raise IssuerUnknown
    # RFC 5280 §4.1.1.2: the algorithm outside the signature is the one inside.
    if parts.inner_algorithm != parts.outer_algorithm:
        raise IssuerUnknown
    algorithm = signature_algorithm(der.Reader(parts.inner_algorithm), digest=None)
    try:
        verify(
            key=key,
            algorithm=algorithm,
            signature=certificate.signature,
            signed=certificate.tbs_certificate_bytes,
        )
    except SignatureWrong as problem:
        raise IssuerUnknown from problem
