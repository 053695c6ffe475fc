"""The registration of the demo's partner system, as an operator makes it."""

import json
from datetime import datetime

from models.core.rules import PARTNER_TOKEN_LONGEST
from models.openid.form import TypedRegistration
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import make_pair
from models.openid.relying_party import OpenIDScope, RelyingParty
from models.partner.administrator import Operator
from models.partner.partner import Partner, Scope
from models.settings.settings import Settings
from resolvers.openid.manage import register_party
from resolvers.partner.manage import create_partner
from web.demo.partner.site import Client

NAME = "示範軌跡查詢系統"
PATH = "/demo/tracks"
OPERATOR = Operator(name="demo")


async def registered(settings: Settings, *, at: datetime) -> Client:
    """Return the partner's client, registered at the first start; its key is kept in the state."""
    file = settings.state / "tracks.jwk"
    site = f"{settings.origin}{PATH}"
    partner = await Partner.filter(name=NAME, revoked_at__isnull=True).first()
    party = await RelyingParty.of_partner(partner.id) if partner else None
    if party is not None and file.exists() and f"{site}/callback" in party.redirect_uris:
        private = file.read_bytes()
        return Client(id=party.client_id, issuer=settings.origin, site=site, private=private)
    if partner is None:
        created = await create_partner(
            actor=OPERATOR,
            name=NAME,
            scopes=[Scope.EVENTS_READ],
            handoff_url=None,
            expires_at=at + PARTNER_TOKEN_LONGEST,
            mode=settings.mode,
            now=at,
        )
        partner = created.partner
    pair = make_pair(Algorithm.ES256)
    file.touch(mode=0o600)
    file.write_bytes(pair.private)
    made = await register_party(
        actor=OPERATOR,
        partner_id=partner.id,
        typed=TypedRegistration(
            redirect_uris=[f"{site}/callback"],
            post_logout_redirect_uris=[f"{site}/"],
            backchannel_logout_uri=f"{site}/logged-out",
            initiate_login_uri=f"{site}/login",
            called_hosts=["localhost"],
            keys=json.dumps({"keys": [pair.public]}),
            scopes=tuple(OpenIDScope),
        ),
        renew_secret=False,
        seal=settings.evidence_seal,
        mode=settings.mode,
        now=at,
    )
    return Client(id=made.party.client_id, issuer=settings.origin, site=site, private=pair.private)
