"""Tests of Authlib's client for Starlette against the service on the loopback interface."""

import json
from typing import Any

import httpx
import pytest
from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.starlette_client import OAuth
from authlib.oauth2.rfc7523 import PrivateKeyJWT
from joserfc.jwk import ECKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import KeyPair
from models.openid.relying_party import RelyingParty
from tests.support.people.relying import RelyingSystem, key_of
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.servers.at_home import (
    ALGORITHMS,
    ON_SQLITE,
    at_home,
    check,
    travel,
    verified_by_jose,
)
from tests.support.servers.node_run import needs_node
from web.clock import now


class SignedAssertion(PrivateKeyJWT):  # type: ignore[misc]  # Authlib has no types.
    """Authlib's assertion, which is otherwise valid for an hour and keeps one `jti`."""

    def sign(self, auth: Any, token_endpoint: str) -> str:
        self.claims = {"exp": int(now().timestamp()) + 60}
        signed: str = super().sign(auth, token_endpoint)
        return signed


def partner_site(issuer: str, party: RelyingParty, key: KeyPair) -> Starlette:
    """Return a partner's site on Authlib's client for Starlette."""
    oauth = OAuth()
    oauth.register(
        "gpszone",
        client_id=party.client_id,
        client_secret=ECKey.import_key(json.loads(key.private)),
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_auth_methods=[
            SignedAssertion(issuer, alg="ES256", headers={"kid": key.kid}),
        ],
        token_endpoint_auth_method="private_key_jwt",
        client_kwargs={
            "scope": "openid profile company card",
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "private_key_jwt",
        },
    )

    async def login(request: Request) -> Response:
        answer: Response = await oauth.gpszone.authorize_redirect(request, party.redirect_uris[0])
        return answer

    async def callback(request: Request) -> Response:
        # It verifies the ID token's signature, issuer, audience and nonce.
        token = await oauth.gpszone.authorize_access_token(request)
        told = await oauth.gpszone.userinfo(token=token)
        return JSONResponse({"claims": token["userinfo"], "userinfo": told, "token": token})

    return Starlette(
        routes=[Route("/login", login), Route("/callback", callback)],
        middleware=[Middleware(SessionMiddleware, secret_key="only-for-this-test")],
    )


@needs_node
@ON_SQLITE
@ALGORITHMS
async def test_authlibs_client_for_starlette_signs_in(
    portal: TestPortal, algorithm: Algorithm
) -> None:
    key = key_of(Algorithm.ES256)
    callback = "http://localhost:9999/callback"
    alice = await holder(portal)
    async with at_home(portal, alice) as issuer:
        tracks = await RelyingSystem.at(
            portal, redirect_uris=[callback], backchannel_logout_uri=None, algorithm=algorithm
        )
        party = await RelyingParty.get()
        transport = httpx.ASGITransport(partner_site(issuer, party, key))
        async with httpx.AsyncClient(
            transport=transport, base_url="http://localhost:9999"
        ) as browser:
            sent = await browser.get("/login")
            back = await travel(alice, sent.headers["location"])
            arrived = (await browser.get(back)).json()
            # Its own check of `state` refuses an address that comes a second time.
            with pytest.raises(MismatchingStateError):
                await browser.get(back)

        await check(arrived["claims"], arrived["userinfo"], client_id=tracks.client_id)
        verified = await verified_by_jose(
            arrived["token"]["id_token"],
            issuer=issuer,
            client_id=tracks.client_id,
            algorithm=algorithm,
        )
        assert verified["nonce"] == arrived["claims"]["nonce"]
