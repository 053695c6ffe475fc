"""Tests of the demo's partner system: from the menu to a sign-in there, and to the logout."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from models.openid.relying_party import RelyingParty
from resolvers.openid.send_logout import send_next
from tests.support.people.people import Person
from tests.support.portal import TestPortal, half
from tests.support.scenarios.accounts import holder
from tests.support.servers.at_home import ON_SQLITE, at_home, travel
from web.clock import now
from web.demo.partner.registered import NAME, PATH, registered
from web.demo.partner.site import Site

pytestmark = ON_SQLITE
SIGNED_IN, SIGNED_OUT = "您已登入：測試", "您尚未登入"


class Near:
    """Brings logout tokens to a site of this process."""

    def __init__(self, browser: httpx.AsyncClient) -> None:
        self._browser = browser
        self.statuses: list[int] = []

    async def tell(self, address: str, *, token: str) -> None:
        answer = await self._browser.post(address, data={"logout_token": token})
        self.statuses.append(answer.status_code)


@asynccontextmanager
async def visited(portal: TestPortal) -> AsyncIterator[tuple[Person, Site, httpx.AsyncClient]]:
    """Serve the portal; yield Alice, the site, and her browser at the site."""
    alice = await holder(portal)
    async with at_home(portal, alice) as issuer:
        site = Site(client=await registered(portal.services.settings, at=now()), clock=now)
        transport = httpx.ASGITransport(Starlette(routes=[Mount(PATH, site.app())]))
        async with httpx.AsyncClient(transport=transport, base_url=issuer) as browser:
            yield alice, site, browser


async def sign_in(alice: Person, browser: httpx.AsyncClient, url: str) -> str:
    """Sign in at the site from an address of it, and return its page."""
    sent = await browser.get(url)
    back = await browser.get(await travel(alice, sent.headers["location"]))
    assert back.status_code == 303, back.text
    return (await browser.get(back.headers["location"])).text


async def test_from_the_menu_a_holder_signs_in_and_the_logout_is_told(portal: TestPortal) -> None:
    async with visited(portal) as (alice, _, browser):
        [entry] = (await alice.ask("{ systems { partner { name } loginUrl } }"))["systems"]

        page = await sign_in(alice, browser, entry["loginUrl"])
        await alice.do("signOut", "__typename", clientMutationId="1")
        near = Near(browser)
        settings = portal.services.settings
        await send_next(
            port=near, issuer=settings.origin, seal=settings.evidence_seal, random=half, now=now()
        )
        after = (await browser.get(f"{PATH}/")).text

    assert entry["partner"]["name"] == NAME
    assert SIGNED_IN in page
    assert "A0000006" in page
    assert near.statuses == [204]
    assert SIGNED_OUT in after


async def test_signing_out_there_leads_to_the_portal_with_a_hint(portal: TestPortal) -> None:
    async with visited(portal) as (alice, _, browser):
        await sign_in(alice, browser, f"{PATH}/login")

        leaving = await browser.get(f"{PATH}/logout")
        back = await alice.browser.get(leaving.headers["location"])
        again = await browser.get(f"{PATH}/logout")
        after = (await browser.get(f"{PATH}/")).text

    assert back.headers["location"].endswith(f"{PATH}/")
    assert again.headers["location"].endswith(f"{PATH}/")
    assert SIGNED_OUT in after


async def test_the_partner_is_registered_once(portal: TestPortal) -> None:
    async with visited(portal) as (_, site, _):
        again = await registered(portal.services.settings, at=now())

    assert again == site.client
    assert await RelyingParty.all().count() == 1


@pytest.mark.parametrize(
    "query",
    [
        {"state": "made-up", "code": "x" * 43},
        {"state": "STATE", "code": "x" * 43},
        {"state": "STATE", "code": "x" * 43, "iss": "https://evil.example"},
        {"state": "STATE", "error": "access_denied", "iss": "ISSUER"},
        {"state": "STATE", "code": "x" * 43, "iss": "ISSUER"},
        {},
    ],
)
async def test_what_comes_back_otherwise_signs_nobody_in(
    portal: TestPortal, query: dict[str, str]
) -> None:
    async with visited(portal) as (_, site, browser):
        await browser.get(f"{PATH}/login")
        [state] = site.pending
        texts = {"STATE": state, "ISSUER": site.client.issuer}
        given = urlencode({name: texts.get(text, text) for name, text in query.items()})

        answer = await browser.get(f"{PATH}/callback?{given}")

    assert answer.status_code == 400
    assert "沒有登入。" in answer.text
    assert site.visitors == {}


async def test_another_browser_cannot_use_what_was_begun_here(portal: TestPortal) -> None:
    async with visited(portal) as (alice, site, browser):
        sent = await browser.get(f"{PATH}/login")
        back = await travel(alice, sent.headers["location"])
        browser.cookies.clear()

        answer = await browser.get(back)

    assert answer.status_code == 400
    assert site.visitors == {}


async def test_no_other_service_starts_a_sign_in(portal: TestPortal) -> None:
    async with visited(portal) as (_, site, browser):
        answer = await browser.get(f"{PATH}/login?iss=https://evil.example")

    assert answer.status_code == 400
    assert site.pending == {}


async def test_only_a_logout_token_signs_out(portal: TestPortal) -> None:
    async with visited(portal) as (alice, site, browser):
        await sign_in(alice, browser, f"{PATH}/login")
        [visitor] = site.visitors.values()

        answers = [
            await browser.post(f"{PATH}/logged-out", data={"logout_token": token})
            for token in (visitor.hint, "nonsense", "")
        ]

    assert [answer.status_code for answer in answers] == [400, 400, 400]
    assert len(site.visitors) == 1
