"""Tests of the marks of staging: on pages, responses, letters, tokens and answers, in full."""

from dataclasses import replace

import httpx
import pytest
from starlette.requests import Request

from models.core.mode import Mode
from models.database.staging import take_for
from models.journal.event import Event
from models.openid.claims import STAGING
from models.partner.partner import PartnerToken
from tests.support.paths import ROOT
from tests.support.people.partners import Clara
from tests.support.people.relying import RelyingSystem
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.partners import holder_with_card
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams
from web.http.session_cookie import cookie_name
from web.http.staging import HEADER, STYLE
from web.ops.health import Health

MARK = '<p class="staging" role="note">'
PAGES = ("/", "/apply", "/staff", "/staff/cases/1", "/graphiql", "/no-such-page")
HTML = {"accept": "text/html"}
BUILT = (
    "web/client/dist/index.html",
    "web/client/dist/desk/desk.html",
    "web/graphiql/dist/index.html",
)
MAY = "__typename ... on MayAct { staging }"


@pytest.fixture
async def staging(portal: TestPortal) -> TestPortal:
    """Return a portal of staging, on a database of its own kind."""
    await take_for(Mode.STAGING)
    portal.be(Mode.STAGING)
    return portal


async def everybody(_: Request) -> bool:
    return True


async def get(portal: TestPortal, path: str, **headers: str) -> httpx.Response:
    """Ask for a page with GraphiQL open to everybody."""
    streams = Streams()
    portal.app = make_app(Portal(services=portal.services, streams=streams, explorer=everybody))
    async with portal.browser() as browser:
        return await browser.get(path, headers={**HTML, **headers})


@pytest.fixture
def built() -> None:
    """Require the clients' builds."""
    if missing := [name for name in BUILT if not (ROOT / name).is_file()]:
        pytest.skip(f"not built, run make client: {', '.join(missing)}")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", PAGES)
async def test_every_page_says_in_both_languages_what_it_is(staging: TestPortal, path: str) -> None:
    answer = await get(staging, path)

    assert answer.status_code == (404 if path == "/no-such-page" else 200)
    assert answer.text.count(MARK) == 1
    assert answer.text.index("<body") < answer.text.index(MARK) < answer.text.index('id="app"')
    assert "測試環境" in answer.text
    assert 'lang="en"' in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers


@pytest.mark.usefixtures("built")
async def test_no_part_of_a_page_comes_without_its_line(staging: TestPortal) -> None:
    answer = await get(staging, "/", range="bytes=0-99")

    assert answer.status_code == 200
    assert MARK in answer.text


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("mode", [Mode.PRODUCTION, Mode.DEMO])
@pytest.mark.parametrize("path", PAGES)
async def test_elsewhere_no_page_has_the_line(portal: TestPortal, path: str, mode: Mode) -> None:
    portal.be(mode)

    answer = await get(portal, path)

    assert MARK not in answer.text
    assert HEADER not in answer.headers
    assert (await get(portal, STYLE)).status_code == 404


async def test_the_style_of_the_line_is_served_within_the_pages_policy(
    staging: TestPortal,
) -> None:
    answer = await get(staging, STYLE)

    assert answer.headers["content-type"].startswith("text/css")
    assert ".staging {" in answer.text
    assert "style-src 'self'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/graphql", "/oidc/jwks"])
async def test_every_response_has_the_header(staging: TestPortal, path: str) -> None:
    assert (await get(staging, path)).headers[HEADER] == "yes"


def test_the_cookie_of_staging_is_another(portal: TestPortal) -> None:
    names = {mode: cookie_name(replace(portal.settings, mode=mode)) for mode in Mode}

    assert names == {
        Mode.DEMO: "__Host-gpszone",
        Mode.PRODUCTION: "__Host-gpszone",
        Mode.STAGING: "__Host-gpszone-staging",
    }


async def test_readiness_names_the_test_authorities(staging: TestPortal) -> None:
    look = Health(staging.services)
    assert look.staging() == {
        "staging": {
            "authorities": [
                "TEST ONLY MOEACA-G2",
                "TEST ONLY MOICA-G2",
                "TEST ONLY MOICA-G3",
            ]
        }
    }
    assert (await get(staging, "/readyz")).json()["staging"] == look.staging()["staging"]

    staging.be(Mode.PRODUCTION)
    assert "staging" not in (await get(staging, "/readyz")).json()


async def test_every_letter_says_so_in_its_subject_and_first_of_all_in_its_text(
    staging: TestPortal,
) -> None:
    await holder(staging)

    letters = staging.post.sent
    assert letters
    for letter in letters:
        assert str(letter["Subject"]).startswith("【測試 STAGING】")
        for kind in ("plain", "html"):
            body = letter.get_body((kind,))
            assert body is not None
            text = str(body.get_content())
            assert "測試信件" in text
            assert "this is a test" in text
        plain = letter.get_body(("plain",))
        assert plain is not None
        assert str(plain.get_content()).startswith("【測試環境】")


async def test_no_letter_of_production_does(portal: TestPortal) -> None:
    await holder(portal)

    for letter in portal.post.sent:
        assert "測試 STAGING" not in str(letter["Subject"])
        assert b"this is a test" not in letter.as_bytes()
        assert all("this is a test" not in str(one.get_content()) for one in letter.iter_parts())


async def test_tokens_and_userinfo_of_openid_connect_say_so(staging: TestPortal) -> None:
    alice, tracks = await holder(staging), await RelyingSystem.at(staging)

    claims = await tracks.claims(alice)
    told = (await tracks.userinfo((await tracks.tokens(alice))["access_token"])).json()
    discovery = (await get(staging, "/.well-known/openid-configuration")).json()

    assert claims.items() >= STAGING.items()
    assert told.items() >= STAGING.items()
    assert "staging" in discovery["claims_supported"]


async def test_those_of_production_do_not(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)

    claims = await tracks.claims(alice)
    told = (await tracks.userinfo((await tracks.tokens(alice))["access_token"])).json()
    discovery = (await get(portal, "/.well-known/openid-configuration")).json()

    assert not STAGING.keys() & claims.keys()
    assert not STAGING.keys() & told.keys()
    assert "staging" not in discovery["claims_supported"]


async def may_act(clara: Clara, sha256: str) -> dict[str, object]:
    asked = f'certificateMayAct(sha256: "{sha256}", controlNumber: "A0000006") {{ {MAY} }}'
    answer: dict[str, object] = await clara.read(asked)
    return answer


async def test_partners_see_it_in_their_tokens_and_answers(staging: TestPortal) -> None:
    _, card = await holder_with_card(staging)
    clara = await Clara.at(staging)

    answer = await may_act(clara, card.sha256)

    assert clara.token.startswith("gpztest_")
    assert (await PartnerToken.get()).prefix == clara.token[:16]
    assert answer == {"__typename": "MayAct", "staging": True}


async def test_partners_of_production_see_that_it_is_not(portal: TestPortal) -> None:
    _, card = await holder_with_card(portal)
    clara = await Clara.at(portal)

    answer = await may_act(clara, card.sha256)

    assert clara.token.startswith("gpz_")
    assert (await PartnerToken.get()).prefix == clara.token[:12]
    assert answer == {"__typename": "MayAct", "staging": False}


async def test_anybody_may_ask_which_it_is(staging: TestPortal) -> None:
    async with staging.browser() as dan:
        query = "{ service { staging demo { mailboxUrl } } }"
        answer = await dan.post("/graphql", json={"query": query})

    assert answer.json()["data"] == {"service": {"staging": True, "demo": None}}


async def test_every_event_of_a_whole_path_says_so(staging: TestPortal) -> None:
    await holder(staging)

    events = await Event.all()
    assert events
    assert all(event.payload["staging"] == "yes" for event in events)


@pytest.mark.usefixtures("built")
def test_every_built_page_has_a_body_for_the_line() -> None:
    for name in BUILT:
        assert (ROOT / name).read_text(encoding="utf-8").count("<body>") == 1
