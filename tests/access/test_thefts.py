"""Sequences of ordinary acts by which somebody once got, or kept, a right."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from models.account.account import Account
from models.card.certificate import Certificate
from models.core.rules import MEMBER_NOTICE
from models.membership.access_request import AccessRequest
from models.membership.identity_join import IdentityJoin
from models.membership.membership import Membership
from models.membership.person import Person as StoredPerson
from models.membership.person import PersonIdentifier
from tests.support import cards
from tests.support.contract import global_id
from tests.support.people.people import Person, form, outcome
from tests.support.people.staff import ada
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.accounts import (
    enter,
    holder,
    mailed_link,
    staff_member,
    two_holders,
)
from tests.support.scenarios.cards import (
    colleague,
    dispute_token,
    last_dispute_token,
    reissued,
    report_change,
)
from tests.support.scenarios.members import (
    ask_to_be_recognised,
    ending_soon,
    membership_of,
    newcomer,
    to,
    token_in,
)
from web.demo.authority import Card

SECOND = timedelta(seconds=1)
BOB = "bob@company.example"
MALLORY = "測試賊"


def mallory(lasting: int = 1900) -> Card:
    """Issue one of Mallory's cards, which differ in their end."""
    end = cards.AT + timedelta(days=lasting)
    return cards.citizen(subject_serial=f"{70:016}", holder=MALLORY, not_after=end)


async def settle(staff: Person, said: str) -> dict[str, Any]:
    """Settle the oldest dispute."""
    found = await staff.read_of_staff("disputes { edges { node { id } } }")
    oldest = found["edges"][0]["node"]["id"]
    shown = "dispute { outcome }"
    return await staff.do("settleChange", shown, id=oldest, outcome=said, note="去電確認")


async def settled(portal: TestPortal, token: str, said: str = "UNDONE") -> Person:
    """Object by a mail's link, let staff settle it, and return who did."""
    await report_change(portal, token)
    staff = await staff_member(portal)
    assert outcome(await settle(staff, said)) == "SettleChangeSuccess"
    return staff


async def ask_for_access(portal: TestPortal) -> list[EmailMessage]:
    await Person.at(portal).ask_for_link(COMPANY.control_number)
    while await portal.mail_link():
        pass
    return await portal.mails()


# A renewal that staff undid.


async def test_a_card_whose_renewal_was_undone_does_not_renew_again(portal: TestPortal) -> None:
    await two_holders(portal)
    portal.clock.forward(SECOND)
    impostor = Person.at(portal, reissued())
    await impostor.renew()
    await settled(portal, await last_dispute_token(portal))

    answers = [await impostor.renew(), await impostor.sign_in()]

    assert [answer["code"] for answer in answers] == ["CARD_NOT_BOUND"] * 2


async def test_nor_does_it_after_its_holder_was_removed_and_reinstated(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    portal.clock.forward(SECOND)
    impostor = Person.at(portal, reissued())
    await impostor.renew()
    staff = await settled(portal, await last_dispute_token(portal))
    await portal.mails()
    [card] = [card["id"] for card in await bob.cards() if not card["isCurrent"]]
    portal.clock.forward(SECOND)
    assert outcome(await bob.remove(card)) == "RemoveCertificateSuccess"
    await report_change(portal, await last_dispute_token(portal))
    await settle(staff, "UNDONE")
    await enter(alice)

    assert (await impostor.renew())["code"] == "CARD_NOT_BOUND"


async def test_who_was_removed_and_added_by_an_older_card_renews_by_the_newer_one(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    newer = Person.at(portal, reissued(2, "測試乙"))
    assert outcome(await newer.renew()) == "RenewCertificateSuccess"
    await alice.remove(await newer.current_card_id())
    portal.clock.forward(SECOND)
    assert outcome(await alice.add(bob.card, email=BOB)) == "AddCertificateSuccess"

    assert outcome(await newer.renew()) == "RenewCertificateSuccess"


async def test_its_holder_puts_it_in_by_the_card_that_stands(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    portal.clock.forward(SECOND)
    await Person.at(portal, reissued()).renew()
    await settled(portal, await last_dispute_token(portal))
    await enter(alice)

    done = await alice.replace(await alice.current_card_id(), reissued())

    assert outcome(done) == "ReplaceCertificateSuccess"
    await enter(Person.at(portal, reissued()))


async def renewed_as_alice(portal: TestPortal) -> Person:
    """Let an officer take Mallory's card for Alice's, and Mallory renew by it."""
    await ask_to_be_recognised(portal, mallory())
    await portal.work("identity")
    token = token_in(to(await portal.mails(), COMPANY.business_email))
    await Person.at(portal).do("confirmIdentityJoin", "__typename", token=token)
    staff = await staff_member(portal)
    await join(staff)
    await portal.mails()
    portal.clock.forward(SECOND)
    assert outcome(await Person.at(portal, mallory()).renew()) == "RenewCertificateSuccess"
    return staff


async def join(staff: Person) -> dict[str, Any]:
    return await staff.do(
        "joinIdentifier",
        "request { joinedAt }",
        joinId=global_id(await IdentityJoin.get()),
        membershipId=global_id(await membership_of("測試甲")),
    )


async def test_who_was_joined_wrongly_has_no_next_card_either(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    staff = await renewed_as_alice(portal)
    await report_change(portal, await last_dispute_token(portal))
    await settle(staff, "UNDONE")

    renewed = await Person.at(portal, mallory(1901)).renew()

    await enter(alice)
    [own] = await PersonIdentifier.filter(subject_serial=f"{70:016}")
    member = await membership_of("測試甲")
    assert renewed["code"] == "CARD_NOT_BOUND"
    assert own.person_id != member.person_id
    assert (await StoredPerson.get(id=member.person_id)).last_four == "0001"
    assert (await StoredPerson.get(id=own.person_id)).name == MALLORY
    assert (await Certificate.get(holder_name=MALLORY)).person_id == own.person_id


async def test_a_cards_next_generation_stays_the_members(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    portal.clock.forward(SECOND)
    await Person.at(portal, reissued()).renew()
    await settled(portal, await last_dispute_token(portal))

    assert await PersonIdentifier.filter(person__name="測試甲").count() == 1
    await enter(alice)


# A mailbox that is no longer the registered one.


async def test_a_session_that_the_old_mailbox_began_binds_nothing_after_a_change_of_data(
    portal: TestPortal,
) -> None:
    alice = await holder(portal, Person.at(portal, ending_soon()))
    moved = replace(COMPANY, business_email="new@company.example")
    await alice.do("requestDataChange", "application { id }", **form(moved))
    await portal.later(timedelta(days=10, hours=1))
    await portal.mails()
    await ask_for_access(portal)
    await portal.later(MEMBER_NOTICE)
    await portal.work("access")
    thief = newcomer(portal)
    token = token_in(to(await portal.mails(), COMPANY.business_email))
    followed = await thief.follow(token)
    portal.registry.rows = [on_file(moved)]
    await portal.review()

    bound = await thief.bind_first()

    assert outcome(followed) == "FollowSignInLinkSuccess"
    assert (await Account.get(kind="BUSINESS")).mailbox == "new@company.example"
    assert bound["code"] == "SIGN_IN_NEEDED"


async def test_what_the_old_mailbox_confirmed_joins_nobody(portal: TestPortal) -> None:
    alice = await holder(portal)
    await ask_to_be_recognised(portal, mallory())
    await portal.work("identity")
    token = token_in(to(await portal.mails(), COMPANY.business_email))
    await Person.at(portal).do("confirmIdentityJoin", "__typename", token=token)
    moved = replace(COMPANY, business_email="new@company.example")
    portal.registry.rows = [on_file(moved)]
    await alice.do("requestDataChange", "application { id }", **form(moved))
    await portal.review()

    joined = await join(await staff_member(portal))

    assert joined["code"] == "IDENTITY_JOIN_NOT_FOUND"


# The notice that a request for access gives to members.


@pytest.mark.parametrize("halt", ["dispute", "suspension"])
async def test_the_notice_runs_again_where_no_member_could_end_the_request(
    portal: TestPortal, halt: str
) -> None:
    alice = await holder(portal, Person.at(portal, ending_soon()))
    await alice.edit(await alice.current_card_id(), phone="02-87654321", email=BOB)
    freezing = await last_dispute_token(portal)
    await portal.later(timedelta(days=10, hours=1))
    await portal.mails()
    await ask_for_access(portal)
    admin = await ada(portal)
    account = global_id(await Account.get(kind="BUSINESS"))
    if halt == "dispute":
        await report_change(portal, freezing)
    else:
        await admin.manage("suspend", account)
    renewing = await Person.at(portal, reissued()).renew()
    await portal.later(MEMBER_NOTICE)
    await admin.sign_in()
    if halt == "dispute":
        await settle(admin, "STANDS")
    else:
        await admin.manage("restore", account)

    await portal.work("access")
    at_once = (await AccessRequest.get()).granted_at
    await portal.later(MEMBER_NOTICE)
    await portal.work("access")

    assert renewing["code"] in {"ACCOUNT_FROZEN", "ACCOUNT_NOT_ACTIVE"}
    assert at_once is None
    assert (await AccessRequest.get()).granted_at == portal.clock()


# A dispute that is settled against who has left already.


async def test_who_left_before_the_addition_was_undone_does_not_return_by_the_mailbox(
    portal: TestPortal,
) -> None:
    alice, bob = await holder(portal), Person.at(portal, colleague())
    portal.clock.forward(SECOND)
    await alice.add(colleague(), email=BOB)
    added = await last_dispute_token(portal)
    await enter(bob)
    portal.clock.forward(SECOND)
    await bob.do("leaveAccount", "leavesAt")
    await settled(portal, added)
    await enter(alice)
    await alice.do("leaveAccount", "leavesAt")
    await portal.later(MEMBER_NOTICE)
    await portal.work("leaving")
    await portal.mails()
    await bob.follow(await mailed_link(portal))

    bound = await bob.bind_first()

    assert bound["code"] == "FORMER_HOLDER"
    assert await Membership.filter(account__kind="BUSINESS", ended_at__isnull=True).count() == 0


# Links in mails.


async def test_a_member_who_types_anothers_address_does_not_take_the_others_link(
    portal: TestPortal,
) -> None:
    alice, _ = await two_holders(portal)
    await alice.edit(await alice.current_card_id(), phone="02-87654321", email=BOB)
    await portal.mails()
    portal.clock.forward(SECOND)
    await alice.add(colleague(3, "測試丙"), email="third@company.example")
    mails = [mail for mail in await portal.mails() if mail["To"] == BOB]
    await alice.do("leaveAccount", "leavesAt")

    said = [await report_change(portal, dispute_token(mail)) for mail in mails]

    assert sorted(map(outcome, said)) == ["CHANGE_LINK_REPLACED", "ReportChangeSuccess"]


async def test_who_was_removed_objects_although_who_removed_her_typed_her_address(
    portal: TestPortal,
) -> None:
    alice, bob = await two_holders(portal)
    await alice.add(colleague(3, "測試丙"), email="third@company.example")
    await alice.edit(await alice.current_card_id(), phone="02-87654321", email=BOB)
    await portal.mails()
    portal.clock.forward(SECOND)
    await alice.remove(await bob.current_card_id())
    [mail] = [mail for mail in await portal.mails() if mail["To"] == BOB]
    await alice.do("leaveAccount", "leavesAt")

    assert outcome(await report_change(portal, dispute_token(mail))) == "ReportChangeSuccess"
