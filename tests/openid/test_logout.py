"""Tests of signing out from a partner: RP-initiated logout, case by case."""

from datetime import timedelta

import httpx
import pytest

from models.access.authentication import viewer_of
from models.core.rules import ID_TOKEN_LIFE
from models.journal.event import Event
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.tokens import sign
from models.partner.partner import Partner
from models.session.session import Session
from models.session.visit import LogoutNotice
from resolvers.openid.end_session import LogoutAsked, end_session
from tests.support.people.partners import Clara
from tests.support.people.people import Person
from tests.support.people.relying import BYE, ISSUER, RelyingSystem, came_back, key_of
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

ASKS, SIGNED_OUT = "/sign-out", "/sign-in?out"


async def leave(alice: Person, **given: str | None) -> httpx.Response:
    parameters = {name: text for name, text in given.items() if text is not None}
    answer = await alice.browser.get("/oidc/logout", params=parameters)
    assert answer.status_code == 303
    return answer


async def is_signed_in(alice: Person) -> bool:
    return (await alice.ask("{ viewer { kind } }"))["viewer"] is not None


async def test_a_partner_signs_its_holder_out_and_has_the_browser_back(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]

    answer = await leave(
        alice, id_token_hint=hint, post_logout_redirect_uri=BYE, state="ü", client_id=None
    )

    assert came_back(answer.headers["location"], to=BYE) == {"state": "ü"}
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert not await is_signed_in(alice)
    silent = await tracks.send(alice, prompt="none")
    assert came_back(silent.headers["location"])["error"] == "login_required"
    assert (await Session.get(ended_because="SIGNED_OUT")).ended_at
    assert await LogoutNotice.all().count() == 1


async def test_without_state_there_is_none(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]

    answer = await leave(alice, id_token_hint=hint, post_logout_redirect_uri=BYE)

    assert answer.headers["location"] == BYE


async def test_a_hint_that_has_expired_is_fine(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]
    portal.clock.forward(ID_TOKEN_LIFE + timedelta(minutes=1))

    answer = await leave(alice, id_token_hint=hint)

    assert answer.headers["location"] == SIGNED_OUT
    assert not await is_signed_in(alice)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({}, id="no-params"),
        pytest.param({"state": "s"}, id="only-state"),
        pytest.param({"post_logout_redirect_uri": BYE}, id="no-id-token-hint"),
        {"post_logout_redirect_uri": BYE, "client_id": "CLIENT"},
        pytest.param(
            {"id_token_hint": "HINT", "post_logout_redirect_uri": f"{BYE}?more=1"},
            id="query-added",
        ),
        pytest.param(
            {"id_token_hint": "HINT", "post_logout_redirect_uri": "https://evil.example/"},
            id="bad-post-logout-redirect-uri",
        ),
        {"id_token_hint": "HINT", "client_id": "client-0000000000000000"},
        pytest.param(
            {"id_token_hint": "NONE", "post_logout_redirect_uri": BYE},
            id="modified-id-token-hint",
        ),
        {"id_token_hint": "BROKEN", "post_logout_redirect_uri": BYE},
        pytest.param(
            {"id_token_hint": "FOREIGN", "post_logout_redirect_uri": BYE},
            id="bad-id-token-hint",
        ),
        {"id_token_hint": "LOGOUT", "post_logout_redirect_uri": BYE},
        {"id_token_hint": "nonsense", "post_logout_redirect_uri": BYE},
    ],
)
async def test_otherwise_our_page_asks_and_nothing_has_ended(
    portal: TestPortal, given: dict[str, str]
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]
    _, body, _ = hint.split(".")
    claims = await tracks.verified(hint)
    private = key_of(Algorithm.ES256).private
    texts = {
        "CLIENT": tracks.client_id,
        "HINT": hint,
        "NONE": f"eyJhbGciOiJub25lIn0.{body}.",
        "BROKEN": hint[:-8] + "AAAAAAAA",
        "FOREIGN": sign(claims, private=private, typ="JWT"),
        "LOGOUT": sign(claims, private=private, typ="logout+jwt"),
    }

    answer = await leave(alice, **{name: texts.get(text, text) for name, text in given.items()})

    assert answer.headers["location"] == ASKS
    assert await is_signed_in(alice)
    assert not await LogoutNotice.exists()


async def test_a_hint_of_another_session_ends_nothing(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    old = (await tracks.tokens(alice))["id_token"]
    await alice.do("signOut", "__typename", clientMutationId="1")
    await alice.sign_in()
    await tracks.tokens(alice)

    answer = await leave(alice, id_token_hint=old, post_logout_redirect_uri=BYE)

    assert answer.headers["location"] == ASKS
    assert await is_signed_in(alice)


async def test_a_hint_of_another_client_ends_nothing_by_its_name(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    other = await RelyingSystem.at(portal, partner=await Clara.at(portal, name="另一系統"))
    hint = (await tracks.tokens(alice))["id_token"]

    answer = await leave(alice, id_token_hint=hint, client_id=other.client_id)

    assert answer.headers["location"] == ASKS


async def test_who_is_signed_out_already_goes_back_to_a_registered_address(
    portal: TestPortal,
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]
    await alice.do("signOut", "__typename", clientMutationId="1")

    back = await leave(alice, id_token_hint=hint, post_logout_redirect_uri=BYE)
    nowhere = await leave(alice, post_logout_redirect_uri=BYE)

    assert back.headers["location"] == BYE
    assert nowhere.headers["location"] == ASKS


async def test_a_hint_of_a_client_that_is_no_more_ends_nothing(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]
    await Partner.all().update(revoked_at=portal.clock())

    answer = await leave(alice, id_token_hint=hint, post_logout_redirect_uri=BYE)

    assert answer.headers["location"] == ASKS
    assert await is_signed_in(alice)


async def test_a_session_that_ends_meanwhile_is_ended_once(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]
    viewer = await viewer_of(alice.session_token, at=portal.clock())
    await alice.do("signOut", "__typename", clientMutationId="1")
    ended = await Event.filter(kind="SESSION_ENDED").count()

    left = await end_session(
        asked=LogoutAsked(
            id_token_hint=hint,
            client_id=None,
            post_logout_redirect_uri=BYE,
            state=None,
            is_clear=True,
        ),
        viewer=viewer,
        issuer=ISSUER,
        now=portal.clock(),
    )

    assert left.address == BYE
    assert await Event.filter(kind="SESSION_ENDED").count() == ended


async def test_a_parameter_that_comes_twice_is_asked_about(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]

    pairs = [("id_token_hint", hint), ("state", "1"), ("state", "2")]
    answer = await alice.browser.get("/oidc/logout", params=pairs)

    assert answer.headers["location"] == ASKS
    assert await is_signed_in(alice)


async def test_a_form_of_another_site_keeps_the_session(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]
    form = {"id_token_hint": hint, "post_logout_redirect_uri": BYE, "state": "s&t"}

    kept = await portal.browser().post("/oidc/logout", data=form)
    answer = await alice.browser.get(kept.headers["location"])

    assert kept.headers["location"].startswith("/oidc/logout?")
    assert came_back(answer.headers["location"], to=BYE) == {"state": "s&t"}
    assert not await is_signed_in(alice)


async def test_a_scanner_that_only_looks_ends_nothing(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]

    answer = await alice.browser.head("/oidc/logout", params={"id_token_hint": hint})

    assert answer.status_code == 405
    assert await is_signed_in(alice)


async def test_discovery_says_where(portal: TestPortal) -> None:
    found = (await portal.browser().get("/.well-known/openid-configuration")).json()

    assert found["end_session_endpoint"] == f"{ISSUER}/oidc/logout"
    assert found["backchannel_logout_supported"] is True
    assert found["backchannel_logout_session_supported"] is True
