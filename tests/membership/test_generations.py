"""Tests of a person's cards of two generations: one person, and one control number."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from tortoise.backends.base.client import TransactionalDBClient

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.card_change import CardChange
from models.database.transaction import Change, client, tx
from models.journal.event import Event
from models.membership.membership import Membership
from models.membership.person import Person as Member
from models.membership.person import PersonIdentifier
from tests.support import cards
from tests.support.people.people import Person, form, outcome
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.accounts import SECOND, another_company, holder, two_holders
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.overtaken import in_turn, on_postgres_alone
from web.demo.authority import Card, Generation


def old_card(number: int = 1, holder: str = "測試甲", id_last4: str = "0001") -> Card:
    """Issue a person's card of the second generation."""
    return cards.citizen(
        generation=Generation.G2,
        subject_serial=f"{number:016}",
        holder=holder,
        id_last4=id_last4,
    )


def new_card(number: int = 1, holder: str = "測試甲", id_last4: str = "0001") -> Card:
    """Issue a person's card of the third generation."""
    return cards.citizen(
        generation=Generation.G3,
        subject_serial=f"{number:016}",
        holder=holder,
        id_last4=id_last4,
        not_before=cards.AT - cards.DAY,
    )


async def holder_of_old_card(portal: TestPortal) -> Person:
    """Return Alice, signed in with a card of the second generation."""
    return await holder(portal, Person.at(portal, old_card()))


async def forget_what_is_known() -> None:
    """Leave persons as the migration derives them from cards that have not signed since."""
    await Member.all().update(last_four=None)
    await PersonIdentifier.all().update(authority=None)


async def test_a_card_of_the_next_generation_is_the_same_persons(portal: TestPortal) -> None:
    alice = await holder_of_old_card(portal)
    renewed = Person.at(portal, new_card())

    refused = await renewed.sign_in()
    result = await renewed.renew()

    [old, new] = await Certificate.all().order_by("not_before")
    [membership] = await Membership.all()
    issuers = [one.issuer_key_id for one in await PersonIdentifier.all()]
    assert refused["code"] == "CARD_RENEWED"
    assert result["certificate"]["status"] == "LIVE"
    assert (old.status, new.status) == (CertificateStatus.REPLACED, CertificateStatus.LIVE)
    assert (old.membership_id, new.membership_id) == (membership.id, membership.id)
    assert (old.person_id, new.person_id) == (membership.person_id, membership.person_id)
    assert await Member.all().count() == 1
    assert set(issuers) == {old.issuer_key_id, new.issuer_key_id}
    assert len(issuers) == 2
    assert (await CardChange.get()).ended_membership_id is None
    assert await Event.filter(kind="IDENTIFIER_JOINED").count() == 2
    assert (await renewed.sign_in())["__typename"] == "SignInSuccess"
    assert (await alice.sign_in())["code"] == "CARD_NOT_BOUND"


@pytest.mark.parametrize(
    "unlike",
    [
        new_card(holder="測試乙"),
        new_card(id_last4="0002"),
        new_card(id_last4=""),
        new_card(number=77),
    ],
    ids=["name", "last four", "no last four", "serial number"],
)
async def test_whoever_does_not_agree_in_everything_is_not_joined(
    portal: TestPortal, unlike: Card
) -> None:
    await holder_of_old_card(portal)
    stranger = Person.at(portal, unlike)

    signed_in = await stranger.sign_in()
    renewed = await stranger.renew()

    assert (signed_in["code"], renewed["code"]) == ("CARD_NOT_BOUND", "CARD_NOT_BOUND")
    assert await PersonIdentifier.all().count() == 1


async def test_two_cards_that_state_no_last_four_are_not_joined(portal: TestPortal) -> None:
    await holder(portal, Person.at(portal, old_card(id_last4="")))

    result = await Person.at(portal, new_card(id_last4="")).sign_in()

    assert result["code"] == "CARD_NOT_BOUND"
    assert await PersonIdentifier.all().count() == 1


async def test_another_authoritys_card_is_not_joined(portal: TestPortal) -> None:
    await holder_of_old_card(portal)
    await PersonIdentifier.all().update(authority="CN=another authority,C=TW")

    result = await Person.at(portal, new_card()).sign_in()

    assert result["code"] == "CARD_NOT_BOUND"


async def test_signing_in_states_what_joins_the_next_generation(portal: TestPortal) -> None:
    alice = await holder_of_old_card(portal)
    await forget_what_is_known()
    next_card = Person.at(portal, new_card())

    before = await next_card.sign_in()
    await alice.sign_in()
    after = await next_card.sign_in()

    person, identifier = await Member.get(), await PersonIdentifier.get()
    assert (before["code"], after["code"]) == ("CARD_NOT_BOUND", "CARD_RENEWED")
    assert person.last_four == "0001"
    assert identifier.authority == cards.proof(cards.signed(old_card())).authority


async def test_a_holder_of_both_generations_binds_one_control_number(portal: TestPortal) -> None:
    alice = await holder_of_old_card(portal)
    dan = await another_company(portal)
    portal.registry.rows = [on_file(), on_file(SECOND)]
    applicant = Person.at(portal, new_card())
    await applicant.apply(form(replace(COMPANY, control_number="C0000008")))

    refused = [
        await dan.add(new_card()),
        await dan.replace(await dan.current_card_id(), new_card()),
        await applicant.bind(),
    ]

    assert {result["code"] for result in refused} == {"PERSON_ALREADY_BOUND"}
    assert await alice.viewer() is not None
    assert await Membership.all().count() == 2


async def test_an_applicants_next_card_takes_the_place_of_the_old(portal: TestPortal) -> None:
    await submitted(portal)
    old = await Certificate.get()
    # The application's card is of the third generation, and the second is as new as it.
    at_home = Person.at(portal, old_card())

    refused = await at_home.sign_in()
    result = await at_home.renew()

    assert refused["code"] == "CARD_RENEWED"
    assert result["application"]["status"] == "UNDER_REVIEW"
    await old.refresh_from_db()
    assert old.status is CertificateStatus.REPLACED
    assert await Member.all().count() == 1


async def test_a_holder_puts_the_next_card_in_the_place_of_the_old(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    successor = cards.citizen(generation=Generation.G2, subject_serial=f"{2:016}", holder="測試乙")

    result = await alice.replace(await bob.current_card_id(), successor)

    bobs = await Certificate.filter(holder_name="測試乙").order_by("bound_at", "status")
    assert result["certificate"]["status"] == "LIVE"
    assert len({card.membership_id for card in bobs}) == 1
    assert {card.status for card in bobs} == {"LIVE", "REPLACED"}
    assert await Membership.filter(ended_at__isnull=False).count() == 0


async def test_two_cards_at_once_make_one_person(portal: TestPortal) -> None:
    alice = await holder(portal)
    browsers = [Person.at(portal, alice.card) for _ in range(2)]
    for browser in browsers:
        await browser.sign_in()

    results = await asyncio.gather(
        browsers[0].add(old_card(2, "測試乙")), browsers[1].add(colleague())
    )

    names = sorted(outcome(result) for result in results)
    assert names == ["AddCertificateSuccess", "PERSON_ALREADY_BOUND"]
    account = await Account.get()
    assert await Membership.filter(account_id=account.id).count() == 2
    assert await Certificate.filter(status="LIVE").count() == 2


@on_postgres_alone
async def test_two_unknown_cards_at_two_places_at_once_make_one_person(database: str) -> None:
    async def elsewhere() -> None:
        async with tx():
            await identify(new_card())

    await in_turn(lambda: identify(old_card()), elsewhere, then=lambda: identify(old_card()))

    assert await Member.all().count() == 1
    assert await PersonIdentifier.all().count() == 2


async def test_an_identifier_that_was_joined_meanwhile_leads_to_its_person(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Staff join what a person has, other identifiers than the locked one included."""
    async with tx():
        await identify(new_card())
    known = await Member.get()
    before = await Member.create(name="測試甲", created_at=cards.AT, changed_at=cards.AT)

    async def as_read_before(_: object) -> Member:
        return before

    monkeypatch.setattr(Member, "of", as_read_before)
    proof = cards.proof(cards.signed(new_card()))
    async with tx():
        change = Change(cast("TransactionalDBClient", client()))
        found = await Member.identify(
            change, proof, actor="service:test", at=cards.AT + timedelta(seconds=1)
        )

    assert found.id == known.id


async def identify(card: Card) -> None:
    """Identify a card's holder in the present transaction."""
    change = Change(cast("TransactionalDBClient", client()))
    proof = cards.proof(cards.signed(card))
    await Member.identify(change, proof, actor="service:test", at=cards.AT)
