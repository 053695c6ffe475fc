"""How a client proves itself at the token endpoint."""

from dataclasses import dataclass, field
from datetime import datetime

from models.openid.client.assertion import SpentAssertion
from models.openid.jose.algorithms import OF_CLIENTS
from models.openid.jose.claims import check_assertion
from models.openid.jose.tokens import TokenRefused, verify
from models.openid.problem import ClientRefused
from models.openid.relying_party import RelyingParty

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# RFC 7523 asks for no type; its successor (rfc7523bis) for the third.
_TYPES = frozenset({"", "jwt", "client-authentication+jwt"})
# The same for every reason, so that nobody learns which clients there are.
_REFUSED = "The client is unknown, or what it sent does not prove it."


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What a client sent to prove itself: an assertion, or a secret."""

    client_id: str
    assertion: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)


async def prove_client(credentials: Credentials, *, issuer: str, now: datetime) -> RelyingParty:
    """Return the client that has proven itself; called outside a transaction.

    :raises ClientRefused: when it has not.
    """
    party = await RelyingParty.known(credentials.client_id)
    if party is None:
        raise ClientRefused(_REFUSED)
    if credentials.assertion is not None:
        await _check(credentials.assertion, party, issuer=issuer, now=now)
        return party
    if credentials.secret is None or not party.is_secret(credentials.secret, at=now):
        raise ClientRefused(_REFUSED)
    return party


async def _check(assertion: str, party: RelyingParty, *, issuer: str, now: datetime) -> None:
    try:
        verified = verify(assertion, keys=party.keys, algorithms=OF_CLIENTS, types=_TYPES)
        checked = check_assertion(
            verified.claims, client_id=party.client_id, issuer=issuer, now=now
        )
    except TokenRefused as refused:
        # The client signed it, or tried to: what is wrong tells nothing about others.
        raise ClientRefused(f"The client assertion was refused: {refused}.") from refused
    await SpentAssertion.spend(checked, party)
