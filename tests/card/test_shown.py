"""Tests that the cards of an account are changed only as the page showed account and cards."""

from datetime import timedelta
from uuid import UUID

import pytest

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.journal.event import Event
from tests.support.people.people import Person
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import (
    account_without_card,
    another_company,
    holder,
    mailed_link,
    two_holders,
)
from tests.support.scenarios.cards import colleague
from tests.support.servers.responders import interrupting

TYPED = {"phone": "02-11112222", "email": "bob@company.example"}


async def left_open(portal: TestPortal, alice: Person) -> None:
    """Sign Alice's browser in to another company, while her page still shows hers."""
    dan = await another_company(portal)
    signed_in = await alice.with_card(dan.card).sign_in()
    assert signed_in["account"]["controlNumber"] != alice.control_number


async def live_cards() -> set[UUID]:
    return {card.id for card in await Certificate.filter(status="LIVE")}


# The account


async def test_a_page_of_another_account_changes_no_card(portal: TestPortal) -> None:
    alice = await holder(portal)
    own = (await alice.cards())[0]
    asked = {purpose: await alice.challenge(purpose) for purpose in ("ADD", "REPLACE")}
    await left_open(portal, alice)
    before = await live_cards()

    refused = [
        await alice.add(colleague(3), challenge=asked["ADD"]["challenge"]),
        await alice.replace(
            own["id"],
            colleague(3),
            version=own["version"],
            challenge=asked["REPLACE"]["challenge"],
        ),
        await alice.confirm(own["id"]),
    ]

    for one in refused:
        assert (one["code"], one["path"]) == ("ANOTHER_ACCOUNT", ["controlNumber"])
    assert await live_cards() == before
    assert await Event.filter(kind="CARDS_CONFIRMED").count() == 0


@pytest.mark.parametrize("purpose", ["PROVE", "ADD", "REPLACE"])
async def test_a_page_of_another_account_gets_no_challenge(
    portal: TestPortal, purpose: str
) -> None:
    alice = await holder(portal)
    assert "challenge" in await alice.challenge(purpose)
    await left_open(portal, alice)

    refused = await alice.challenge(purpose)
    without = await alice.do("requestChallenge", "challenge { id }", purpose=purpose)

    assert refused["code"] == without["code"] == "ANOTHER_ACCOUNT"


async def test_a_first_card_is_not_signed_for_another_account_than_shown(
    portal: TestPortal,
) -> None:
    for number in (COMPANY.control_number, "B0000001"):
        await account_without_card(portal, number=number)
    alice = Person.at(portal)
    await alice.follow(await mailed_link(portal))
    other = alice.with_card(alice.card)

    await other.follow(await mailed_link(portal, "B0000001"))

    assert (await alice.challenge("FIRST_CARD"))["code"] == "ANOTHER_ACCOUNT"
    assert "challenge" in await other.challenge("FIRST_CARD")


# Replacing


async def test_a_card_whose_name_was_changed_is_not_replaced(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    shown = (await alice.cards())[1]
    asked = (await alice.challenge("REPLACE"))["challenge"]
    await bob.edit(shown["id"], **TYPED, label="北區車隊")

    refused = await alice.replace(
        shown["id"], colleague(3), version=shown["version"], challenge=asked
    )
    # As the page shows it now; the signature was not used up.
    replaced = await alice.replace(shown["id"], colleague(3), challenge=asked)

    assert (refused["code"], refused["path"]) == ("CARDS_CHANGED", ["version"])
    assert replaced["__typename"] == "ReplaceCertificateSuccess"


@pytest.mark.parametrize(
    "change",
    [
        {"status": CertificateStatus.REVOKED},
        {"phone": "02-99998888"},
        {"email": "other@company.example"},
        {"label": "北區車隊"},
    ],
    ids=lambda change: next(iter(change)),
)
async def test_a_card_has_another_version_when_what_is_shown_of_it_has_changed(
    portal: TestPortal, change: dict[str, object]
) -> None:
    alice, _ = await two_holders(portal)
    before = (await alice.cards())[1]
    portal.clock.forward(timedelta(minutes=1))
    await Certificate.filter(holder_name="測試乙").update(last_used_at=portal.clock())
    used = (await alice.cards())[1]

    await Certificate.filter(holder_name="測試乙").update(**change)

    after = (await alice.cards())[1]
    assert used["version"] == before["version"] != after["version"]


async def test_a_card_changed_while_its_successor_is_verified_is_not_replaced(
    portal: TestPortal,
) -> None:
    interruption = interrupting(portal)
    alice, bob = await two_holders(portal)
    shown = (await alice.cards())[1]
    interruption.meanwhile = lambda: bob.edit(shown["id"], **TYPED, label="北區車隊")

    refused = await alice.replace(shown["id"], colleague(3))

    assert (refused["code"], refused["path"]) == ("CARDS_CHANGED", ["version"])
    assert [card["holderName"] for card in await alice.cards()] == ["測試甲", "測試乙"]
    assert (await alice.cards())[1]["label"] == "北區車隊"


# Confirming


async def test_the_journal_names_the_cards_that_were_confirmed(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    second, first = [card["id"] for card in await alice.cards()]

    confirmed = await alice.confirm(first, second)

    event = await Event.get(kind="CARDS_CONFIRMED")
    bound = sorted(card.sha256 for card in await Certificate.all())
    assert confirmed["__typename"] == "ConfirmCertificatesSuccess"
    assert event.payload["certificates"].split() == bound
    assert len(bound) == 2


async def test_only_the_whole_list_is_confirmed(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    dan = await another_company(portal)
    own, bobs = [card["id"] for card in await alice.cards()]
    [dans] = [card["id"] for card in await dan.cards()]
    await bob.add(colleague(3))
    [third] = [card["id"] for card in await alice.cards() if card["id"] not in (own, bobs)]

    refused = [
        await alice.confirm(own, bobs),
        await alice.confirm(own, bobs, dans),
        await alice.confirm(own, bobs, third, dans),
        await alice.confirm(alice.application["id"]),
    ]

    for one in refused:
        assert (one["code"], one["path"]) == ("CARDS_CHANGED", ["certificateIds"])
    account = await Account.get(control_number=alice.control_number)
    assert account.confirmed_at is None
    assert (await alice.confirm(own, bobs, third))["__typename"] == "ConfirmCertificatesSuccess"


async def test_a_card_that_was_removed_is_not_confirmed(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    listed = [card["id"] for card in await alice.cards()]
    await alice.remove(await bob.current_card_id())

    assert (await alice.confirm(*listed))["code"] == "CARDS_CHANGED"


async def test_an_expired_card_on_the_list_is_confirmed_with_the_others(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    await Certificate.filter(holder_name="測試乙").update(status=CertificateStatus.EXPIRED)
    own, bobs = [card["id"] for card in await alice.cards()]

    left_out = await alice.confirm(own)
    confirmed = await alice.confirm(own, bobs)

    assert left_out["code"] == "CARDS_CHANGED"
    assert confirmed["__typename"] == "ConfirmCertificatesSuccess"
