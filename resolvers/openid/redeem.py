"""A client redeems a code for an ID token and an access token."""

from dataclasses import dataclass, field
from datetime import datetime

from models.core.seal import Seal
from models.database.transaction import tx
from models.openid.claims import id_claims, mark
from models.openid.client.authentication import Credentials, prove_client
from models.openid.code import AccessToken, AuthorizationCode, CodeInvalid, Redemption
from models.openid.jose.tokens import sign
from models.openid.relying_party import OpenIDScope, RelyingParty
from models.openid.signing_key import SigningKey
from models.partner.arrival import who_came
from models.session.visit import Visit


@dataclass(frozen=True, kw_only=True)
class Tokens:
    """What a client receives for a code; ``expires_in`` is in seconds."""

    id_token: str = field(repr=False)
    access_token: str = field(repr=False)
    expires_in: int
    scopes: tuple[OpenIDScope, ...]
    party: RelyingParty


async def redeem_code(
    *,
    credentials: Credentials,
    redemption: Redemption,
    issuer: str,
    seal: Seal,
    now: datetime,
    staging: bool = False,
) -> Tokens:
    """Redeem a code once; the journal records it. The ID token of staging says so.

    A code that comes a second time is refused, and the access token that it gave is revoked.

    :raises ClientRefused: when the client does not prove itself.
    :raises CodeInvalid: when the code is not this client's, expired, spent or asked for otherwise,
        or its holder has signed out or may no longer act.
    :raises NoSigningKey: when the service has no key to sign with.
    """
    party = await prove_client(credentials, issuer=issuer, now=now)
    code = await AuthorizationCode.of_client(redemption.code, party)
    if code is None:
        raise CodeInvalid
    try:
        return await _redeemed(
            code, redemption, party, issuer=issuer, seal=seal, now=now, staging=staging
        )
    except CodeInvalid:
        # Outside the transaction that was rolled back: this has to last.
        if await AuthorizationCode.filter(id=code.id, spent_at__isnull=False).exists():
            await AccessToken.revoke(code, at=now)
        raise


async def _redeemed(
    code: AuthorizationCode,
    redemption: Redemption,
    party: RelyingParty,
    *,
    issuer: str,
    seal: Seal,
    now: datetime,
    staging: bool,
) -> Tokens:
    request = code.request
    async with tx() as change:
        await code.spend(redemption, at=now)
        came = await who_came(code.session_id, at=now)
        if came is None:
            raise CodeInvalid
        came.note(change, actor=party.subject, at=now)
        visit = await Visit.get(session_id=code.session_id, relying_party_id=party.id)
        # A scope that was given back since the holder agreed was not among those shown.
        scopes = tuple(one for one in request.scopes_of(party) if one.value in visit.scopes)
        access, record = await AccessToken.issue(
            code,
            party,
            scopes=scopes,
            session_ends_at=came.session.expires_at,
            at=now,
        )
        key = await SigningKey.signing(party.algorithm, at=now)
        claims = id_claims(
            came, party, sid=visit.id, nonce=request.nonce, access=access, issuer=issuer, at=now
        )
        # Signed before the commit: a key that is missing spends no code.
        id_token = sign(mark(claims, staging=staging), private=key.private(seal), typ="JWT")
    return Tokens(
        id_token=id_token,
        access_token=access,
        expires_in=int((record.expires_at - now).total_seconds()),
        scopes=scopes,
        party=party,
    )
