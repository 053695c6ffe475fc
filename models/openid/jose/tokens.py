"""Signing and verifying tokens (RFC 7519); whether the claims hold is a second question."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry

from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import JWK, fitting

LONGEST_TOKEN = 8192


class TokenRefused(Exception):
    """A token does not verify, or its claims do not hold; the message is for a log."""


@dataclass(frozen=True, kw_only=True)
class Verified:
    """The content of a token whose signature was verified, and the key that verified it."""

    claims: Mapping[str, object]
    kid: str


def sign(claims: Mapping[str, object], *, private: bytes, typ: str) -> str:
    """Sign claims with a private JWK, which names its algorithm and ``kid``."""
    key = json.loads(private)
    header = {"alg": key["alg"], "kid": key["kid"], "typ": typ}
    # PS256 is not among the library's defaults: the algorithm is named, to sign and to verify.
    return jwt.encode(header, dict(claims), JWKRegistry.import_key(key), algorithms=[key["alg"]])


def verify(
    token: str, *, keys: Sequence[JWK], algorithms: Collection[Algorithm], types: Collection[str]
) -> Verified:
    """Verify a token's signature, with the key and algorithm that its header names.

    ``types`` are the values of ``typ`` that are accepted, in small letters; ``""`` is none. The
    claims are not checked: not even whether the token has expired.

    :raises TokenRefused: when it does not verify.
    """
    if len(token) > LONGEST_TOKEN:
        raise TokenRefused("the token is too long")
    header = _header(token)
    kid, name = header.get("kid"), header.get("alg")
    found = fitting(keys, kid=kid)
    if not isinstance(kid, str) or not found:
        raise TokenRefused("no key with this kid")
    # A key is for one algorithm: the header may not choose another.
    if name not in {one.value for one in algorithms} or name != found[0]["alg"]:
        raise TokenRefused("the algorithm is not the key's")
    # The library does not look at `typ`.
    typ = header.get("typ", "")
    if not isinstance(typ, str) or typ.lower() not in types:
        raise TokenRefused("a token of another type")
    try:
        key = JWKRegistry.import_key(dict(found[0]))  # type: ignore[arg-type]  # A JWK as read or made by `keys`.
        claims = jwt.decode(token, key, algorithms=[str(name)]).claims
    except (JoseError, ValueError, TypeError, RecursionError) as fault:
        raise TokenRefused(type(fault).__name__) from fault
    return Verified(claims=claims, kid=kid)


def _header(token: str) -> Mapping[str, object]:
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError, TypeError, RecursionError) as fault:
        raise TokenRefused(type(fault).__name__) from fault
    # Nothing that a header could make critical is understood here (RFC 7515 §4.1.11).
    if "crit" in header:
        raise TokenRefused("a critical header")
    return header
