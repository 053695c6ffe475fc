"""Tests of leaving an account (離開帳號), at once and after notice."""

from datetime import datetime, timedelta
from typing import Any

from models.account.account import Account
from models.card.certificate import CertificateStatus
from models.card_changes.card_change import CardChange
from models.core.rules import MEMBER_NOTICE
from models.membership.membership import Membership
from models.membership.moves import Ending
from models.session.roles import AccountStatus, Role
from models.session.session import Session, SessionEnd
from tests.support.contract import global_id
from tests.support.people.people import Person, outcome
from tests.support.people.staff import ada
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import (
    administrator,
    another_company,
    holder,
    staff_member,
    two_holders,
)
from tests.support.scenarios.cards import (
    colleague,
    dispute_token,
    last_dispute_token,
    recipients,
    report_change,
)
from tests.support.scenarios.members import card_of, membership_of, to

HOUR = timedelta(hours=1)


async def leave(person: Person) -> dict[str, Any]:
    return await person.do("leaveAccount", "leavesAt signedOut")


async def cancel(person: Person) -> dict[str, Any]:
    return await person.do("cancelLeaving", "account { id }")


async def leaves_at(person: Person) -> str | None:
    seen = (await person.ask("{ viewer { leavesAt } }"))["viewer"]
    return str(seen["leavesAt"]) if seen["leavesAt"] else None


async def test_who_is_not_the_last_leaves_at_once(portal: TestPortal) -> None:
    alice, bob = await two_holders(portal)

    result = await leave(bob)

    member = await membership_of("測試乙")
    change = await CardChange.get(kind="REMOVED")
    assert result["signedOut"] is True
    assert (member.ended_at, member.ended_because) == (portal.clock(), Ending.LEFT)
    assert (await card_of("測試乙")).status is CertificateStatus.REMOVED
    assert change.ended_membership_id == member.id
    assert await bob.viewer() is None
    assert len(await alice.cards()) == 1
    assert recipients(await portal.mails()) == {
        COMPANY.business_email,
        "holder@company.example",
        "bob@company.example",
    }
    assert (await bob.sign_in())["code"] == "CARD_NOT_BOUND"


async def test_who_left_can_object_and_is_reinstated_by_staff(portal: TestPortal) -> None:
    _, bob = await two_holders(portal)
    staff = await staff_member(portal)
    portal.clock.forward(timedelta(seconds=1))
    await leave(bob)
    mail = to(await portal.mails(), "bob@company.example")

    reported = await report_change(portal, dispute_token(mail))
    waiting = (await staff.read_of_staff("disputes { edges { node { id } } }"))["edges"]
    which = waiting[0]["node"]["id"]
    settled = await staff.do(
        "settleChange", "dispute { outcome }", id=which, outcome="UNDONE", note="查證"
    )

    assert reported["__typename"] == "ReportChangeSuccess"
    assert settled["dispute"]["outcome"] == "UNDONE"
    assert (await bob.sign_in())["__typename"] == "SignInSuccess"


async def test_the_last_who_can_sign_in_gives_notice_and_leaves_after_it(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    asked_at = portal.clock()

    result = await leave(alice)
    mails = await portal.mails()
    again = await leave(alice)
    await portal.later(MEMBER_NOTICE - timedelta(seconds=1))
    await portal.work("leaving")
    signed_in = await alice.sign_in()
    shown = await leaves_at(alice)
    portal.clock.forward(timedelta(seconds=1))
    await portal.work("leaving")

    member = await membership_of("測試甲")
    assert (result["signedOut"], again["leavesAt"]) == (False, result["leavesAt"])
    assert recipients(mails) == {COMPANY.business_email, "holder@company.example"}
    assert signed_in["__typename"] == "SignInSuccess"
    assert shown == result["leavesAt"]
    assert member.ended_at == asked_at + MEMBER_NOTICE
    assert member.ended_because is Ending.LEFT
    assert await alice.viewer() is None
    assert await Session.filter(ended_because=SessionEnd.CARD_REMOVED).count() == 1
    assert recipients(await portal.mails()) == {COMPANY.business_email, "holder@company.example"}


async def test_after_the_last_has_left_the_mailbox_gets_a_link(portal: TestPortal) -> None:
    alice = await holder(portal)
    await leave(alice)
    await portal.later(MEMBER_NOTICE)
    await portal.work("leaving")
    await portal.mails()

    await Person.at(portal).ask_for_link(COMPANY.control_number)
    await portal.mail_link()

    assert recipients(await portal.mails()) == {COMPANY.business_email}
    assert "/first-card#" in portal.post.last()


async def test_who_gave_notice_may_stay(portal: TestPortal) -> None:
    alice = await holder(portal)
    without = await cancel(alice)
    await leave(alice)
    await portal.mails()

    result = await cancel(alice)
    told = recipients(await portal.mails())
    await portal.later(MEMBER_NOTICE)
    await portal.work("leaving")

    assert outcome(without) == "NOT_LEAVING"
    assert outcome(result) == "CancelLeavingSuccess"
    assert told == {COMPANY.business_email, "holder@company.example"}
    assert (await membership_of("測試甲")).ended_at is None


async def test_leaving_needs_a_fresh_signature(portal: TestPortal) -> None:
    _, bob = await two_holders(portal)
    portal.clock.forward(timedelta(minutes=10, seconds=1))

    stale = await leave(bob)
    await bob.prove()
    fresh = await leave(bob)

    assert outcome(stale) == "CARD_PROOF_NEEDED"
    assert outcome(fresh) == "LeaveAccountSuccess"


async def test_during_a_dispute_nobody_leaves(portal: TestPortal) -> None:
    alice = await holder(portal)
    await leave(alice)
    await portal.mails()
    await alice.edit(
        await alice.current_card_id(), phone="02-11112222", email="holder@company.example"
    )
    await report_change(portal, await last_dispute_token(portal))

    refused = await leave(alice)
    await portal.later(MEMBER_NOTICE)
    await portal.work("leaving")
    frozen = (await membership_of("測試甲")).ended_at
    await Account.filter(kind="BUSINESS").update(frozen_at=None)
    await portal.work("leaving")

    assert outcome(refused) == "ACCOUNT_FROZEN"
    assert frozen is None
    assert (await membership_of("測試甲")).ended_at == portal.clock()


async def test_who_could_not_cancel_meanwhile_has_the_whole_notice_again(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    await leave(alice)
    staff = await ada(portal)
    account = (await staff.account(COMPANY.control_number))["id"]
    await staff.manage("suspend", account)
    await portal.later(MEMBER_NOTICE + HOUR)
    await portal.work("leaving")
    suspended = (await membership_of("測試甲")).ended_at
    await staff.sign_in()
    await staff.manage("restore", account)
    restored = portal.clock()
    await portal.work("leaving")
    await alice.sign_in()
    shown = await leaves_at(alice)
    await portal.mails()
    await alice.edit(
        await alice.current_card_id(), phone="02-11112222", email="holder@company.example"
    )
    await report_change(portal, await last_dispute_token(portal))
    await portal.later(MEMBER_NOTICE + HOUR)
    await staff.sign_in()
    which = global_id(await CardChange.get())

    await staff.do("settleChange", "dispute { outcome }", id=which, outcome="STANDS", note="查證")
    await portal.work("leaving")

    alice_now = await membership_of("測試甲")
    assert (suspended, alice_now.ended_at) == (None, None)
    assert shown is not None
    assert datetime.fromisoformat(shown) == restored + MEMBER_NOTICE
    assert alice_now.leaves_at == portal.clock() + MEMBER_NOTICE


async def test_the_last_administrator_cannot_leave(portal: TestPortal) -> None:
    bruno = await administrator(portal)
    await staff_member(portal, Role.REVIEWER, 91)

    alone = await leave(bruno)
    other = await ada(portal)
    with_another = await leave(other)

    assert outcome(alone) == "LAST_ADMINISTRATOR"
    assert outcome(with_another) == "LeaveAccountSuccess"
    assert with_another["signedOut"] is False


async def test_an_administrator_without_rights_does_not_stand_for_another(
    portal: TestPortal,
) -> None:
    bruno = await administrator(portal)
    other = await staff_member(portal, Role.ADMIN, 91)
    theirs = Account.filter(control_number="S0000091")
    membership = await membership_of("測試辛")

    await theirs.update(status=AccountStatus.SUSPENDED)
    beside_a_suspended = await leave(bruno)
    await theirs.update(status=AccountStatus.ACTIVE)
    await Membership.filter(id=membership.id).update(confirmed_at=None, confirmed_by=None)
    beside_an_unconfirmed = await leave(bruno)

    assert outcome(beside_a_suspended) == "LAST_ADMINISTRATOR"
    assert outcome(beside_an_unconfirmed) == "LAST_ADMINISTRATOR"
    assert await other.viewer() is None


async def test_two_administrators_who_gave_notice_do_not_both_leave(portal: TestPortal) -> None:
    bruno, other = await administrator(portal), await ada(portal)
    await leave(bruno)
    portal.clock.forward(HOUR / 2 - timedelta(seconds=1))
    await other.sign_in()
    await leave(other)
    await portal.later(MEMBER_NOTICE)

    await portal.work("leaving")

    [stays] = await Membership.filter(ended_at__isnull=True)
    assert stays.leaves_at is None
    assert await Membership.filter(ended_because=Ending.LEFT).count() == 1


async def test_the_last_card_is_not_removed_and_the_refusal_names_the_way(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)

    result = await alice.remove(await alice.current_card_id())

    assert outcome(result) == "LAST_CERTIFICATE"
    assert "離開帳號" in result["message"]


async def test_removing_ones_own_card_is_leaving(portal: TestPortal) -> None:
    _, bob = await two_holders(portal)

    result = await bob.remove(await bob.current_card_id())

    assert result["signedOut"] is True
    assert (await membership_of("測試乙")).ended_because is Ending.LEFT


async def test_who_left_may_join_another_company(portal: TestPortal) -> None:
    _, bob = await two_holders(portal)
    await leave(bob)
    dan = await another_company(portal)

    result = await dan.add(colleague(), email="bob@second.example")

    assert outcome(result) == "AddCertificateSuccess"
