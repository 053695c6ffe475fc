"""The claims that a relying party receives: of the ID token, of userinfo, of a logout token."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from models.core.rules import ID_TOKEN_LIFE, LOGOUT_TOKEN_LIFE
from models.openid.jose.claims import half_hash, seconds
from models.openid.relying_party import OpenIDScope, RelyingParty
from models.partner.arrival import WhoCame
from models.session.visit import Visit

# A smart card (RFC 8176). The service never sees a PIN, so it does not claim one.
AMR = ("sc",)
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_TYPE = "logout+jwt"

Claims = dict[str, object]

# Of every token and answer of staging; those of production have no such claim.
STAGING: Mapping[str, object] = MappingProxyType({"staging": True})


def mark(claims: Claims, *, staging: bool) -> Claims:
    return {**claims, **STAGING} if staging else claims


def acr_of(issuer: str) -> str:
    """Return the one level there is: a card signed, and stood against fresh revocation."""
    return f"{issuer}/acr/card"


def id_claims(
    came: WhoCame,
    party: RelyingParty,
    *,
    sid: UUID,
    nonce: str | None,
    access: str,
    issuer: str,
    at: datetime,
) -> Claims:
    """Return the claims of an ID token (OpenID Connect Core §2); ``sub`` is the membership."""
    claims: Claims = {
        "iss": issuer,
        "aud": party.client_id,
        "iat": seconds(at),
        "exp": seconds(at + ID_TOKEN_LIFE),
        "sid": str(sid),
        "at_hash": half_hash(access),
        **_who_and_how(came, issuer=issuer),
    }
    return claims if nonce is None else {**claims, "nonce": nonce}


def userinfo_claims(came: WhoCame, *, scopes: Collection[OpenIDScope], issuer: str) -> Claims:
    """Return the claims of userinfo: who and how always, the rest by scope."""
    by_scope: Mapping[OpenIDScope, Claims] = {
        OpenIDScope.PROFILE: {"name": came.certificate.holder_name},
        OpenIDScope.COMPANY: {
            "control_number": came.account.control_number,
            "account_kind": came.account.kind.value,
            "company_name": came.account.name,
        },
        OpenIDScope.CARD: {"certificate_sha256": came.certificate.sha256},
    }
    claims = _who_and_how(came, issuer=issuer)
    for scope, its in by_scope.items():
        if scope in scopes:
            # OpenID Connect Core §5.3.2: a claim without a value is left out, not null.
            claims |= {name: value for name, value in its.items() if value is not None}
    return claims


def _who_and_how(came: WhoCame, *, issuer: str) -> Claims:
    return {
        "sub": str(came.membership_id),
        "auth_time": seconds(came.proven_at),
        "acr": acr_of(issuer),
        "amr": list(AMR),
    }


def logout_claims(visit: Visit, party: RelyingParty, *, issuer: str, at: datetime) -> Claims:
    """Return the claims of a logout token (OpenID Connect Back-Channel Logout §2.4)."""
    return {
        "iss": issuer,
        "aud": party.client_id,
        "iat": seconds(at),
        "exp": seconds(at + LOGOUT_TOKEN_LIFE),
        "jti": str(uuid4()),
        "sub": str(visit.subject),
        "sid": str(visit.id),
        "events": {LOGOUT_EVENT: {}},
    }
