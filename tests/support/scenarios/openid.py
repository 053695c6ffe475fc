"""Requests of partner systems that wait for their holder."""

from models.openid.relying_party import RelyingParty
from models.openid.request import AuthorizationRequest, Wish
from tests.support.people.relying import CALLBACK, RelyingSystem, challenge


async def pending_request(tracks: RelyingSystem) -> str:
    """Keep a request, and return its handle."""
    party = await RelyingParty.get(client_id=tracks.client_id)
    wish = Wish(
        redirect_uri=CALLBACK,
        scopes=party.reach,
        state="state",
        nonce=None,
        code_challenge=challenge(),
        prompts=frozenset(),
        max_age=None,
        subject=None,
    )
    handle, _ = await AuthorizationRequest.keep(wish, party, at=tracks.portal.clock())
    return handle
