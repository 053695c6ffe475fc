"""Tests of GraphiQL in a Chromium that can reach this machine only."""

import asyncio
import json
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserType, Page, Request, expect

from models.database.migrate import migrate
from models.database.transaction import opened
from models.pki.path.trust import TrustStore
from models.revocation.trust_store import ReloadingTrustStore
from models.settings.settings import Settings, for_demo
from tests.browser.conftest import SHOTS, missing
from tests.support import cards
from tests.support.browser.explorer import (
    OPENS_MS,
    answer,
    editor,
    explanation,
    fill_in,
    open_example,
    open_graphiql,
    run,
    write_operation,
)
from tests.support.browser.inspection import HEIGHT, RULES, TOO_WIDE, WIDTHS
from tests.support.browser.traffic import Traffic
from tests.support.people.people import form
from tests.support.servers.edge import serving
from tests.support.templates import Templates
from web.http.app import Portal, make_app
from web.http.explorer import BUILT
from web.http.graphql.stream import Streams
from web.processes.serve import services_of

START_SECONDS = 30
# What the editors have done in threads of their own.
WORKERS = {"editor.worker", "graphql.worker", "json.worker"}
SHOWN = "__typename ... on ApplySuccess { application { id } } ... on UserError { code }"
APPLY = f"mutation($input: ApplyInput!) {{ apply(input: $input) {{ {SHOWN} }} }}"
WITHDRAW = "mutation($id: ID!) { withdrawApplication(input: { id: $id }) { __typename } }"
FOLLOW = """subscription($id: ID!) { applicationStatus(id: $id) {
  ... on ApplicationStatusChanged { cursor application { status } }
  ... on UserError { code }
} }"""
WATCH = "subscription($id: ID!) { applicationStatus(id: $id) { __typename } }"
# What a page of ours asks, from within the browser and with its cookie.
ASK = """async ([query, variables]) => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query, variables });
  return await (await fetch('/graphql', { method: 'POST', headers, body })).json();
}"""
HOLD_A_STREAM = """async ([query, variables]) => {
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  const body = JSON.stringify({ query, variables });
  window.held = await fetch('/graphql', { method: 'POST', headers, body });
}"""
# Quicker than any hand: the example's tab is hardly there.
OPEN_AND_RUN = """async (title) => {
  const press = (name) => document.querySelector(`button[aria-label^="${name}"]`).click();
  press(`開啟「${title}」`);
  await new Promise(requestAnimationFrame);
  press('Execute');
}"""
# What becomes of HTML and of a worker that come to where the browser wants them trusted.
SMUGGLE = r"""() => {
  const outcomes = {};
  const attempt = (name, act) => {
    try { act(); outcomes[name] = 'taken'; } catch { outcomes[name] = 'refused'; }
  };
  for (const html of [
    '<p>See <code>after</code>, <a href="https://a.example/">here</a>.</p>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">here</a>',
    '<p onclick=alert(1)>here</p>',
  ]) attempt(html, () => { document.createElement('div').innerHTML = html; });
  attempt('a worker', () => new Worker('/graphiql/assets/other.js'));
  return outcomes;
}"""
COUNT_VIOLATIONS = """
  window.violations = [];
  addEventListener('securitypolicyviolation', (violation) => window.violations.push(
    `${violation.effectiveDirective} ${violation.blockedURI} ${violation.sample}`));
"""


class Service:
    """The portal with GraphiQL for everybody, in a thread with its own event loop."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._ready = threading.Event()
        self._runner: asyncio.Runner | None = None
        self._end = asyncio.Event()

    @property
    def origin(self) -> str:
        return self._settings.origin

    def start(self) -> None:
        """Start and wait until it answers."""
        self._ready.clear()
        self._end = asyncio.Event()
        self._runner = asyncio.Runner()
        self._thread = threading.Thread(target=self._run, args=(self._runner,))
        self._thread.start()
        assert self._ready.wait(timeout=START_SECONDS)

    def stop(self) -> None:
        """Stop as on Ctrl-C, and wait until it has ended."""
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.get_loop().call_soon_threadsafe(self._end.set)
            self._thread.join()

    def _run(self, runner: asyncio.Runner) -> None:
        with runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        port = int(self.origin.rpartition(":")[2])
        await migrate(self._settings.database_url)
        async with opened(self._settings.database_url):
            services = services_of(
                self._settings, trust=ReloadingTrustStore(_believed, at=cards.AT)
            )
            # One stream each, so that the second is refused.
            streams = Streams(per_key=1)
            app = make_app(Portal(services=services, streams=streams, explorer=_everybody))
            reading = asyncio.create_task(services.journal.run())
            async with serving(app, streams=[streams], port=port):
                self._ready.set()
                await self._end.wait()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


def _believed(_: object) -> TrustStore:
    return cards.trust(cards.AT)


async def _everybody(_: object) -> bool:
    return True


@pytest.fixture
def service(templates: Templates, ports: tuple[int, int], tmp_path: Path) -> Iterator[Service]:
    """Serve a portal without applications."""
    if not (BUILT / "index.html").is_file():
        missing("GraphiQL is not built: run make client")
    port, card_port = ports
    shutil.copy(templates.sqlite, tmp_path / "gpszone.sqlite3")
    service = Service(for_demo(state=tmp_path, port=port, card_port=card_port))
    service.start()
    yield service
    service.stop()


@pytest.fixture
def cut_off(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """Start a Chromium that resolves no name but localhost."""
    nowhere = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost"
    arguments = [*browser_type_launch_args["args"], nowhere]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": arguments})
    yield browser
    browser.close()


@pytest.fixture
def traffic(service: Service) -> Traffic:
    return Traffic(service.origin, service.origin)


@pytest.fixture
def page(
    cut_off: Browser, browser_context_args: dict[str, Any], traffic: Traffic
) -> Iterator[Page]:
    """Open a page; at the end, check that no other host was asked and the console is empty."""
    context = cut_off.new_context(**browser_context_args)
    traffic.listen(context)
    page = context.new_page()
    page.add_init_script(COUNT_VIOLATIONS)
    yield page
    assert page.evaluate("window.violations") == []
    assert traffic.complaints == []
    traffic.check()
    context.close()


def ask(page: Page, query: str, variables: dict[str, object]) -> dict[str, Any]:
    """Send a query from the page, with its cookie."""
    said: dict[str, Any] = page.evaluate(ASK, [query, variables])
    assert "errors" not in said, said
    return dict(said["data"])


def applied(page: Page) -> str:
    """Apply from this browser, as the portal's form does; return the application's id."""
    made = ask(page, APPLY, {"input": form()})["apply"]
    return str(made["application"]["id"])


def watch(page: Page, application: str) -> None:
    """Watch an application, in a tab that has its id as the only variable."""
    open_example(page, "檢視一件申請")
    write_operation(page, FOLLOW)
    fill_in(page, application)
    run(page)


def editors_are_complete(page: Page) -> None:
    """Wait for the last of the editors' workers, which they start when they need it."""
    while len(page.workers) < len(WORKERS):
        page.wait_for_event("worker")
    assert {name for name in WORKERS for worker in page.workers if name in worker.url} == WORKERS


def streams_asked(traffic: Traffic) -> list[Request]:
    return [
        request
        for request in traffic.requests
        if request.headers.get("accept") == "text/event-stream"
    ]


def test_it_opens_and_runs_a_query_and_shows_the_documentation(page: Page) -> None:
    open_graphiql(page)

    expect(page).to_have_title("帳號服務 GraphiQL")
    expect(page.get_by_role("status")).to_have_text("尚未登入")
    expect(page.get_by_role("link", name="登入")).to_be_visible()
    run(page)
    expect(answer(page)).to_contain_text('"viewer": null')
    page.get_by_role("button", name="Show Documentation Explorer").click()
    page.get_by_role("link", name="Subscription").click()
    expect(page.get_by_text("Subscribes to updates of an application.")).to_be_visible()
    ends = "The date and time when the session ends at the latest."
    expect(explanation(page, "expiresAt", text=ends)).to_be_visible()


def test_a_subscription_shows_what_happens_as_it_happens(page: Page) -> None:
    open_graphiql(page)
    application = applied(page)

    watch(page, application)
    expect(answer(page)).to_contain_text('"status": "DRAFT"')
    ask(page, WITHDRAW, {"id": application})

    expect(answer(page)).to_contain_text('"status": "WITHDRAWN"')
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Execute query")).to_be_visible()


def test_a_subscription_outlives_the_server_and_goes_on_behind_its_cursor(
    page: Page, traffic: Traffic, service: Service
) -> None:
    open_graphiql(page)
    application = applied(page)
    watch(page, application)
    expect(answer(page)).to_contain_text('"status": "DRAFT"')

    # The editor breaks a long line.
    said = "".join(answer(page).inner_text().split())
    [cursor] = re.findall('"cursor":"([^"]*)"', said)
    editors_are_complete(page)

    service.stop()
    with page.expect_request(lambda asked: "last-event-id" in asked.headers, timeout=OPENS_MS):
        service.start()
    ask(page, WITHDRAW, {"id": application})

    expect(answer(page)).to_contain_text('"status": "WITHDRAWN"')
    first, *_, last = streams_asked(traffic)
    assert "last-event-id" not in first.headers
    assert last.headers["last-event-id"] == cursor
    # The browser's own lines about the server that was not there.
    assert all("net::ERR_" in complaint for complaint in traffic.complaints)
    traffic.complaints.clear()


def test_a_refusal_is_shown_as_it_is_and_not_asked_for_again(page: Page, traffic: Traffic) -> None:
    open_graphiql(page)
    application = applied(page)
    page.evaluate(HOLD_A_STREAM, [WATCH, {"id": application}])

    watch(page, application)

    expect(answer(page)).to_contain_text("TOO_MANY_STREAMS")
    expect(page.get_by_role("button", name="Execute query")).to_be_visible()
    assert len(streams_asked(traffic)) == 2
    # The browser's own line about the answer's status.
    [complaint] = traffic.complaints
    assert "429" in complaint
    traffic.complaints.clear()


def test_an_example_opens_in_a_tab_of_its_own_and_only_once(page: Page) -> None:
    open_graphiql(page)
    tabs = page.get_by_role("tab")
    expect(tabs).to_contain_text(["WhoAmI"])

    open_example(page, "檢視一件申請")
    open_example(page, "服務的版本")
    open_example(page, "檢視一件申請")

    expect(tabs).to_contain_text(["WhoAmI", "StaffApplication", "Service"])
    expect(page.get_by_role("tab", selected=True)).to_contain_text("StaffApplication")
    expect(editor(page, "Operation Editor")).to_contain_text("檢視一件申請")
    expect(editor(page, "Variables")).to_contain_text('{"id": ""}')


def test_an_example_that_was_just_opened_runs_at_once(page: Page) -> None:
    open_graphiql(page)
    run(page)
    expect(answer(page)).to_contain_text('"viewer": null')

    page.evaluate(OPEN_AND_RUN, "服務的版本")

    expect(answer(page)).to_contain_text('"version"')


def test_our_words_are_in_the_language_that_was_chosen(page: Page) -> None:
    open_graphiql(page)

    page.get_by_role("button", name="English").click()

    expect(page).to_have_title("Account service GraphiQL")
    expect(page.get_by_role("status")).to_have_text("Not signed in")
    expect(page.get_by_role("heading", name="Look at an application")).to_be_visible()
    page.reload()
    expect(page.get_by_role("status")).to_have_text("Not signed in")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_nothing_that_was_typed_outlives_the_tab(page: Page) -> None:
    typed = "a-token-that-was-typed"
    open_graphiql(page)
    open_example(page, "查看信中的連結")
    fill_in(page, typed)
    run(page)
    expect(answer(page)).to_contain_text("LINK_UNKNOWN")

    # Asked from outside: the page's own policy lets nobody evaluate a text in it.
    for _ in range(100):
        if typed in page.evaluate("JSON.stringify({ ...sessionStorage })"):
            break
        page.wait_for_timeout(100)
    assert typed in page.evaluate("JSON.stringify({ ...sessionStorage })")
    assert typed not in json.dumps(page.context.storage_state(indexed_db=True))


def test_no_script_can_be_smuggled_in_with_a_description(page: Page, traffic: Traffic) -> None:
    open_graphiql(page)

    outcomes = page.evaluate(SMUGGLE)

    assert outcomes == {
        '<p>See <code>after</code>, <a href="https://a.example/">here</a>.</p>': "taken",
        "<img src=x onerror=alert(1)>": "refused",
        '<a href="javascript:alert(1)">here</a>': "refused",
        "<p onclick=alert(1)>here</p>": "refused",
        "a worker": "refused",
    }
    # The browser's own lines about what it refused.
    assert all("Trusted" in complaint for complaint in traffic.complaints)
    traffic.complaints.clear()
    page.evaluate("window.violations.length = 0")


def test_the_editors_follow_the_system_into_the_dark(page: Page) -> None:
    open_graphiql(page)
    expect(editor(page, "Operation Editor")).to_have_class(re.compile(r"\bvs\b(?!-)"))

    page.emulate_media(color_scheme="dark")

    expect(editor(page, "Operation Editor")).to_have_class(re.compile(r"\bvs-dark\b"))


@pytest.mark.parametrize("width", WIDTHS)
def test_our_parts_break_no_rule_of_accessibility(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    open_graphiql(page)
    run(page)
    expect(answer(page)).to_contain_text('"viewer": null')

    keep_picture(page, f"graphiql-{width}")
    if width == min(WIDTHS):
        page.get_by_role("button", name="Show 範例 Examples").click()
        keep_picture(page, f"graphiql-examples-{width}")
    found = Axe().run(page, context={"include": [[".bar"], [".examples"]]}, options=RULES)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate(TOO_WIDE) == []


def keep_picture(page: Page, name: str) -> None:
    """Take a screenshot, if there is a folder for it."""
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", animations="disabled")
