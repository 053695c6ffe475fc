"""Keys as JWK (RFC 7517): our own pairs, and the public keys that clients register."""

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, RSAKey

from models.openid.jose.algorithms import KEY_TYPES, OF_CLIENTS, Algorithm

JWK = dict[str, object]

RSA_BITS = 3072
# What clients may bring: RFC 7518 §3.3 asks for 2048 bits; more than 4096 costs time.
RSA_FEWEST, RSA_MOST = 2048, 4096
_SMALLEST_EXPONENT = 65_537
MOST_KEYS = 8
LONGEST_KID = 100
# The private members of RFC 7518 §6.2.2, §6.3.2 and §6.4.1.
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


class KeysUnfit(Exception):
    """A text is no set of public keys for signatures; the message says why, in English."""


@dataclass(frozen=True, kw_only=True)
class KeyPair:
    """A new pair of keys; ``private`` is a JWK as JSON, and ``kid`` the thumbprint (RFC 7638)."""

    kid: str
    public: JWK
    private: bytes = field(repr=False)


def make_pair(algorithm: Algorithm) -> KeyPair:
    """Make a pair of keys; an RSA pair takes up to a second."""
    key: ECKey | RSAKey
    if KEY_TYPES[algorithm] == "EC":
        key = ECKey.generate_key("P-256")
    else:
        key = RSAKey.generate_key(RSA_BITS)
    kid = key.thumbprint()
    parameters = {"kid": kid, "use": "sig", "alg": algorithm.value}
    return KeyPair(
        kid=kid,
        public={**key.as_dict(private=False), **parameters},
        private=json.dumps({**key.as_dict(private=True), **parameters}).encode(),
    )


def read_client_keys(text: str) -> list[JWK]:
    """Read a client's key set (RFC 7517 §5), and return the keys reduced to what is used.

    Each key has a ``kid`` of its own and is a public P-256 or RSA key, for one algorithm.

    :raises KeysUnfit: otherwise.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as fault:
        raise KeysUnfit("this is not JSON") from fault
    keys = document.get("keys") if isinstance(document, dict) else None
    if not isinstance(keys, list) or not 1 <= len(keys) <= MOST_KEYS:
        raise KeysUnfit(f'there must be a list "keys" of 1 to {MOST_KEYS} keys')
    read = [_read_key(key) for key in keys]
    if len({key["kid"] for key in read}) < len(read):
        raise KeysUnfit("two keys have one kid")
    return read


def _read_key(key: object) -> JWK:
    if not isinstance(key, dict):
        raise KeysUnfit("a key is not an object")
    kid = key.get("kid")
    if not isinstance(kid, str) or not 1 <= len(kid) <= LONGEST_KID:
        raise KeysUnfit(f"a key has no kid of 1 to {LONGEST_KID} characters")
    if _PRIVATE & key.keys():
        raise KeysUnfit("a key is private or symmetric: register public keys alone")
    if key.get("use", "sig") != "sig":
        raise KeysUnfit(f"the key {kid} is not for signatures")
    algorithm = _algorithm(key, kid)
    needed = ("crv", "x", "y") if KEY_TYPES[algorithm] == "EC" else ("n", "e")
    kept: JWK = {"kty": key["kty"], **{name: key.get(name) for name in needed}}
    _check(kept, kid)
    return {**kept, "kid": kid, "alg": algorithm.value, "use": "sig"}


def _algorithm(key: Mapping[str, object], kid: str) -> Algorithm:
    possible = [one for one in OF_CLIENTS if KEY_TYPES[one] == key.get("kty")]
    named = key.get("alg")
    if not possible or (named is not None and named not in possible):
        raise KeysUnfit(f"the key {kid} is not for {' or '.join(OF_CLIENTS)}")
    return possible[0]


def _check(key: JWK, kid: str) -> None:
    if key["kty"] == "EC" and key["crv"] != "P-256":
        raise KeysUnfit(f"the key {kid} is not on the curve P-256")
    try:
        if key["kty"] == "RSA":
            # Before the library reads the key, which takes long where it is large.
            _check_rsa(modulus=_number(key["n"]), exponent=_number(key["e"]), kid=kid)
        JWKRegistry.import_key(dict(key))  # type: ignore[arg-type]  # Its members were chosen above.
    except (JoseError, ValueError, TypeError) as fault:
        raise KeysUnfit(f"the key {kid} is malformed") from fault


def _check_rsa(*, modulus: int, exponent: int, kid: str) -> None:
    if not RSA_FEWEST <= modulus.bit_length() <= RSA_MOST:
        raise KeysUnfit(f"the key {kid} does not have {RSA_FEWEST} to {RSA_MOST} bits")
    if exponent < _SMALLEST_EXPONENT:
        raise KeysUnfit(f"the exponent of the key {kid} is too small")


def _number(text: object) -> int:
    """Read a number in base64url (RFC 7518 §2).

    :raises ValueError: when it is none.
    """
    if not isinstance(text, str):
        raise ValueError("not a text")
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def fitting(keys: Sequence[JWK], *, kid: object) -> list[JWK]:
    """Return the keys with this ``kid``; one at most, because kids differ."""
    return [key for key in keys if key["kid"] == kid]
