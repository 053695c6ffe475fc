"""Tests of the card component's popup in a real browser."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from tests.support.browser.chromium import HEADLESS
from tests.support.servers.component import open_component
from web.demo.component.door import loopback_sockets, serve

pytestmark = pytest.mark.skipif(HEADLESS is None, reason="chromium is not installed")

# Opens a popup and notes every message from it; sends `request` when it is asked to.
CALL = """([url, request]) => new Promise((done) => {
  const heard = [];
  const popup = window.open(url, `popup ${Math.random()}`, "height=200,width=200");
  addEventListener("message", (event) => {
    if (event.source !== popup) return;
    heard.push([event.origin, event.data]);
    if (event.data === '{"func":"getTbs"}') popup.postMessage(request, event.origin);
    else done(heard);
  });
})"""


@asynccontextmanager
async def served(app: ASGIApp) -> AsyncIterator[str]:
    """Serve an application on a free port, and yield its origin."""
    sockets = loopback_sockets(port=0)
    stop = asyncio.Event()
    serving = asyncio.create_task(serve(app, sockets=sockets, stop=stop))
    try:
        yield f"http://localhost:{sockets[0].getsockname()[1]}"
    finally:
        stop.set()
        await serving


@asynccontextmanager
async def browsing() -> AsyncIterator[BrowserContext]:
    """Open a fresh Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=HEADLESS, args=["--no-sandbox"])
        yield await browser.new_context()
        await browser.close()


async def _portal_page(context: BrowserContext, origin: str) -> Page:
    page = await context.new_page()
    await page.goto(origin)
    return page


async def test_the_popup_signs_hands_over_the_answer_and_closes(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    component = open_component(tmp_path, base=tmp_path_factory.getbasetemp())
    portal = Starlette(routes=[Route("/", lambda _: HTMLResponse("portal"))])
    request = {
        "func": "MakeSignature",
        "tbs": "綁定 A0000006",
        "signatureType": "PKCS7",
        "pin": "wang1234",
    }

    async with served(component.app) as own, served(portal) as site, browsing() as context:
        page = await _portal_page(context, site)
        heard = await page.evaluate(CALL, [f"{own}/popupForm", json.dumps(request)])
        junk = await page.evaluate(CALL, [f"{own}/ChtPopupForm", "junk"])
        for popup in [each for each in context.pages if each is not page]:
            if not popup.is_closed():
                await popup.wait_for_event("close")

    assert heard[0] == [own, '{"func":"getTbs"}']
    assert (heard[1][0], json.loads(heard[1][1])["ret_code"]) == (own, 0)
    assert json.loads(junk[1][1])["ret_code"] == 0x7600000B


async def test_the_popup_says_who_opened_it_and_the_person_may_trust_it(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    component = open_component(tmp_path, base=tmp_path_factory.getbasetemp())
    component.deck.distrust("localhost")
    portal = Starlette(routes=[Route("/", lambda _: HTMLResponse("portal"))])
    asking = '{"func":"CheckEnvir"}'

    async with served(component.app) as own, served(portal) as site, browsing() as context:
        page = await _portal_page(context, site)
        refused = await page.evaluate(CALL, [f"{own}/popupForm", asking])
        async with context.expect_page() as opened:
            added = asyncio.ensure_future(
                page.evaluate(CALL, [f"{own}/addDomain?domain=localhost", ""])
            )
        await (await opened.value).get_by_role("button", name="加入信任清單").click()
        trusted = await page.evaluate(CALL, [f"{own}/popupForm", asking])

    assert json.loads(refused[1][1])["ret_code"] == 0x76000031
    assert await added == [[own, '{"ret_code":0}']]
    assert json.loads(trusted[1][1])["ret_code"] == 0


async def test_a_popup_without_an_opener_does_nothing(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    component = open_component(tmp_path, base=tmp_path_factory.getbasetemp())

    async with served(component.app) as own, browsing() as context:
        page = await _portal_page(context, f"{own}/popupForm")
        said = await page.inner_text("#state")
        log = await component.browser.get("/log")

    assert "要由網站開啟" in said
    assert "POST" not in log.text
