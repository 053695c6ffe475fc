"""The claims of tokens: those that a client's assertion and a hint must have, and hashes."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from models.core.rules import CLIENT_ASSERTION_LONGEST, CLIENT_CLOCK_AHEAD
from models.openid.jose.tokens import TokenRefused

_LONGEST_JTI = 200
# Times beyond year 9999 are no times.
_LAST_SECOND = 253_402_300_799


@dataclass(frozen=True, kw_only=True)
class Assertion:
    """What identifies a client's assertion until it expires."""

    jti: str
    expires_at: datetime


def check_assertion(
    claims: Mapping[str, object], *, client_id: str, issuer: str, now: datetime
) -> Assertion:
    """Check the claims of a client's assertion (RFC 7523 §3, FAPI 2.0 §5.3.2.1).

    :raises TokenRefused: when one does not hold.
    """
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise TokenRefused("iss and sub are not the client")
    # One string: of a list, other servers could accept the same assertion.
    if claims.get("aud") != issuer:
        raise TokenRefused("aud is not the issuer, as one string")
    expires_at = _time(claims, "exp")
    if expires_at <= now:
        raise TokenRefused("expired")
    if expires_at > now + CLIENT_ASSERTION_LONGEST + CLIENT_CLOCK_AHEAD:
        raise TokenRefused("valid for too long")
    for name in ("iat", "nbf"):
        if name in claims and _time(claims, name) > now + CLIENT_CLOCK_AHEAD:
            raise TokenRefused(f"{name} is in the future")
    jti = claims.get("jti")
    if not isinstance(jti, str) or not 1 <= len(jti) <= _LONGEST_JTI:
        raise TokenRefused("no jti")
    return Assertion(jti=jti, expires_at=expires_at)


@dataclass(frozen=True, kw_only=True)
class Hint:
    """Whose ID token it was, and of which visit."""

    client_id: str
    subject: str
    sid: str


def check_hint(claims: Mapping[str, object], *, issuer: str) -> Hint:
    """Check the claims of an ID token that comes back as a hint; it may have expired.

    :raises TokenRefused: when it is not one of ours.
    """
    client_id, subject, sid = (claims.get(name) for name in ("aud", "sub", "sid"))
    if claims.get("iss") != issuer:
        raise TokenRefused("another issuer")
    if not isinstance(client_id, str) or not isinstance(subject, str) or not isinstance(sid, str):
        raise TokenRefused("not an ID token of ours")
    return Hint(client_id=client_id, subject=subject, sid=sid)


def half_hash(token: str) -> str:
    """Return the left half of a token's SHA-256 (OpenID Connect Core §3.1.3.6, ``at_hash``)."""
    return _base64(hashlib.sha256(token.encode()).digest()[:16])


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636 §4.2)."""
    return _base64(hashlib.sha256(verifier.encode()).digest())


def seconds(moment: datetime) -> int:
    """Return a time as a NumericDate (RFC 7519 §2)."""
    return int(moment.timestamp())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _time(claims: Mapping[str, object], name: str) -> datetime:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TokenRefused(f"{name} is no time")
    if not 0 <= value <= _LAST_SECOND:
        raise TokenRefused(f"{name} is no time")
    return datetime.fromtimestamp(value, UTC)
