"""Tests of codes and tokens: who redeems them, once, in time, and what ends them."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import httpx
import pytest

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.core.rules import ACCESS_TOKEN_LIFE, OPENID_CODE_LIFE, OPENID_KEPT
from models.journal.event import Event
from models.membership.membership import Membership
from models.openid.code import AccessToken, AuthorizationCode
from models.openid.relying_party import RelyingParty
from models.openid.request import AuthorizationRequest
from models.partner.partner import Partner
from models.session.roles import AccountKind, AccountStatus
from models.session.session import Session
from tests.support.people.partners import Clara
from tests.support.people.people import Person
from tests.support.people.relying import OTHER_CALLBACK, RelyingSystem
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

SECOND = timedelta(seconds=1)


def refusal(answer: httpx.Response) -> str:
    assert answer.headers["cache-control"] == "no-store"
    return f"{answer.status_code} {answer.json()['error']}"


async def test_a_code_is_redeemed_once_and_its_token_dies_on_replay(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    code = await tracks.code(alice)

    first = await tracks.redeem(code)
    before = await tracks.userinfo(first.json()["access_token"])
    second = await tracks.redeem(code)
    after = await tracks.userinfo(first.json()["access_token"])

    assert first.status_code == 200
    assert before.status_code == 200
    assert refusal(second) == "400 invalid_grant"
    assert refusal(after) == "401 invalid_token"


async def test_of_twenty_at_once_one_wins(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    code = await tracks.code(alice)

    answers = await asyncio.gather(*(tracks.redeem(code) for _ in range(20)))

    won = [answer for answer in answers if answer.status_code == 200]
    assert len(won) == 1
    assert {refusal(answer) for answer in answers if answer not in won} == {"400 invalid_grant"}
    assert await AccessToken.all().count() == 1
    assert await Event.filter(kind="HANDED_OFF").count() == 1
    assert refusal(await tracks.userinfo(won[0].json()["access_token"])) == "401 invalid_token"


async def test_a_code_ends_after_a_minute(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    in_time, late = await tracks.code(alice), await tracks.code(alice, prompt="consent")

    portal.clock.forward(OPENID_CODE_LIFE - SECOND)
    redeemed = await tracks.redeem(in_time)
    portal.clock.forward(SECOND)
    refused = await tracks.redeem(late)

    assert redeemed.status_code == 200
    assert refusal(refused) == "400 invalid_grant"


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": OTHER_CALLBACK},
        {"redirect_uri": "https://tracks.example/callback/"},
        {"code_verifier": "w" * 43},
        {"code_verifier": None},
        {"code_verifier": ""},
        {"code_verifier": "v" * 42},
        {"code_verifier": "ü" * 43},
        {"code": "x" * 43},
        {"code": "' --"},
    ],
)
async def test_a_code_is_redeemed_as_it_was_asked_for(
    portal: TestPortal, changed: dict[str, str | None]
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    code = await tracks.code(alice)

    refused = await tracks.redeem(**{"code": code, **changed})  # type: ignore[arg-type]  # One of them is the code.
    redeemed = await tracks.redeem(code)

    assert refusal(refused) == "400 invalid_grant"
    # A mistake does not spend it: neither address nor verifier can be guessed.
    assert redeemed.status_code == 200


async def test_another_client_neither_learns_anything_nor_spends_the_code(
    portal: TestPortal,
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    other = await RelyingSystem.at(portal, partner=await Clara.at(portal, name="另一系統"))
    code = await tracks.code(alice)

    stolen = await other.redeem(code)
    made_up = await other.redeem("x" * 43)
    redeemed = await tracks.redeem(code)

    assert refusal(stolen) == refusal(made_up) == "400 invalid_grant"
    assert stolen.json() == made_up.json()
    assert redeemed.status_code == 200


async def sign_out(portal: TestPortal, alice: Person) -> None:
    await alice.do("signOut", "__typename", clientMutationId="1")


async def remove_card(portal: TestPortal, alice: Person) -> None:
    await Certificate.all().update(status=CertificateStatus.REMOVED)


async def hold_card(portal: TestPortal, alice: Person) -> None:
    await Certificate.all().update(on_hold_since=portal.clock())


async def suspend(portal: TestPortal, alice: Person) -> None:
    await Account.all().update(status=AccountStatus.SUSPENDED)


async def freeze(portal: TestPortal, alice: Person) -> None:
    await Account.all().update(frozen_at=portal.clock())


async def end_membership(portal: TestPortal, alice: Person) -> None:
    await Membership.all().update(ended_at=portal.clock())


async def idle(portal: TestPortal, alice: Person) -> None:
    await Session.all().update(seen_at=portal.clock() - timedelta(hours=1))


async def become_staff(portal: TestPortal, alice: Person) -> None:
    await Account.all().update(kind=AccountKind.STAFF)
    await Session.all().update(kind="STAFF")


async def remove_client(portal: TestPortal, alice: Person) -> None:
    await RelyingParty.all().update(removed_at=portal.clock())


async def revoke_partner(portal: TestPortal, alice: Person) -> None:
    await Partner.all().update(revoked_at=portal.clock())


@pytest.mark.parametrize(
    "happens",
    [sign_out, remove_card, hold_card, suspend, freeze, end_membership, idle, become_staff],
)
async def test_the_door_is_asked_again_at_redemption_and_at_userinfo(
    portal: TestPortal, happens: Callable[[TestPortal, Person], Awaitable[None]]
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    token = (await tracks.tokens(alice))["access_token"]
    code = await tracks.code(alice, prompt="consent")
    assert (await tracks.userinfo(token)).status_code == 200

    await happens(portal, alice)

    assert refusal(await tracks.redeem(code)) == "400 invalid_grant"
    assert refusal(await tracks.userinfo(token)) == "401 invalid_token"


@pytest.mark.parametrize("happens", [remove_client, revoke_partner])
async def test_a_client_that_is_gone_receives_nothing(
    portal: TestPortal, happens: Callable[[TestPortal, Person], Awaitable[None]]
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    token = (await tracks.tokens(alice))["access_token"]
    code = await tracks.code(alice, prompt="consent")

    await happens(portal, alice)

    assert refusal(await tracks.redeem(code)) == "401 invalid_client"
    assert refusal(await tracks.userinfo(token)) == "401 invalid_token"
    gone = await tracks.send(alice, prompt="none")
    assert gone.headers["location"] == "/authorize?problem=unauthorized_client"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"grant_type": None}, "400 invalid_request"),
        ({"grant_type": "password"}, "400 unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "400 unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "400 unsupported_grant_type"),
        ({"code": None}, "400 invalid_request"),
        ({"redirect_uri": None}, "400 invalid_request"),
    ],
)
async def test_only_codes_are_redeemed(
    portal: TestPortal, changed: dict[str, str | None], expected: str
) -> None:
    tracks = await RelyingSystem.at(portal)
    form = {**tracks.redemption("x" * 43), **changed}

    answer = await tracks.post(
        "/oidc/token", {name: text for name, text in form.items() if text is not None}
    )

    assert refusal(answer) == expected


async def test_a_parameter_of_the_token_request_comes_once(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    form: dict[str, object] = {**tracks.redemption("x" * 43), "code": ["x" * 43, "y" * 43]}

    answer = await portal.browser().post("/oidc/token", data=form)

    assert refusal(answer) == "400 invalid_request"


async def test_an_access_token_ends_after_ten_minutes(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    token = (await tracks.tokens(alice))["access_token"]

    portal.clock.forward(ACCESS_TOKEN_LIFE - SECOND)
    in_time = await tracks.userinfo(token)
    portal.clock.forward(SECOND)
    late = await tracks.userinfo(token)

    assert in_time.status_code == 200
    assert refusal(late) == "401 invalid_token"


async def test_no_access_token_outlives_its_session(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await Session.all().update(expires_at=portal.clock() + timedelta(minutes=2))

    tokens = await tracks.tokens(alice)

    assert tokens["expires_in"] == 120


async def test_what_expired_is_forgotten_a_day_later(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.tokens(alice)
    portal.clock.forward(OPENID_KEPT)
    await portal.work("openid")
    kept = await AuthorizationCode.all().count()

    portal.clock.forward(ACCESS_TOKEN_LIFE + SECOND)
    await portal.work("openid")

    assert kept == 1
    assert not await AccessToken.exists()
    assert not await AuthorizationCode.exists()
    assert not await AuthorizationRequest.exists()
