"""Tests of stock relying parties against the service on the loopback interface.

Several do not verify signatures by default, so each token is verified by a second library too.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
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

from models.account.account import Account
from models.card.certificate import Certificate
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import KeyPair
from models.openid.relying_party import RelyingParty
from models.session.session import Session
from tests.support.people.people import Person
from tests.support.people.relying import RelyingSystem, agree, key_of
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.servers.edge import serving
from tests.support.servers.node_run import Script, needs_node, node
from tests.support.servers.process import free_port
from web.http.app import Portal, make_app
from web.http.context import now
from web.http.graphql.stream import Streams

# One database is enough: what is tested are the clients.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ALGORITHMS = pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.PS256])


@asynccontextmanager
async def at_home(portal: TestPortal) -> AsyncIterator[str]:
    """Serve the portal on the loopback interface by the real clock; yield its issuer."""
    port = free_port()
    issuer = f"http://localhost:{port}"
    # Clients compare times with the machine's clock, and the test's cards are of another day.
    portal.clock.at = now()
    await Session.all().update(
        seen_at=now(), proven_at=now(), expires_at=now() + timedelta(hours=1)
    )
    settings = replace(portal.settings, origin=issuer)
    services = replace(portal.services, settings=settings, clock=now)
    streams = Streams()
    app = make_app(Portal(services=services, streams=streams))
    portal.services, portal.app = services, app
    async with serving(app, streams=[streams], port=port):
        yield issuer


def at_address(alice: Person, issuer: str) -> Person:
    """Return the same person with a browser at the served address."""
    alice.browser = httpx.AsyncClient(
        base_url=issuer,
        cookies={"gpszone": alice.browser.cookies["__Host-gpszone"]},
        headers={"sec-fetch-site": "same-origin"},
    )
    return alice


async def travel(alice: Person, address: str) -> str:
    """Go where a relying party sends the browser, agreeing where that is asked, and come back."""
    answer = await alice.browser.get(address)
    page, _, handle = answer.headers["location"].partition("#")
    if page != "/authorize":
        return str(page)
    return str((await agree(alice, handle))["url"])


async def check(claims: dict[str, Any], told: dict[str, Any], *, client_id: str) -> None:
    card, account = await Certificate.get(), await Account.get()
    assert claims["sub"] == told["sub"] == str(card.membership_id)
    assert claims["aud"] == client_id
    assert claims["amr"] == ["sc"]
    assert told["name"] == card.holder_name
    assert told["control_number"] == account.control_number
    assert told["certificate_sha256"] == card.sha256


async def _said(script: Script) -> dict[str, Any]:
    line = await asyncio.wait_for(script.line(), timeout=60)
    assert isinstance(line, dict), line
    return line


@needs_node
@ON_SQLITE
@ALGORITHMS
async def test_openid_client_signs_in_and_out(portal: TestPortal, algorithm: Algorithm) -> None:
    back = free_port()
    callback, bye = f"http://localhost:{back}/callback", f"http://localhost:{back}/bye"
    key = key_of(Algorithm.ES256)
    alice = await holder(portal)
    async with at_home(portal) as issuer:
        at_address(alice, issuer)
        tracks = await RelyingSystem.at(
            portal,
            redirect_uris=[callback],
            post_logout_redirect_uris=[bye],
            backchannel_logout_uri=None,
            algorithm=algorithm,
        )
        given = {
            "issuer": issuer,
            "clientId": tracks.client_id,
            "key": json.loads(key.private),
            "algorithm": algorithm.value,
            "callback": callback,
            "bye": bye,
        }
        async with node("openid.mjs", json.dumps(given)) as script, httpx.AsyncClient() as browser:

            async def arrive(url: str) -> None:
                assert (await browser.get(url)).text == "arrived"

            for _ in ("with a click", "silently"):
                await arrive(await travel(alice, (await _said(script))["authorize"]))
                signed = await _said(script)
                await check(signed["claims"], signed["userinfo"], client_id=tracks.client_id)
            out = await alice.browser.get((await _said(script))["logout"])
            await arrive(out.headers["location"])
            left = await _said(script)
            alice.browser.cookies.clear()
            await arrive(await travel(alice, (await _said(script))["authorize"]))
            refused = await _said(script)

    assert left["left"] == f"{bye}?state=bye"
    assert refused == {"refused": "login_required"}


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


@ON_SQLITE
@ALGORITHMS
async def test_authlibs_client_for_starlette_signs_in(
    portal: TestPortal, algorithm: Algorithm
) -> None:
    key = key_of(Algorithm.ES256)
    callback = "http://localhost:9999/callback"
    alice = await holder(portal)
    async with at_home(portal) as issuer:
        at_address(alice, issuer)
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
        verified = await tracks.verified(arrived["token"]["id_token"], algorithm=algorithm.value)
        assert verified["nonce"] == arrived["claims"]["nonce"]
