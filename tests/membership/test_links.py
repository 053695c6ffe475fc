"""Tests of the links in letters: each member's own, which die with the membership."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from models.account.account import Account
from models.link.account_link import AccountLink
from tests.support.people.people import Person, outcome
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import two_holders
from tests.support.scenarios.cards import CHANGE_LINK, colleague, reissued, report_change
from tests.support.scenarios.members import membership_of, to, token_in

BOB = "bob@company.example"


async def look(portal: TestPortal, token: str) -> dict[str, Any]:
    shown = f"__typename {CHANGE_LINK}"
    asked = f"query($token: String!) {{ changeLink(token: $token) {{ {shown} }} }}"
    return await Person.at(portal).read(asked, {"token": token})


async def a_change(portal: TestPortal) -> tuple[Person, Person, list[EmailMessage]]:
    """Return Alice and Bob, and the letters about Alice's addition of a third card."""
    alice, bob = await two_holders(portal)
    await alice.add(colleague(3, "測試丙"), email="carol@company.example")
    portal.clock.forward(timedelta(seconds=1))
    return alice, bob, await portal.mails()


async def test_each_member_has_a_link_and_the_mailbox_one(portal: TestPortal) -> None:
    _, _, mails = await a_change(portal)

    tokens = {str(mail["To"]): token_in(mail) for mail in mails}
    links = {link.membership_id for link in await AccountLink.filter(spent_at__isnull=True)}
    names = ("測試甲", "測試乙", "測試丙")
    assert len(set(tokens.values())) == 4
    assert {(await membership_of(name)).id for name in names} < links
    assert None in links


async def test_a_link_shows_nothing_once_its_readers_membership_has_ended(
    portal: TestPortal,
) -> None:
    alice, bob, mails = await a_change(portal)
    token = token_in(to(mails, BOB))
    before = await look(portal, token)

    await alice.remove(await bob.current_card_id())

    assert before["__typename"] == "ChangeLink"
    assert (await look(portal, token))["code"] == "CHANGE_LINK_REPLACED"
    assert (await report_change(portal, token))["code"] == "CHANGE_LINK_REPLACED"
    assert (await Account.get(kind="BUSINESS")).frozen_at is None
    assert (await look(portal, token_in(to(mails, COMPANY.business_email))))[
        "__typename"
    ] == "ChangeLink"
    assert (await look(portal, token_in(to(mails, "holder@company.example"))))[
        "__typename"
    ] == "ChangeLink"


async def test_who_was_removed_can_object_to_just_that(portal: TestPortal) -> None:
    alice, bob, _ = await a_change(portal)
    await alice.remove(await bob.current_card_id())
    token = token_in(to(await portal.mails(), BOB))

    seen = await look(portal, token)
    result = await report_change(portal, token)

    assert (seen["kind"], seen["holderName"]) == ("REMOVED", "測○乙")
    assert outcome(result) == "ReportChangeSuccess"


async def test_who_was_replaced_can_object_to_just_that(portal: TestPortal) -> None:
    alice, bob, earlier = await a_change(portal)
    await alice.replace(await bob.current_card_id(), colleague(4, "測試戊"))
    token = token_in(to(await portal.mails(), BOB))

    result = await report_change(portal, token)

    assert (await look(portal, token_in(to(earlier, BOB))))["code"] == "CHANGE_LINK_REPLACED"
    assert outcome(result) == "ReportChangeSuccess"


async def test_one_objection_settles_everybodys_link(portal: TestPortal) -> None:
    _, _, mails = await a_change(portal)

    await report_change(portal, token_in(to(mails, BOB)))

    mailboxs = await look(portal, token_in(to(mails, COMPANY.business_email)))
    alices = await report_change(portal, token_in(to(mails, "holder@company.example")))
    assert mailboxs["code"] == "CHANGE_LINK_SPENT"
    assert alices["code"] == "CHANGE_LINK_SPENT"


async def test_a_renewal_leaves_a_members_link_alive(portal: TestPortal) -> None:
    alice, _, mails = await a_change(portal)

    await alice.replace(await alice.current_card_id(), reissued(), email="new@company.example")

    old = await look(portal, token_in(to(mails, "holder@company.example")))
    assert old["__typename"] == "ChangeLink"


async def test_a_member_at_the_registered_mailbox_reads_the_mailboxs_link(
    portal: TestPortal,
) -> None:
    alice, bob, _ = await a_change(portal)
    await alice.edit(await bob.current_card_id(), phone="02-11112222", email=COMPANY.business_email)
    await portal.mails()
    portal.clock.forward(timedelta(seconds=1))
    await alice.add(colleague(5, "測試己"), email="fifth@company.example")
    mails = await portal.mails()

    await alice.remove(await bob.current_card_id())

    mailboxs = to(mails, COMPANY.business_email)
    assert (await look(portal, token_in(mailboxs)))["__typename"] == "ChangeLink"
