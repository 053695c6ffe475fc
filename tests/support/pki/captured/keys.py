"""Keys that come from a word, so that a fixture can be made again without a key in a file."""

import hashlib
import math
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa

_BITS = 1024
_EXPONENT = 65537
_BASES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)
_SMALL = math.prod(n for n in range(3, 2000, 2) if all(n % d for d in range(3, n, 2)))


@cache
def curve_key(word: str) -> ec.EllipticCurvePrivateKey:
    """Return the key on P-256 of a word."""
    number = int.from_bytes(hashlib.sha256(word.encode()).digest(), "big")
    return ec.derive_private_key(number, ec.SECP256R1())


@cache
def rsa_key(word: str) -> rsa.RSAPrivateKey:
    """Return the RSA key of 2048 bits of a word."""
    p, q = _prime(f"{word}, p"), _prime(f"{word}, q")
    d = pow(_EXPONENT, -1, math.lcm(p - 1, q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa.rsa_crt_dmp1(d, p),
        dmq1=rsa.rsa_crt_dmq1(d, q),
        iqmp=rsa.rsa_crt_iqmp(p, q),
        public_numbers=rsa.RSAPublicNumbers(_EXPONENT, p * q),
    )
    return numbers.private_key()


def _prime(word: str) -> int:
    stream = hashlib.shake_256(word.encode()).digest(_BITS // 8)
    # With both highest bits, the product of two has 2048 bits.
    number = int.from_bytes(stream, "big") | 3 << (_BITS - 2) | 1
    while not _is_prime(number):
        number += 2
    return number


def _is_prime(number: int) -> bool:
    if math.gcd(number, _SMALL) != 1 or math.gcd(number - 1, _EXPONENT) != 1:
        return False
    # Miller and Rabin: the number is 1 more than an odd one times a power of two.
    twos = (number - 1 & 1 - number).bit_length() - 1
    odd = (number - 1) >> twos
    return all(_passes(base, number, odd, twos) for base in _BASES)


def _passes(base: int, number: int, odd: int, twos: int) -> bool:
    power = pow(base, odd, number)
    if power in (1, number - 1):
        return True
    return any((power := power * power % number) == number - 1 for _ in range(twos - 1))
