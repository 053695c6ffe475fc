"""Modules of the Basic plan: parameters that are no error, prompts, ages and hints."""

from datetime import timedelta

import pytest

from tests.support.people.certifying import Suite
from tests.support.people.people import Person, outcome
from tests.support.people.relying import ISSUER, agree, came_back
from tests.support.portal import TestPortal

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SECONDS = timedelta(seconds=2)
ADDED = {
    "oidcc-display-page": {"display": "page"},
    "oidcc-display-popup": {"display": "popup"},
    "oidcc-login-hint": {"login_hint": "bob@example.com"},
    "oidcc-ui-locales": {"ui_locales": "se"},
    "oidcc-claims-locales": {"claims_locales": "se"},
    "oidcc-ensure-request-with-unknown-parameter-succeeds": {"extra": "foobar"},
    "oidcc-ensure-request-with-acr-values-succeeds": {"acr_values": "1 2"},
}


@pytest.mark.parametrize("added", [pytest.param(ADDED[name], id=name) for name in ADDED])
async def test_what_is_added_is_no_error(portal: TestPortal, added: dict[str, str]) -> None:
    suite = await Suite.at(portal)

    claims, _ = await suite.flow(**added)

    assert claims["acr"] == f"{ISSUER}/acr/card"


async def test_prompt_login(portal: TestPortal) -> None:
    suite = await Suite.at(portal)
    before, _ = await suite.flow()
    portal.clock.forward(SECONDS)

    asks = await suite.send(prompt="login")
    unproven = await agree(suite.alice, asks.partition("#")[2])
    portal.clock.forward(SECONDS)
    await suite.alice.prove()
    tokens = await suite.tokens(await suite.arrive(asks))
    after = await suite.verified(tokens["id_token"])

    assert asks.startswith("/authorize#")
    assert outcome(unproven) == "CARD_PROOF_NEEDED"
    assert after["sub"] == before["sub"]
    assert after["auth_time"] > before["auth_time"]


async def test_prompt_none_not_logged_in(portal: TestPortal) -> None:
    suite = await Suite.at(portal)
    suite.alice = Person.at(portal)

    returned = came_back(await suite.send(prompt="none"))

    assert returned["error"] == "login_required"
    assert "code" not in returned


async def test_prompt_none_logged_in(portal: TestPortal) -> None:
    suite = await Suite.at(portal)
    first, _ = await suite.flow()
    portal.clock.forward(SECONDS)

    silent = await suite.send(prompt="none")
    tokens = await suite.tokens(came_back(silent)["code"])
    second = await suite.verified(tokens["id_token"])

    assert (second["sub"], second["auth_time"]) == (first["sub"], first["auth_time"])
    assert second["iat"] > first["iat"]


async def test_max_age_1(portal: TestPortal) -> None:
    suite = await Suite.at(portal)
    first, _ = await suite.flow()
    portal.clock.forward(SECONDS)

    asks = await suite.send(max_age="1")
    portal.clock.forward(SECONDS)
    await suite.alice.prove()
    tokens = await suite.tokens(await suite.arrive(asks))
    second = await suite.verified(tokens["id_token"])

    assert asks.startswith("/authorize#")
    assert second["auth_time"] > first["auth_time"]


async def test_max_age_10000(portal: TestPortal) -> None:
    suite = await Suite.at(portal)
    first, _ = await suite.flow()
    portal.clock.forward(SECONDS)

    again = await suite.send(max_age="10000")
    tokens = await suite.tokens(came_back(again)["code"])
    second = await suite.verified(tokens["id_token"])

    assert (second["sub"], second["auth_time"]) == (first["sub"], first["auth_time"])


async def test_id_token_hint(portal: TestPortal) -> None:
    suite = await Suite.at(portal)
    hint = (await suite.tokens(await suite.code()))["id_token"]

    silent = await suite.send(prompt="none", id_token_hint=hint)
    tokens = await suite.tokens(came_back(silent)["code"])

    before, after = await suite.verified(hint), await suite.verified(tokens["id_token"])
    assert after["sub"] == before["sub"]


async def test_ensure_post_request_succeeds(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    kept = await suite.alice.browser.post("/oidc/authorize", data=suite.request())
    resumed = await suite.alice.browser.get(kept.headers["location"])
    tokens = await suite.tokens(await suite.arrive(resumed.headers["location"]))

    assert kept.status_code == 303
    assert (await suite.verified(tokens["id_token"]))["aud"] == suite.tracks.client_id
