"""The fingerprint by which a certificate is known, the same for both forms of its signature.

Of an ECDSA signature (r, s), (r, n − s) is one too, and everybody can compute it: a certificate
would have two fingerprints, and a bound card could pass for another one.
"""

import hashlib

from models.pki.algorithms import ECDSA_PREFIX, is_ecdsa
from models.pki.der import reader as der
from models.pki.der.writer import tagged, written_integer

# The orders of P-256 and P-384 (SP 800-186, §3.2.1).
_ORDERS = (
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
        "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
        16,
    ),
)


def fingerprint(certificate: bytes) -> str:
    """Return the SHA-256 of a certificate (DER) with an ECDSA signature's lower s, in hexadecimal.

    For RSA, and for an ECDSA signature with the lower s, it is that of the certificate as it is;
    so it is for whatever is no certificate.
    """
    try:
        usual = _with_lower_s(certificate)
    except der.Malformed:
        usual = certificate
    return hashlib.sha256(usual).hexdigest()


def _with_lower_s(certificate: bytes) -> bytes:
    if ECDSA_PREFIX not in certificate:
        return certificate
    outer = der.outermost(certificate)
    signed, algorithm = outer.whole(der.SEQUENCE), outer.whole(der.SEQUENCE)
    signature = outer.content(der.BIT_STRING)
    if not is_ecdsa(algorithm):
        return certificate
    # RFC 3279 §2.2.3, after the number of unused bits.
    pair = der.outermost(signature[1:])
    r, s = pair.integer(), pair.integer()
    # The numbers tell the curve: of P-384, both are below 2^256 once in 2^256.
    order = next((order for order in _ORDERS if 0 < r < order and 0 < s < order), 0)
    if 2 * s <= order or not order:
        return certificate
    lower = tagged(der.SEQUENCE, written_integer(r) + written_integer(order - s))
    bits = tagged(der.BIT_STRING, signature[:1] + lower)
    return tagged(der.SEQUENCE, signed + algorithm + bits)
