"""Tests of the hand-off to a partner: a code that works once, there, for a minute."""

import asyncio
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from strawberry.relay import to_base64

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.journal.event import Event
from models.partner.handoff import Handoff, with_code
from models.partner.partner import Partner, PartnerToken, Scope
from models.session.roles import AccountStatus
from models.session.session import Session, SessionKind, hashed
from resolvers.partner.handoff import forget_handoffs
from schema.ids import NOBODY
from tests.support import cards
from tests.support.people.partners import HANDOFF_URL, OPERATOR, Clara
from tests.support.people.people import Person, outcome
from tests.support.people.staff import bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.partners import holder_with_card

MENU = "{ handoffDestinations { id name } }"


async def gone_over(alice: Person, clara: Clara) -> str:
    """Hand a holder off, and return the code."""
    made = await alice.do("createHandoff", "url expiresAt", partnerId=clara.global_id)
    assert made["__typename"] == "CreateHandoffSuccess", made
    return code_in(made["url"])


def code_in(url: str) -> str:
    [code] = parse_qs(urlsplit(url).query)["code"]
    return code


async def test_staff_are_handed_off_nowhere(portal: TestPortal) -> None:
    reviewer = await bruno(portal)
    clara = await Clara.at(portal)

    menu = await reviewer.ask(MENU)
    made = await reviewer.do("createHandoff", "url", partnerId=clara.global_id)

    assert menu == {"handoffDestinations": []}
    assert outcome(made) == "NOT_ALLOWED"


async def test_a_partner_learns_the_holder_and_the_company(portal: TestPortal) -> None:
    alice, card = await holder_with_card(portal)
    clara = await Clara.at(portal)
    portal.clock.forward(timedelta(minutes=5))
    await alice.prove()

    came = await clara.redeem(await gone_over(alice, clara))

    assert came == {
        "__typename": "RedeemHandoffSuccess",
        "holderName": "測試甲",
        "certificateSha256": card.sha256,
        "cardNumber": card.masked_card_number,
        "controlNumber": "A0000006",
        "accountKind": "BUSINESS",
        "accountName": (await Account.get()).name,
        "signedInAt": "2026-03-02T04:00:00.000Z",
        "provenAt": "2026-03-02T04:05:00.000Z",
    }
    event = await Event.get(kind="HANDED_OFF")
    assert event.subject == (await Account.get()).subject
    assert event.actor == f"partner:{clara.id}"
    assert event.payload["certificate"] == card.sha256


async def test_the_address_is_the_partners_own_with_a_code_in_it(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)

    made = await alice.do("createHandoff", "url expiresAt", partnerId=clara.global_id)

    kept = await Handoff.get()
    code = code_in(made["url"])
    assert made["url"] == f"{HANDOFF_URL}&code={code}"
    assert made["expiresAt"] == "2026-03-02T04:01:00.000Z"
    assert len(code) == 43
    assert kept.code_hash == hashed(code)
    assert code not in str(vars(kept))
    assert code not in str([vars(event) for event in await Event.all()])


def test_an_address_without_a_query_gets_one() -> None:
    assert with_code("https://b.example/in", "c-_") == "https://b.example/in?code=c-_"


async def test_a_code_is_redeemed_once(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    code = await gone_over(alice, clara)

    results = await asyncio.gather(*(clara.redeem(code) for _ in range(5)))
    again = await clara.redeem(code)

    names = [outcome(result) for result in results]
    assert sorted(names) == ["HANDOFF_UNKNOWN"] * 4 + ["RedeemHandoffSuccess"]
    assert again["code"] == "HANDOFF_UNKNOWN"
    assert await Event.filter(kind="HANDED_OFF").count() == 1


async def test_a_code_ends_after_a_minute(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    in_time, late = await gone_over(alice, clara), await gone_over(alice, clara)

    portal.clock.forward(timedelta(seconds=59))
    redeemed = await clara.redeem(in_time)
    portal.clock.forward(timedelta(seconds=1))
    refused = await clara.redeem(late)

    assert redeemed["__typename"] == "RedeemHandoffSuccess"
    assert refused["code"] == "HANDOFF_UNKNOWN"


async def test_another_partner_neither_learns_anything_nor_spends_the_code(
    portal: TestPortal,
) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    dan = await Clara.at(portal, name="另一系統")
    code = await gone_over(alice, clara)

    stolen = await dan.redeem(code)
    made_up = await dan.redeem("x" * 43)
    redeemed = await clara.redeem(code)

    assert stolen == made_up
    assert stolen["code"] == "HANDOFF_UNKNOWN"
    assert redeemed["__typename"] == "RedeemHandoffSuccess"


async def test_a_code_is_worth_nothing_without_a_token_or_its_scope(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    code = await gone_over(alice, clara)
    asked = """mutation($code: String!) {
        redeemHandoff(input: {code: $code}) { ... on UserError { code } } }"""

    by_browser = (await alice.ask(asked, {"code": code}))["redeemHandoff"]
    await Partner.all().update(scopes=[Scope.EVENTS_READ.value])
    by_lacking = await clara.redeem(code)

    assert by_browser["code"] == "TOKEN_NEEDED"
    assert by_lacking["code"] == "SCOPE_MISSING"


async def _signs_out(alice: Person) -> None:
    await alice.do("signOut", "signedOut")


async def _is_suspended(_: Person) -> None:
    await Account.all().update(status=AccountStatus.SUSPENDED)


async def _loses_the_card(_: Person) -> None:
    await Certificate.all().update(status=CertificateStatus.REMOVED)


async def _is_objected_to(_: Person) -> None:
    await Account.all().update(frozen_at=cards.AT)


@pytest.mark.parametrize("meanwhile", [_signs_out, _is_suspended, _loses_the_card, _is_objected_to])
async def test_a_holder_who_may_no_longer_act_is_not_handed_off(
    portal: TestPortal, meanwhile: Any
) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    code = await gone_over(alice, clara)

    await meanwhile(alice)

    assert (await clara.redeem(code))["code"] == "HANDOFF_UNKNOWN"


async def test_a_hand_off_needs_a_session(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    dan = Person.at(portal)
    await dan.apply()

    by_applicant = await dan.do("createHandoff", "url", partnerId=clara.global_id)
    menu_of_applicant = (await dan.ask(MENU))["handoffDestinations"]
    await Session.filter(kind=SessionKind.HOLDER).update(kind=SessionKind.BIND_ONLY)
    by_bind_only = await alice.do("createHandoff", "url", partnerId=clara.global_id)

    assert by_applicant["code"] == by_bind_only["code"] == "SIGN_IN_NEEDED"
    assert menu_of_applicant == []


async def test_a_partner_without_hand_off_is_not_found(portal: TestPortal) -> None:
    alice = await holder(portal)
    without_scope = await Clara.at(portal, Scope.EVENTS_READ, name="a")
    without_address = await Clara.at(portal, name="b")
    await Partner.filter(id=without_address.id).update(handoff_url=None)
    revoked = await Clara.at(portal, name="c")
    await Partner.filter(id=revoked.id).update(revoked_at=portal.clock())
    ids = [clara.global_id for clara in (without_scope, without_address, revoked)]

    codes = [
        (await alice.do("createHandoff", "url", partnerId=wrong))["code"]
        for wrong in [*ids, to_base64("Partner", NOBODY)]
    ]

    assert set(codes) == {"PARTNER_NOT_FOUND"}
    assert (await alice.ask(MENU))["handoffDestinations"] == []


async def test_the_menu_shows_where_one_can_go(portal: TestPortal) -> None:
    alice = await holder(portal)
    ended = await Clara.at(portal, name="c")
    await PartnerToken.filter(partner_id=ended.id).update(revoked_at=portal.clock())
    for name in ("b", "a"):
        await Clara.at(portal, name=name)

    menu = (await alice.ask(MENU))["handoffDestinations"]

    assert [entry["name"] for entry in menu] == ["a", "b"]
    assert OPERATOR.name not in str(menu)


async def test_codes_are_forgotten_when_they_have_long_ended(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    await gone_over(alice, clara)
    portal.clock.forward(timedelta(days=1))

    kept = await forget_handoffs(before=portal.clock() - timedelta(days=1))
    forgotten = await forget_handoffs(before=portal.clock())

    assert (kept, forgotten) == (0, 1)
    assert await Handoff.all().count() == 0
