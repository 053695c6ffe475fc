"""Tests of disputes (「非本人操作」): opened by a mail's link, settled by staff."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from strawberry.relay import to_base64

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.card_change import CardChange
from models.card_changes.leaving import leave
from models.core.rules import MAX_CARDS
from models.database.transaction import tx
from models.journal.event import Event
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.mail.outbox import Mail
from models.membership.membership import Membership
from models.membership.moves import Ending, MemberActor
from models.partner.partner import Scope
from models.session.roles import Role
from models.session.session import Session, SessionKind
from schema.ids import NOBODY
from tests.support import cards
from tests.support.contract import global_id
from tests.support.people.members import make_member
from tests.support.people.partners import Clara
from tests.support.people.people import Person, form, outcome
from tests.support.people.staff import ada, bruno
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import (
    SECOND,
    another_company,
    holder,
    staff_member,
    two_holders,
)
from tests.support.scenarios.cards import (
    CHANGE_LINK,
    colleague,
    dispute_token,
    fill_account,
    last_dispute_token,
    recipients,
    reissued,
    report_change,
)

NO_DISPUTE = to_base64("CertificateDispute", NOBODY)
DISPUTES = """{ staff { disputes { edges { node {
  id kind reportedAt account { controlNumber frozenSince } certificate { holderName status }
  previous { holderName } by { holderName } } } pageInfo { hasNextPage } } } }"""


async def look(person: Person, token: str) -> dict[str, Any]:
    """Query a change by its link."""
    shown = f"__typename {CHANGE_LINK}"
    asked = f"query($token: String!) {{ changeLink(token: $token) {{ {shown} }} }}"
    return await person.read(asked, {"token": token})


async def disputes(bruno: Person) -> list[dict[str, Any]]:
    """List the open disputes."""
    return [edge["node"] for edge in (await bruno.ask(DISPUTES))["staff"]["disputes"]["edges"]]


async def settle(bruno: Person, outcome: str, note: str = "去電確認") -> dict[str, Any]:
    """Settle the oldest dispute."""
    first = (await disputes(bruno))[0]["id"]
    return await bruno.do(
        "settleChange", "dispute { outcome note settledAt }", id=first, outcome=outcome, note=note
    )


async def disputed_of(clara: Clara) -> list[bool]:
    """Ask a partner's question: whether each of the account's cards is in dispute."""
    shown = "certificates { edges { node { isDisputed } } }"
    answer = await clara.read(f'account(controlNumber: "A0000006") {{ {shown} }}')
    return [edge["node"]["isDisputed"] for edge in answer["certificates"]["edges"]]


async def standing() -> dict[str, str]:
    """Return the status of each card, by its holder's name and the order of binding."""
    rows = await Certificate.filter(account_id__isnull=False).order_by("bound_at", "id")
    named = [row for row in rows if row.holder_name != "測試辛"]
    return {f"{row.holder_name}{row.sha256[:6]}": row.status.value for row in named}


def key(person_or_card: Any, name: str) -> str:
    """Return a card's key in `standing`."""
    card = getattr(person_or_card, "card", person_or_card)
    return name + cards.proof(cards.signed(card)).certificate_sha256[:6]


async def test_looking_at_the_link_changes_nothing(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    await alice.add(colleague(3, "測試丙"))
    token = await last_dispute_token(portal)
    scanner = Person.at(portal)

    seen = [await look(scanner, token) for _ in range(3)]
    fetched = await scanner.browser.get(f"/not-me?key={token}")

    assert seen[0] == seen[2]
    assert (seen[0]["kind"], seen[0]["controlNumber"]) == ("ADDED", "A0000006")
    assert (seen[0]["holderName"], seen[0]["actorName"]) == ("測○丙", "測○甲")
    assert seen[0]["previousHolderName"] is None
    assert fetched.status_code in {200, 404, 503}
    assert (await Account.get()).frozen_at is None
    assert await CardChange.filter(reported_at__isnull=False).count() == 0


async def test_an_objection_blocks_all_changes_and_takes_nobody_out(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    clara = await Clara.at(portal, Scope.HANDOFF)
    await alice.add(colleague(3, "測試丙"))
    token = await last_dispute_token(portal)
    carol = Person.at(portal, colleague(3, "測試丙"))
    await carol.sign_in()
    own = await alice.current_card_id()

    result = await report_change(portal, token)

    typed = {"phone": "02-1111-2222", "email": "a@company.example"}
    refused = [
        await alice.add(colleague(4)),
        await alice.edit(own, **typed),
        await alice.replace(own, colleague(4)),
        await alice.remove(await bob.current_card_id()),
        await Person.at(portal, reissued()).renew(),
        await Person.at(portal, reissued()).sign_in(),
        await alice.do("requestDataChange", "application { id }", **form()),
        await alice.do("createHandoff", "url", partnerId=clara.global_id),
    ]
    assert result["change"]["kind"] == "ADDED"
    assert {r["code"] for r in refused} == {"ACCOUNT_FROZEN"}
    assert set((await standing()).values()) == {"LIVE"}
    assert await Session.filter(ended_at__isnull=False, kind=SessionKind.HOLDER).count() == 0
    assert len(await carol.cards()) == 3
    assert (await carol.sign_in())["__typename"] == "SignInSuccess"
    assert (await bob.sign_in())["__typename"] == "SignInSuccess"
    event = await Event.get(kind="CHANGE_REPORTED")
    assert event.actor.startswith("link:")
    assert recipients(await portal.mails()) == {
        "ems@company.example",
        "holder@company.example",
        "bob@company.example",
        "colleague@company.example",
    }


async def test_a_replaced_holders_objection_does_not_lock_the_account(portal: TestPortal) -> None:
    alice = await holder(portal)
    bob = Person.at(portal, colleague())
    await alice.replace(await alice.current_card_id(), bob.card, email="bob@company.example")
    token = await last_dispute_token(portal)

    await report_change(portal, token)

    assert (await bob.sign_in())["__typename"] == "SignInSuccess"
    assert [card["holderName"] for card in await bob.cards()] == ["測試乙"]
    assert (await alice.sign_in())["code"] == "CARD_NOT_BOUND"


async def test_a_link_is_good_once(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    await alice.add(colleague(3))
    token = await last_dispute_token(portal)

    results = await asyncio.gather(*(report_change(portal, token) for _ in range(5)))

    names = sorted(outcome(result) for result in results)
    assert names == ["CHANGE_LINK_SPENT"] * 4 + ["ReportChangeSuccess"]
    assert await Event.filter(kind="CHANGE_REPORTED").count() == 1
    assert (await look(Person.at(portal), token))["code"] == "CHANGE_LINK_SPENT"


async def test_a_recipient_of_a_letter_still_queued_learns_of_the_dispute(
    portal: TestPortal,
) -> None:
    alice, _ = await two_holders(portal)
    await alice.add(colleague(3))
    await portal.mail()
    token = portal.post.sent[-1]

    await report_change(portal, dispute_token(token))
    later = await portal.mails()

    unsent = await Mail.filter(template="card_added", state="SUPERSEDED", trouble="LINK_SPENT")
    assert await Mail.filter(template="change_reported", state="SENT").count() == 4
    assert len(unsent) == 3
    assert recipients(later) == {
        "ems@company.example",
        "holder@company.example",
        "bob@company.example",
        "colleague@company.example",
    }


async def test_a_link_is_good_for_thirty_days(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    await alice.add(colleague(3))
    token = await last_dispute_token(portal)

    portal.clock.forward(timedelta(days=30) - timedelta(seconds=1))
    in_time = await look(Person.at(portal), token)
    portal.clock.forward(timedelta(seconds=1))
    late = await report_change(portal, token)

    assert in_time["__typename"] == "ChangeLink"
    assert late["code"] == "CHANGE_LINK_EXPIRED"
    assert (await Account.get()).frozen_at is None


async def test_a_token_for_anything_else_halts_nothing(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    await alice.add(colleague(3))
    token = await last_dispute_token(portal)
    await AccountLink.all().update(purpose=AccountLinkPurpose.SIGN_IN)

    assert (await report_change(portal, token))["code"] == "LINK_UNKNOWN"
    assert (await look(alice, token))["code"] == "LINK_UNKNOWN"
    assert (await report_change(portal, "A" * 43))["code"] == "LINK_UNKNOWN"


async def test_no_row_holds_the_token(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    await alice.add(colleague(3))
    token = await last_dispute_token(portal)

    rows = [vars(link) for link in await AccountLink.all()]

    assert token not in str(rows)


async def test_the_letters_mask_every_name(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)

    await alice.add(colleague(3, "測試丙"), label="請撥打 0900-000-000", phone="0900-000-000")

    for mail in await portal.mails():
        part = mail.get_body(("plain",))
        assert part is not None
        text = str(part.get_content())
        assert "測○丙" in text
        assert "測試丙" not in text
        assert "0900" not in text


# Staff


async def test_staff_see_what_waits_and_others_do_not(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.add(colleague(3, "測試丙"))
    await report_change(portal, await last_dispute_token(portal))

    [dispute] = await disputes(bruno)
    by_others = [await person.ask(DISPUTES) for person in (alice, Person.at(portal))]
    by_holder = await alice.do(
        "settleChange", "dispute { id }", id=dispute["id"], outcome="STANDS", note="x"
    )

    assert (dispute["kind"], dispute["certificate"]) == (
        "ADDED",
        {"holderName": "測試丙", "status": "LIVE"},
    )
    assert dispute["by"] == {"holderName": "測試甲"}
    assert dispute["account"]["frozenSince"] is not None
    assert by_others == [{"staff": None}, {"staff": None}]
    assert by_holder["code"] == "NOT_ALLOWED"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMIN])
async def test_an_addition_is_undone(portal: TestPortal, role: Role) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal, role)
    await alice.add(colleague(3, "測試丙"))
    await report_change(portal, await last_dispute_token(portal))
    await portal.mails()

    result = await settle(bruno, "UNDONE")

    carol = Person.at(portal, colleague(3, "測試丙"))
    assert result["dispute"]["outcome"] == "UNDONE"
    assert (await standing())[key(carol, "測試丙")] == "REMOVED"
    assert (await carol.sign_in())["code"] == "CARD_NOT_BOUND"
    assert (await Account.get(kind="BUSINESS")).frozen_at is None
    assert await disputes(bruno) == []
    assert (await alice.add(colleague(4)))["__typename"] == "AddCertificateSuccess"
    assert (await Event.get(kind="CHANGE_SETTLED")).payload["outcome"] == "UNDONE"


async def test_an_upheld_addition_counts_again(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    carol = Person.at(portal, colleague(3, "測試丙"))
    await alice.add(carol.card)
    await report_change(portal, await last_dispute_token(portal))
    await portal.mails()

    await settle(bruno, "STANDS")

    assert (await standing())[key(carol, "測試丙")] == "LIVE"
    assert (await carol.sign_in())["__typename"] == "SignInSuccess"
    assert (await Account.get(kind="BUSINESS")).frozen_at is None
    assert len(await portal.mails()) == 4


async def test_a_removed_holder_disputes_and_is_restored(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.remove(await bob.current_card_id())
    [mail] = [mail for mail in await portal.mails() if mail["To"] == "bob@company.example"]

    await report_change(portal, dispute_token(mail))
    while_frozen = await bob.sign_in()
    await settle(bruno, "UNDONE")

    card = await Certificate.get(holder_name="測試乙")
    assert while_frozen["code"] == "CARD_NOT_BOUND"
    assert (card.status, card.released_at, card.removed_by) == (CertificateStatus.LIVE, None, None)
    assert (await bob.sign_in())["__typename"] == "SignInSuccess"


async def test_what_was_removed_and_is_bound_elsewhere_by_now_is_not_put_back(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    dan = await another_company(portal)
    await alice.remove(await bob.current_card_id())
    token = await last_dispute_token(portal)
    await dan.add(bob.card)
    await report_change(portal, token)

    impossible = await settle(bruno, "UNDONE")
    stands = await settle(bruno, "STANDS")

    assert impossible["code"] == "CHANGE_NOT_UNDOABLE"
    assert stands["dispute"]["outcome"] == "STANDS"
    assert await Certificate.filter(holder_name="測試乙", status="LIVE").count() == 1


async def test_who_has_belonged_elsewhere_since_is_not_put_back(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    dan = await another_company(portal)
    await alice.remove(await bob.current_card_id())
    token = await last_dispute_token(portal)
    await dan.add(bob.card)
    [there] = [card["id"] for card in await dan.cards() if card["holderName"] == "測試乙"]
    removed = await dan.remove(there)
    await report_change(portal, token)

    result = await settle(bruno, "UNDONE")

    assert outcome(removed) == "RemoveCertificateSuccess"
    assert result["code"] == "CHANGE_NOT_UNDOABLE"
    assert (await bob.sign_in())["code"] == "CARD_NOT_BOUND"


async def test_a_renewal_is_undone_and_the_old_card_signs_in(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    portal.clock.forward(timedelta(seconds=1))
    impostor = Person.at(portal, reissued())
    await impostor.renew()
    token = await last_dispute_token(portal)
    seen = await look(impostor, token)

    await report_change(portal, token)
    while_frozen = await impostor.viewer()
    await settle(bruno, "UNDONE")

    now = await standing()
    assert (seen["kind"], seen["previousHolderName"]) == ("REPLACED", "測○甲")
    assert while_frozen is not None
    assert await impostor.viewer() is None
    assert now[key(alice, "測試甲")] == "LIVE"
    assert now[key(impostor, "測試甲")] == "REMOVED"
    assert (await alice.sign_in())["__typename"] == "SignInSuccess"


async def test_an_edit_is_undone(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.edit(await bob.current_card_id(), phone="02-87654321", email="thief@else.example")
    [mail] = [mail for mail in await portal.mails() if mail["To"] == "bob@company.example"]

    await report_change(portal, dispute_token(mail))
    await settle(bruno, "UNDONE")

    card = await Certificate.get(holder_name="測試乙")
    assert (card.email, card.status) == ("bob@company.example", CertificateStatus.LIVE)


async def test_undoing_an_edit_leaves_what_a_later_edit_wrote(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    card = await bob.current_card_id()
    await alice.edit(card, phone="02-87654321", email="thief@else.example")
    [mail] = [mail for mail in await portal.mails() if mail["To"] == "bob@company.example"]
    portal.clock.forward(timedelta(seconds=1))
    await alice.edit(card, phone="02-87654321", email="newer@company.example")
    await alice.edit(card, phone="02-11112222", email="newer@company.example")

    await report_change(portal, dispute_token(mail))
    result = await settle(bruno, "UNDONE")

    row = await Certificate.get(holder_name="測試乙")
    assert result["code"] == "CHANGE_NOT_UNDOABLE"
    assert (row.email, row.phone) == ("newer@company.example", "02-11112222")


async def test_undoing_an_edit_restores_over_a_later_edit_that_was_undone(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    card = await bob.current_card_id()
    await alice.edit(card, phone="02-12345678", email="first@else.example")
    [first] = [mail for mail in await portal.mails() if mail["To"] == "bob@company.example"]
    portal.clock.forward(timedelta(seconds=1))
    await alice.edit(card, phone="02-12345678", email="second@else.example")
    [second] = [mail for mail in await portal.mails() if mail["To"] == "second@else.example"]

    await report_change(portal, dispute_token(second))
    await settle(bruno, "UNDONE")
    await report_change(portal, dispute_token(first))
    await settle(bruno, "UNDONE")

    assert (await Certificate.get(holder_name="測試乙")).email == "bob@company.example"


async def test_undoing_an_addition_takes_out_the_person_with_the_card_renewed_since(
    portal: TestPortal,
) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    thief = Person.at(portal, colleague(3, "測試丙"))
    await alice.add(thief.card)
    token = await last_dispute_token(portal)
    portal.clock.forward(timedelta(seconds=1))
    renewed = Person.at(portal, reissued(3, "測試丙"))
    assert (await renewed.renew())["__typename"] == "RenewCertificateSuccess"

    await report_change(portal, token)
    disputed = await renewed.viewer()
    await settle(bruno, "UNDONE")

    now = await standing()
    assert disputed is not None
    assert await renewed.viewer() is None
    assert (now[key(thief, "測試丙")], now[key(renewed, "測試丙")]) == ("REPLACED", "REMOVED")
    assert (await renewed.renew())["code"] == "CARD_NOT_BOUND"


async def test_two_objections_are_settled_one_by_one(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.add(colleague(3, "測試丙"))
    first = await last_dispute_token(portal)
    await alice.edit(await bob.current_card_id(), phone="02-1111-2222", email="bob@company.example")
    second = await last_dispute_token(portal)
    await report_change(portal, first)
    portal.clock.forward(timedelta(seconds=1))
    await report_change(portal, second)

    await settle(bruno, "STANDS")
    between = (await Account.get(kind="BUSINESS")).frozen_at
    await settle(bruno, "STANDS")

    assert between is not None
    assert (await Account.get(kind="BUSINESS")).frozen_at is None


async def test_a_member_stays_disputed_while_another_objection_concerns_her(
    portal: TestPortal,
) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    clara = await Clara.at(portal)
    await alice.add(colleague(3, "測試丙"))
    first = await last_dispute_token(portal)
    portal.clock.forward(timedelta(seconds=1))
    await Person.at(portal, reissued(3, "測試丙")).renew()
    second = await last_dispute_token(portal)
    await report_change(portal, first)
    portal.clock.forward(timedelta(seconds=1))
    await report_change(portal, second)

    await settle(bruno, "STANDS")
    between = await disputed_of(clara)
    await settle(bruno, "STANDS")

    assert between == [False, False, True]
    assert await disputed_of(clara) == [False, False, False]


@pytest.mark.parametrize("order", [("ADDED", "REPLACED"), ("REPLACED", "ADDED")])
async def test_in_whatever_order_an_addition_and_a_renewal_are_undone_nothing_is_left(
    portal: TestPortal, order: tuple[str, str]
) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.add(colleague(3, "測試丙"))
    tokens = {"ADDED": await last_dispute_token(portal)}
    portal.clock.forward(timedelta(seconds=1))
    renewed = Person.at(portal, reissued(3, "測試丙"))
    await renewed.renew()
    tokens["REPLACED"] = await last_dispute_token(portal)
    for kind in order:
        portal.clock.forward(timedelta(seconds=1))
        await report_change(portal, tokens[kind])

    await settle(bruno, "UNDONE")
    between = await standing()
    again = await settle(bruno, "UNDONE")

    now = await standing()
    old, new = key(colleague(3, "測試丙"), "測試丙"), key(renewed, "測試丙")
    # Once the person is out, there is no member left who could get her earlier card back.
    expected = {
        "ADDED": ("REPLACED", "REPLACED", "CHANGE_NOT_UNDOABLE"),
        "REPLACED": ("LIVE", "REMOVED", "SettleChangeSuccess"),
    }
    assert (between[old], now[old], outcome(again)) == expected[order[0]]
    assert between[new] == now[new] == "REMOVED"
    assert (await Person.at(portal, renewed.card).renew())["code"] == "CARD_NOT_BOUND"


@pytest.mark.parametrize("order", [("ADDED", "REMOVED"), ("REMOVED", "ADDED")])
async def test_in_whatever_order_an_addition_and_a_removal_are_undone_nobody_is_left(
    portal: TestPortal, order: tuple[str, str]
) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    carol = Person.at(portal, colleague(3, "測試丙"))
    await alice.add(carol.card)
    tokens = {"ADDED": await last_dispute_token(portal)}
    [hers] = [card["id"] for card in await alice.cards() if card["holderName"] == "測試丙"]
    portal.clock.forward(timedelta(seconds=1))
    await alice.remove(hers)
    tokens["REMOVED"] = await last_dispute_token(portal)
    for kind in order:
        portal.clock.forward(timedelta(seconds=1))
        await report_change(portal, tokens[kind])

    outcomes = [outcome(await settle(bruno, "UNDONE")) for _ in order]

    assert outcomes == ["SettleChangeSuccess"] * 2
    assert (await standing())[key(carol, "測試丙")] == "REMOVED"
    assert (await carol.sign_in())["code"] == "CARD_NOT_BOUND"


async def test_undoing_a_removal_leaves_who_came_back_since(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.remove(await bob.current_card_id())
    token = await last_dispute_token(portal)
    await alice.add(bob.card)
    # Derived from cards, her memberships before and after are one.
    [since] = await Membership.filter(began_because="ADDED", ended_at__isnull=True)
    await CardChange.filter(kind="REMOVED").update(ended_membership_id=since.id)
    await report_change(portal, token)

    result = await settle(bruno, "UNDONE")

    assert result["dispute"]["outcome"] == "UNDONE"
    assert (await bob.sign_in())["__typename"] == "SignInSuccess"


async def test_undoing_an_addition_leaves_who_was_added_again_since(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    carol = Person.at(portal, colleague(3, "測試丙"))
    await alice.add(carol.card)
    token = await last_dispute_token(portal)
    [hers] = [card["id"] for card in await alice.cards() if card["holderName"] == "測試丙"]
    portal.clock.forward(timedelta(seconds=1))
    await alice.remove(hers)
    portal.clock.forward(timedelta(seconds=1))
    await alice.add(carol.card)
    await report_change(portal, token)

    result = await settle(bruno, "UNDONE")

    assert result["dispute"]["outcome"] == "UNDONE"
    assert (await carol.sign_in())["__typename"] == "SignInSuccess"


async def test_undoing_an_edit_leaves_another_persons_card_in_its_place_alone(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.edit(
        await bob.current_card_id(), phone="02-1111-2222", email="else@company.example"
    )
    token = await last_dispute_token(portal)
    await alice.replace(
        await bob.current_card_id(), colleague(3, "測試丙"), email="carol@company.example"
    )

    await report_change(portal, token)
    result = await settle(bruno, "UNDONE")

    card = await Certificate.get(holder_name="測試丙")
    assert result["code"] == "CHANGE_NOT_UNDOABLE"
    assert (card.email, card.phone) == ("carol@company.example", "02-87654321")


async def test_an_edit_that_another_has_replaced_is_not_undone(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    hers = await bob.current_card_id()
    await alice.edit(hers, phone="02-1111-2222", email="else@company.example")
    token = await last_dispute_token(portal)
    portal.clock.forward(timedelta(seconds=1))
    await alice.edit(hers, phone="02-3333-4444", email="third@company.example")

    await report_change(portal, token)
    result = await settle(bruno, "UNDONE")

    assert result["code"] == "CHANGE_NOT_UNDOABLE"
    assert (await Certificate.get(holder_name="測試乙")).phone == "02-3333-4444"


async def test_an_edit_of_a_card_that_was_replaced_since_by_another_address_is_not_undone(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.edit(await bob.current_card_id(), phone="02-87654321", email="thief@else.example")
    [mail] = [mail for mail in await portal.mails() if mail["To"] == "bob@company.example"]
    portal.clock.forward(timedelta(seconds=1))
    newer = reissued(2, "測試乙")
    await alice.replace(await bob.current_card_id(), newer, email="newest@company.example")

    await report_change(portal, dispute_token(mail))
    result = await settle(bruno, "UNDONE")

    card = await Certificate.get(holder_name="測試乙", status="LIVE")
    assert result["code"] == "CHANGE_NOT_UNDOABLE"
    assert card.email == "newest@company.example"


async def test_undoing_an_addition_ends_no_membership_that_has_ended(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    portal.clock.forward(timedelta(seconds=1))
    await alice.add(colleague(3, "測試丙"))
    token = await last_dispute_token(portal)
    third = await Certificate.get(holder_name="測試丙")
    portal.clock.forward(timedelta(seconds=1))
    await alice.remove(global_id(third))

    ended = await Event.filter(kind="MEMBERSHIP_ENDED").count()

    await report_change(portal, token)
    await settle(bruno, "UNDONE")

    membership = await Membership.get(id=third.membership_id)
    assert membership.ended_because is Ending.REMOVED
    assert await Event.filter(kind="MEMBERSHIP_ENDED").count() == ended


async def test_an_account_is_halted_by_its_own_objections_alone(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    dan = await another_company(portal)
    bruno = await staff_member(portal)
    portal.clock.forward(timedelta(seconds=1))
    await alice.add(colleague(3, "測試丙"))
    await report_change(portal, await last_dispute_token(portal))
    portal.clock.forward(timedelta(seconds=1))
    await dan.add(colleague(4, "測試丁"))
    await report_change(portal, await last_dispute_token(portal, to=SECOND.business_email))

    await settle(bruno, "STANDS")

    own = {"phone": "02-1111-2222", "email": "a@company.example"}
    assert outcome(await alice.edit(await alice.current_card_id(), **own)) == (
        "EditCertificateSuccess"
    )
    assert (await dan.edit(await dan.current_card_id(), **own))["code"] == "ACCOUNT_FROZEN"
    assert await bob.viewer() is not None


async def test_an_edit_of_a_card_that_was_removed_since_is_not_undone(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    hers = await bob.current_card_id()
    await alice.edit(hers, phone="02-1111-2222", email="else@company.example")
    token = await last_dispute_token(portal)
    await alice.remove(hers)

    await report_change(portal, token)
    result = await settle(bruno, "UNDONE")

    assert result["code"] == "CHANGE_NOT_UNDOABLE"


async def test_who_was_removed_and_has_applied_elsewhere_since_is_not_put_back(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.remove(await bob.current_card_id())
    token = await last_dispute_token(portal)
    elsewhere = Person.at(portal, bob.card)
    await elsewhere.apply(form(replace(COMPANY, control_number="B0000001")))
    bound = await elsewhere.bind()
    await report_change(portal, token)

    result = await settle(bruno, "UNDONE")

    assert bound["application"]["status"] == "UNDER_REVIEW"
    assert result["code"] == "CHANGE_NOT_UNDOABLE"
    assert await Membership.filter(began_because="REINSTATED").count() == 0


async def test_staff_settle_nothing_at_a_company_that_they_ever_belonged_to(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    hers = await Certificate.get(holder_name="測試辛")
    await alice.remove(await bob.current_card_id())
    await report_change(portal, await last_dispute_token(portal))
    await Certificate.filter(holder_name="測試乙").update(person_id=hers.person_id)

    assert (await settle(bruno, "STANDS"))["code"] == "OWN_CASE"
    assert (await CardChange.get(kind="REMOVED")).settled_at is None


async def test_staff_settle_nothing_at_their_own_account(portal: TestPortal) -> None:
    bruno = await staff_member(portal)
    other = await staff_member(portal, Role.ADMIN, 91)
    await bruno.edit(
        await bruno.current_card_id(), phone="02-1111-2222", email="bruno@moenv.example"
    )
    await report_change(portal, await last_dispute_token(portal, to="bruno@moenv.example"))

    by_herself = await settle(bruno, "STANDS")
    by_another = await settle(other, "STANDS")

    assert by_herself["code"] == "NOT_ALLOWED"
    assert by_another["dispute"]["outcome"] == "STANDS"


async def test_staff_settle_nothing_where_they_belong_by_a_card_with_another_serial_number(
    portal: TestPortal,
) -> None:
    alice, _ = await two_holders(portal)
    staff = await staff_member(portal)
    await alice.add(colleague(5, "測試辛"), email="staff@company.example")
    await report_change(portal, await last_dispute_token(portal))

    result = await settle(staff, "STANDS")

    assert result["code"] == "OWN_CASE"
    assert (await Account.get(kind="BUSINESS")).frozen_at is not None


async def test_nobody_who_applies_elsewhere_by_now_is_put_back(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    staff = await staff_member(portal)
    await Certificate.filter(holder_name="測試乙").update(status="EXPIRED")
    card = await Certificate.get(holder_name="測試乙")
    await alice.remove(to_base64("Certificate", card.id))
    token = await last_dispute_token(portal)
    elsewhere = Person.at(portal, reissued(2, "測試乙"))
    await elsewhere.apply(form(SECOND))
    bound = await elsewhere.bind()
    await report_change(portal, token)

    result = await settle(staff, "UNDONE")

    assert outcome(bound) == "BindCertificateSuccess"
    assert result["code"] == "CHANGE_NOT_UNDOABLE"
    assert await Membership.filter(person_id=card.person_id, ended_at__isnull=True).count() == 0


async def test_no_second_member_is_put_back_at_a_staff_account(portal: TestPortal) -> None:
    admin = await ada(portal)
    await bruno(portal)
    account = await Account.get(control_number="STAFF001")
    first = await Membership.get(account_id=account.id)
    left = await Certificate.get(membership_id=first.id)
    async with tx() as change:
        await leave(
            change,
            first,
            account,
            actor_kind=MemberActor.SERVICE,
            actor="service:leaving",
            notices=portal.services.account_notices,
            at=portal.clock(),
        )
    proof = cards.proof(cards.signed(colleague(7, "審核丁")))
    await make_member(account, proof, email="next@agency.example", at=portal.clock())
    [mail] = [mail for mail in await portal.mails() if mail["To"] == left.email]
    await report_change(portal, dispute_token(mail))

    result = await settle(admin, "UNDONE")

    assert result["code"] == "CHANGE_NOT_UNDOABLE"
    assert await Membership.filter(account_id=account.id, ended_at__isnull=True).count() == 1


async def test_settling_needs_a_card_that_has_just_signed(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.add(colleague(3, "測試丙"))
    await report_change(portal, await last_dispute_token(portal))
    portal.clock.forward(timedelta(minutes=10, seconds=1))

    stale = [await settle(bruno, verdict) for verdict in ("UNDONE", "STANDS")]
    waiting = await disputes(bruno)
    await bruno.prove()
    fresh = await settle(bruno, "UNDONE")

    assert [one["code"] for one in stale] == ["CARD_PROOF_NEEDED"] * 2
    assert len(waiting) == 1
    assert fresh["dispute"]["outcome"] == "UNDONE"


async def test_no_card_is_put_back_beyond_the_twentieth(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.remove(await bob.current_card_id())
    token = await last_dispute_token(portal)
    await fill_account(portal, MAX_CARDS)
    await report_change(portal, token)

    result = await settle(bruno, "UNDONE")

    assert result["code"] == "TOO_MANY_CERTIFICATES"
    assert len(await disputes(bruno)) == 1


async def test_two_of_the_staff_settle_once(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    bruno, other = await staff_member(portal), await staff_member(portal, Role.ADMIN, 91)
    await alice.add(colleague(3))
    await report_change(portal, await last_dispute_token(portal))
    [dispute] = await disputes(bruno)
    given = {"id": dispute["id"], "note": "x"}

    results = await asyncio.gather(
        bruno.do("settleChange", "dispute { outcome }", outcome="UNDONE", **given),
        other.do("settleChange", "dispute { outcome }", outcome="STANDS", **given),
    )

    assert sorted(outcome(r) for r in results) == ["CHANGE_SETTLED", "SettleChangeSuccess"]
    assert await Event.filter(kind="CHANGE_SETTLED").count() == 1


async def test_only_what_was_objected_to_is_settled_and_with_a_reason(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    bruno = await staff_member(portal)
    await alice.add(colleague(3))
    change = await CardChange.filter(kind="ADDED").order_by("-at").first()
    assert change is not None
    shown = "dispute { outcome }"

    unreported = await bruno.do(
        "settleChange", shown, id=global_id(change), outcome="UNDONE", note="x"
    )
    nothing = await bruno.do("settleChange", shown, id=NO_DISPUTE, outcome="UNDONE", note="x")
    silent = await bruno.do("settleChange", shown, id=global_id(change), outcome="UNDONE", note=" ")

    assert unreported["code"] == nothing["code"] == "CHANGE_NOT_FOUND"
    assert [problem["path"] for problem in silent["problems"]] == [["note"]]


async def test_a_disputed_member_is_seen_in_the_list_and_bound_nowhere_else(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    dan = await another_company(portal)
    await alice.add(colleague(3, "測試丙"))
    await report_change(portal, await last_dispute_token(portal))

    listed = {card["holderName"]: card["status"] for card in await alice.cards()}
    elsewhere = await dan.add(colleague(3, "測試丙"))

    assert listed == {"測試甲": "LIVE", "測試丙": "LIVE"}
    assert elsewhere["code"] == "CERTIFICATE_ALREADY_BOUND"
