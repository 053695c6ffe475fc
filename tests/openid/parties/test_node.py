"""Tests of stock relying parties under Node against the service on the loopback interface."""

import json
from collections.abc import Mapping
from typing import Any

import httpx

from models.openid.jose.algorithms import Algorithm
from tests.support.people.people import Person
from tests.support.people.relying import RelyingSystem, key_of
from tests.support.portal import TestPortal
from tests.support.run.patience import PATIENCE
from tests.support.scenarios.accounts import holder
from tests.support.servers.at_home import (
    ALGORITHMS,
    ON_SQLITE,
    at_home,
    check,
    said,
    travel,
)
from tests.support.servers.node_run import Script, needs_node, node
from tests.support.servers.process import free_port


async def sign_in_and_out(
    alice: Person, script: Script, *, client_id: str
) -> tuple[dict[str, object], dict[str, object]]:
    """Be the browser of a script that signs in, silently again, out, and in vain.

    Return what it says of the last two.
    """
    async with httpx.AsyncClient(timeout=PATIENCE) as browser:

        async def arrive(url: str) -> None:
            assert (await browser.get(url)).text == "arrived"

        for _ in ("with a click", "silently"):
            await arrive(await travel(alice, (await said(script))["authorize"]))
            signed = await said(script)
            await check(signed["claims"], signed["userinfo"], client_id=client_id)
        out = await alice.browser.get((await said(script))["logout"])
        await arrive(out.headers["location"])
        left = await said(script)
        alice.browser.cookies.clear()
        await arrive(await travel(alice, (await said(script))["authorize"]))
        return left, await said(script)


async def played(
    program: str, portal: TestPortal, algorithm: Algorithm, *, by_secret: bool
) -> tuple[Mapping[str, object], Mapping[str, object], str]:
    """Let a program sign a holder in and out; return what it said last, and where it came back."""
    back = free_port()
    callback, bye = f"http://localhost:{back}/callback", f"http://localhost:{back}/bye"
    alice = await holder(portal)
    async with at_home(portal, alice) as issuer:
        proof: dict[str, Any] = {"secret_allowed": True, "keys": None} if by_secret else {}
        tracks = await RelyingSystem.at(
            portal,
            redirect_uris=[callback],
            post_logout_redirect_uris=[bye],
            backchannel_logout_uri=None,
            algorithm=algorithm,
            **proof,
        )
        key = json.loads(key_of(Algorithm.ES256).private)
        given = {
            "issuer": issuer,
            "clientId": tracks.client_id,
            "algorithm": algorithm.value,
            "callback": callback,
            "bye": bye,
            **({"secret": tracks.secret} if by_secret else {"key": key}),
        }
        async with node(program, json.dumps(given)) as script:
            left, refused = await sign_in_and_out(alice, script, client_id=tracks.client_id)
    return left, refused, bye


@needs_node
@ON_SQLITE
@ALGORITHMS
async def test_openid_client_signs_in_and_out(portal: TestPortal, algorithm: Algorithm) -> None:
    left, refused, bye = await played("openid.mjs", portal, algorithm, by_secret=False)

    assert left["left"] == f"{bye}?state=bye"
    assert refused == {"refused": "login_required"}


@needs_node
@ON_SQLITE
@ALGORITHMS
async def test_oidc_client_ts_signs_in_and_out(portal: TestPortal, algorithm: Algorithm) -> None:
    # It runs under Node, as on a partner's server: no endpoint lets a page of another site read it.
    left, refused, bye = await played("oidc-client-ts.mjs", portal, algorithm, by_secret=True)

    assert left == {"left": bye, "state": {"to": "bye"}}
    assert refused == {"refused": "login_required"}


@needs_node
@ON_SQLITE
@ALGORITHMS
async def test_auth_js_signs_in(portal: TestPortal, algorithm: Algorithm) -> None:
    # Its assertion has a list as audience, which is refused; so it proves itself by a secret.
    origin = f"http://localhost:{free_port()}"
    alice = await holder(portal)
    async with at_home(portal, alice) as issuer:
        tracks = await RelyingSystem.at(
            portal,
            redirect_uris=[f"{origin}/auth/callback/gpszone"],
            backchannel_logout_uri=None,
            algorithm=algorithm,
            secret_allowed=True,
            keys=None,
        )
        given = {
            "issuer": issuer,
            "clientId": tracks.client_id,
            "secret": tracks.secret,
            "algorithm": algorithm.value,
            "origin": origin,
        }
        async with (
            node("authjs.mjs", json.dumps(given)) as script,
            httpx.AsyncClient(base_url=origin, timeout=PATIENCE) as browser,
        ):
            assert await said(script) == {"ready": True}
            token = (await browser.get("/auth/csrf")).json()["csrfToken"]
            sent = await browser.post("/auth/signin/gpszone", data={"csrfToken": token})
            back = await browser.get(await travel(alice, sent.headers["location"]))
            session = (await browser.get("/auth/session")).json()

    assert back.status_code == 302, back.text
    await check(session["claims"], session["told"], client_id=tracks.client_id)
    assert session["user"]["name"] == session["told"]["name"]
