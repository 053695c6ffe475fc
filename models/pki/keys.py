"""The requirements on public keys, and the only place where signatures are verified."""

import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.x509 import Certificate

from models.core.errors import UserError, Words
from models.pki.algorithms import ALL_SCHEMES, RSA_ONLY, Algorithm, AlgorithmRefused, Scheme


class KeyTooWeak(UserError):
    """The card's key is too weak or of an unsupported type."""

    zh = Words(
        title="憑證的金鑰強度不足",
        message="憑證金鑰不符安全規定，請向戶政事務所申請換發自然人憑證。",
    )
    en = Words(
        title="The certificate's key is too weak",
        message=(
            "The certificate's key does not meet the security requirements. Have the card "
            "reissued at a household registration office."
        ),
    )


class SignatureWrong(UserError):
    """The signature could not be verified."""

    zh = Words(title="簽章驗證失敗", message="簽章驗證未通過，請重新按「取得憑證資訊」。")
    en = Words(
        title="The signature could not be verified",
        message="The signature is not valid. Read the card again.",
    )


PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_PREHASHED = {name: Prehashed(algorithm) for name, algorithm in _HASHES.items()}
_SHORTEST_KEY, _LONGEST_KEY = 2048, 8192
# FIPS 186-5 §5.1: the exponent is odd, above 2^16 and below 2^256.
_LEAST_EXPONENT, _EXPONENT_BITS = 65537, 256
_CURVES = (ec.SECP256R1, ec.SECP384R1)


def sound_key(certificate: Certificate) -> PublicKey:
    """Return a certificate's public key.

    :raises AlgorithmRefused: when it is neither RSA nor on P-256 or P-384.
    :raises KeyTooWeak: unless it is RSA of 2048 to 8192 bits with an odd exponent from 65537, or
        when it is malformed.
    """
    try:
        key = certificate.public_key()
    except UnsupportedAlgorithm as problem:
        raise AlgorithmRefused from problem
    except ValueError as problem:
        raise KeyTooWeak from problem
    if isinstance(key, rsa.RSAPublicKey):
        _check_size(key)
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, _CURVES):
        return key
    raise AlgorithmRefused


def schemes_below(key: PublicKey) -> frozenset[Scheme]:
    """Return the schemes with which the holders of certificates that a key signs may sign.

    A CA that signs with ECDSA has holders with keys of both kinds; one that signs with RSA has none
    on curves.
    """
    return ALL_SCHEMES if isinstance(key, ec.EllipticCurvePublicKey) else RSA_ONLY


def _check_size(key: rsa.RSAPublicKey) -> None:
    exponent = key.public_numbers().e
    if not _SHORTEST_KEY <= key.key_size <= _LONGEST_KEY:
        raise KeyTooWeak
    if exponent < _LEAST_EXPONENT or exponent.bit_length() > _EXPONENT_BITS or exponent % 2 == 0:
        raise KeyTooWeak


def verify(
    *,
    key: PublicKey,
    algorithm: Algorithm,
    signature: bytes,
    signed: bytes | memoryview,
    schemes: frozenset[Scheme] = ALL_SCHEMES,
) -> None:
    """Verify a signature over ``signed``; the key decides between RSA and ECDSA.

    :raises AlgorithmRefused: when the scheme is not among ``schemes`` or does not fit the key.
    :raises SignatureWrong: when it does not verify.
    """
    if algorithm.scheme not in schemes:
        raise AlgorithmRefused
    # hashlib releases the interpreter lock while it reads a list of many megabytes.
    digest = hashlib.new(algorithm.digest, signed).digest()
    hashed = _PREHASHED[algorithm.digest]
    ecdsa = algorithm.scheme is Scheme.ECDSA
    try:
        if isinstance(key, rsa.RSAPublicKey) and not ecdsa:
            key.verify(signature, digest, _padding(algorithm), hashed)
        elif isinstance(key, ec.EllipticCurvePublicKey) and ecdsa:
            key.verify(signature, digest, ec.ECDSA(hashed))
        else:
            raise AlgorithmRefused
    except (InvalidSignature, ValueError) as problem:
        raise SignatureWrong from problem


def _padding(algorithm: Algorithm) -> padding.AsymmetricPadding:
    if algorithm.salt_length is None:
        return padding.PKCS1v15()
    mask = padding.MGF1(_HASHES[algorithm.digest])
    return padding.PSS(mgf=mask, salt_length=algorithm.salt_length)
