"""Tests of signing in at a partner: the whole way, consent, prompts, and who may not go."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from tortoise import Tortoise

from models.account.account import Account
from models.card.certificate import Certificate
from models.core.rules import OPENID_REQUEST_LIFE
from models.journal.event import Event
from models.openid.code import AuthorizationCode
from models.openid.jose.claims import half_hash
from models.openid.relying_party import OpenIDScope
from models.openid.request import AuthorizationRequest, AuthorizationRequestUnknown
from models.session.session import Session
from models.session.visit import Visit
from tests.support.people.people import Person, outcome
from tests.support.people.relying import (
    CALLBACK,
    ISSUER,
    MINUTE,
    RelyingSystem,
    agree,
    came_back,
    decline,
)
from tests.support.people.staff import bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import another_company, following_link, holder
from web.http.openid.authorize import RESUME

SEE = """query($handle: String!) { authorizationRequest(handle: $handle) {
  partnerName scopes step expiresAt } }"""


async def seen(alice: Person, handle: str) -> dict[str, object]:
    return await alice.read(SEE, {"handle": handle})


async def test_a_holder_signs_in_at_a_partner(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    card = await Certificate.get()
    portal.clock.forward(MINUTE)

    tokens = await tracks.tokens(alice)
    claims = await tracks.verified(tokens["id_token"])

    visit = await Visit.get()
    now = int(portal.clock().timestamp())
    assert claims == {
        "iss": ISSUER,
        "sub": str(card.membership_id),
        "aud": tracks.client_id,
        "iat": now,
        "exp": now + 300,
        "auth_time": now - 60,
        "acr": f"{ISSUER}/acr/card",
        "amr": ["sc"],
        "sid": str(visit.id),
        "nonce": "n" * 64,
        "at_hash": half_hash(tokens["access_token"]),
    }
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 600
    assert tokens["scope"] == "openid company"
    event = await Event.get(kind="HANDED_OFF")
    assert event.subject == (await Account.get()).subject
    assert event.actor == f"partner:{tracks.partner.id}"


async def test_the_answer_brings_back_state_and_issuer_unchanged(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    state = "ü &=?#/+%20"

    agreed = await agree(alice, await tracks.ask(alice, state=state))

    returned = came_back(agreed["url"])
    assert returned.keys() == {"code", "state", "iss"}
    assert returned["state"] == state
    assert returned["iss"] == ISSUER
    assert len(returned["code"]) == 43


async def test_an_answer_without_state_has_none(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)

    agreed = await agree(alice, await tracks.ask(alice, state=None))

    assert came_back(agreed["url"]).keys() == {"code", "iss"}


async def test_nonce_is_optional(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)

    assert "nonce" not in await tracks.claims(alice, nonce=None)


async def test_the_page_shows_who_asks_for_what(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)

    shown = await seen(alice, await tracks.ask(alice, scope="openid profile unknown card"))

    assert shown == {
        "partnerName": "車輛定位系統",
        "scopes": ["OPENID", "PROFILE", "CARD"],
        "step": "AGREE",
        "expiresAt": "2026-03-02T04:10:00.000Z",
    }


async def test_who_is_not_signed_in_signs_in_on_the_way(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await alice.do("signOut", "__typename", clientMutationId="1")

    handle = await tracks.ask(alice)
    before = await seen(alice, handle)
    refused = await agree(alice, handle)
    await alice.sign_in()
    after = await seen(alice, handle)
    agreed = await agree(alice, handle)

    assert before["step"] == "SIGN_IN"
    assert outcome(refused) == "SIGN_IN_NEEDED"
    assert after["step"] == "AGREE"
    assert "code" in came_back(agreed["url"])


async def test_declining_goes_back_with_an_error_and_spends_the_request(
    portal: TestPortal,
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    handle = await tracks.ask(alice)

    declined = await decline(alice, handle)
    again = await agree(alice, handle)

    returned = came_back(declined["url"])
    assert returned["error"] == "access_denied"
    assert returned["state"] == "st-å&="
    assert returned["iss"] == ISSUER
    assert "code" not in returned
    assert outcome(again) == "AUTHORIZATION_REQUEST_UNKNOWN"
    assert not await AuthorizationCode.exists()


async def test_a_request_is_answered_once_and_in_time(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    once, late = await tracks.ask(alice), await tracks.ask(alice)

    await agree(alice, once)
    again = await agree(alice, once)
    shown = await alice.browser.post(
        "/graphql",
        json={
            "query": "query($handle: String!) { authorizationRequest(handle: $handle) { step } }",
            "variables": {"handle": once},
        },
    )
    portal.clock.forward(OPENID_REQUEST_LIFE)
    too_late = await agree(alice, late)

    assert outcome(again) == "AUTHORIZATION_REQUEST_UNKNOWN"
    [error] = shown.json()["errors"]
    assert error["extensions"]["code"] == "AUTHORIZATION_REQUEST_UNKNOWN"
    assert outcome(too_late) == "AUTHORIZATION_REQUEST_UNKNOWN"


async def test_of_two_answers_at_the_same_time_one_counts(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.ask(alice)
    first, second = await AuthorizationRequest.get(), await AuthorizationRequest.get()

    await first.decide(at=portal.clock())

    with pytest.raises(AuthorizationRequestUnknown):
        await second.decide(at=portal.clock())


async def test_after_the_first_consent_of_a_session_nobody_is_asked(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.code(alice)

    same = await tracks.send(alice)
    more = await tracks.send(alice, scope="openid company card")

    assert "code" in came_back(same.headers["location"])
    assert more.headers["location"].startswith("/authorize#")


async def test_the_consent_ends_with_the_session(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.code(alice)
    await alice.do("signOut", "__typename", clientMutationId="1")
    await alice.sign_in()

    answer = await tracks.send(alice)

    assert answer.headers["location"].startswith("/authorize#")


@pytest.mark.parametrize("prompt", ["consent", "select_account", "login", "login consent"])
async def test_a_client_may_have_its_holder_asked_again(portal: TestPortal, prompt: str) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.code(alice)

    answer = await tracks.send(alice, prompt=prompt)

    assert answer.headers["location"].startswith("/authorize#")


async def test_prompt_none_says_what_is_missing(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    nobody = Person.at(portal)

    not_signed_in = await tracks.send(nobody, prompt="none")
    not_agreed = await tracks.send(alice, prompt="none")
    first = await tracks.claims(alice)
    portal.clock.forward(MINUTE)
    silent = await tracks.send(alice, prompt="none")

    errors = [came_back(one.headers["location"]) for one in (not_signed_in, not_agreed)]
    assert [one["error"] for one in errors] == ["login_required", "consent_required"]
    assert all(one["state"] == "st-å&=" and one["iss"] == ISSUER for one in errors)
    answer = await tracks.redeem(came_back(silent.headers["location"])["code"])
    second = await tracks.verified(answer.json()["id_token"])
    assert second["sub"] == first["sub"]
    assert second["auth_time"] == first["auth_time"]


async def test_prompt_none_stands_alone(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)

    for prompt in ("none login", "create", "nonsense"):
        answer = await tracks.send(alice, prompt=prompt)
        assert came_back(answer.headers["location"])["error"] == "invalid_request"


async def test_prompt_login_wants_a_signature_after_the_request(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    before = await tracks.claims(alice)
    portal.clock.forward(timedelta(seconds=30))

    handle = await tracks.ask(alice, prompt="login")
    shown = await seen(alice, handle)
    refused = await agree(alice, handle)
    portal.clock.forward(timedelta(seconds=5))
    await alice.prove()
    agreed = await agree(alice, handle)

    assert shown["step"] == "PROVE"
    assert outcome(refused) == "CARD_PROOF_NEEDED"
    answer = await tracks.redeem(came_back(agreed["url"])["code"])
    after = await tracks.verified(answer.json()["id_token"])
    assert after["auth_time"] == before["auth_time"] + 35


@pytest.mark.parametrize(
    ("prompt", "max_age", "age", "expected"),
    [
        (None, "60", 60, "code"),
        (None, "60", 61, "page"),
        (None, "10000", 600, "code"),
        (None, "0", 1, "page"),
        ("none", "60", 60, "code"),
        ("none", "60", 61, "login_required"),
        ("none", "0", 1, "login_required"),
        ("login", "10000", 1, "page"),
        ("consent", "10000", 1, "page"),
    ],
)
async def test_max_age_is_measured_from_the_last_signature(
    portal: TestPortal, prompt: str | None, max_age: str, age: int, expected: str
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.code(alice)
    portal.clock.forward(timedelta(seconds=age))

    answer = await tracks.send(alice, prompt=prompt, max_age=max_age)

    address = answer.headers["location"]
    if expected == "page":
        assert address.startswith("/authorize#")
    else:
        returned = came_back(address)
        assert expected in (returned.get("error"), "code" if "code" in returned else None)


async def test_a_fresh_signature_satisfies_any_max_age(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    portal.clock.forward(MINUTE)
    handle = await tracks.ask(alice, max_age="0")

    before = await seen(alice, handle)
    portal.clock.forward(timedelta(seconds=1))
    await alice.prove()
    portal.clock.forward(timedelta(seconds=1))
    agreed = await agree(alice, handle)

    assert before["step"] == "PROVE"
    assert "code" in came_back(agreed["url"])


async def test_a_hint_names_the_person_who_is_expected(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]
    portal.clock.forward(timedelta(minutes=20))
    await Session.all().update(seen_at=portal.clock())
    dan = await another_company(portal)

    silent = await tracks.send(alice, prompt="none", id_token_hint=hint)
    another = await tracks.send(dan, prompt="none", id_token_hint=hint)
    handle = await tracks.ask(dan, id_token_hint=hint)
    agreed = await agree(dan, handle)

    assert "code" in came_back(silent.headers["location"])
    assert came_back(another.headers["location"])["error"] == "login_required"
    assert came_back(agreed["url"])["error"] == "login_required"


async def test_staff_sign_in_nowhere(portal: TestPortal) -> None:
    reviewer, tracks = await bruno(portal), await RelyingSystem.at(portal)

    silent = await tracks.send(reviewer, prompt="none")
    handle = await tracks.ask(reviewer)
    shown = await seen(reviewer, handle)
    refused = await agree(reviewer, handle)

    assert came_back(silent.headers["location"])["error"] == "login_required"
    assert shown["code"] == "NOT_ALLOWED"
    assert outcome(refused) == "NOT_ALLOWED"
    assert not await AuthorizationCode.exists()


async def test_applicants_and_first_card_sessions_sign_in_nowhere(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    dan = Person.at(portal)
    await dan.apply()
    eva = await following_link(portal)

    refused = [await agree(one, await tracks.ask(one)) for one in (dan, eva)]

    assert [outcome(one) for one in refused] == ["SIGN_IN_NEEDED", "SIGN_IN_NEEDED"]
    assert not await AuthorizationCode.exists()


async def test_nobody_goes_over_while_a_dispute_waits(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.code(alice)
    handle = await tracks.ask(alice, prompt="consent")
    await Account.all().update(frozen_at=portal.clock())

    refused = await agree(alice, handle)
    silent = await tracks.send(alice, prompt="none")

    assert outcome(refused) == "ACCOUNT_FROZEN"
    assert came_back(silent.headers["location"])["error"] == "access_denied"


async def test_a_form_of_another_site_keeps_the_session(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.code(alice)
    cookies = dict(alice.browser.cookies)

    # SameSite=Lax: the form comes without the cookie, and the GET that follows has it.
    alice.browser.cookies.clear()
    kept = await alice.browser.post("/oidc/authorize", data=tracks.request(prompt="none"))
    alice.browser.cookies.update(cookies)
    answer = await alice.browser.get(kept.headers["location"])

    assert kept.status_code == 303
    assert kept.headers["location"].startswith("/oidc/resume/")
    assert "code" in came_back(answer.headers["location"])


async def test_a_request_that_came_by_form_is_resumed_once(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.code(alice)
    kept = await alice.browser.post("/oidc/authorize", data=tracks.request(prompt="none"))

    first = await alice.browser.get(kept.headers["location"])
    again = await alice.browser.get(kept.headers["location"])

    assert "code" in came_back(first.headers["location"], to=CALLBACK)
    assert again.headers["location"] == "/authorize?problem=invalid_request"


async def test_a_new_card_changes_no_subject(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    before = await tracks.claims(alice)
    await Certificate.all().update(sha256="ab" * 32, card_number="TP99999999999999")

    after = await tracks.claims(alice, prompt="consent")

    assert after["sub"] == before["sub"]


async def test_no_code_handle_or_token_is_stored(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    handle = await tracks.ask(alice)
    code = came_back((await agree(alice, handle))["url"])["code"]
    tokens = (await tracks.redeem(code)).json()

    stored = str(
        [list(await model.all().values()) for model in (Tortoise.apps or {})["models"].values()]
    )
    for secret in (handle, code, tokens["access_token"], tokens["id_token"]):
        assert secret not in stored


async def test_no_client_id_looks_like_a_subject(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)

    subject = (await tracks.claims(alice))["sub"]

    # Subjects are UUIDs, and no UUID begins like this (RFC 9700 §4.15).
    assert str(UUID(subject)) == subject
    assert re.fullmatch(r"client-[0-9a-f]{16}", tracks.client_id)
    with pytest.raises(ValueError, match="hexadecimal"):
        UUID(tracks.client_id)


async def test_a_scope_that_the_page_did_not_show_is_not_agreed_to(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    handle = await tracks.ask(alice, scope="openid profile")
    await RelyingSystem.at(portal, partner=tracks.partner, scopes=(OpenIDScope.OPENID,))
    shown = await seen(alice, handle)
    agreed = await agree(alice, handle)
    await RelyingSystem.at(portal, partner=tracks.partner)

    tokens = (await tracks.redeem(came_back(agreed["url"])["code"])).json()
    again = await tracks.send(alice, scope="openid profile")

    assert shown["scopes"] == ["OPENID"]
    assert tokens["scope"] == "openid"
    assert "name" not in (await tracks.userinfo(tokens["access_token"])).json()
    assert again.headers["location"].startswith("/authorize#")


async def test_a_scope_that_was_taken_back_is_not_asked_for_again(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.tokens(alice, scope="openid")
    handle = await tracks.ask(alice, scope="openid profile")
    await RelyingSystem.at(portal, partner=tracks.partner, scopes=(OpenIDScope.OPENID,))

    answer = await alice.browser.get(f"{RESUME}/{handle}")

    assert "code" in came_back(answer.headers["location"])
