"""Stock relying parties on this machine: the portal served for them, and a browser between them.

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

from models.account.account import Account
from models.card.certificate import Certificate
from models.openid.jose.algorithms import Algorithm
from models.session.session import Session
from tests.support.people.people import Person
from tests.support.people.relying import agree
from tests.support.portal import TestPortal
from tests.support.servers.edge import serving
from tests.support.servers.node_run import Script, node
from tests.support.servers.process import free_port
from web.clock import now
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

# One database is enough: what is tested are the clients.
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ALGORITHMS = pytest.mark.parametrize("algorithm", [Algorithm.ES256, Algorithm.PS256])


@asynccontextmanager
async def at_home(portal: TestPortal, alice: Person) -> AsyncIterator[str]:
    """Serve the portal on the loopback interface by the real clock; yield its issuer.

    The person's browser is at the served address meanwhile.
    """
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
    async with (
        serving(app, streams=[streams], port=port),
        httpx.AsyncClient(
            base_url=issuer,
            cookies={"gpszone": alice.browser.cookies["__Host-gpszone"]},
            headers={"sec-fetch-site": "same-origin"},
        ) as browser,
    ):
        alice.browser = browser
        yield issuer


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


async def said(script: Script) -> dict[str, Any]:
    line = await asyncio.wait_for(script.line(), timeout=60)
    assert isinstance(line, dict), line
    return line


async def verified_by_jose(
    token: str, *, issuer: str, client_id: str, algorithm: Algorithm
) -> dict[str, Any]:
    """Verify a token with a library that neither the service nor its clients in Python use."""
    given = {"issuer": issuer, "clientId": client_id, "algorithm": algorithm.value, "token": token}
    async with node("jose.mjs", json.dumps(given)) as script:
        claims: dict[str, Any] = (await said(script))["claims"]
    return claims
