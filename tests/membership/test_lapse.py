"""Tests of dormancy: members without a usable card are marked, warned, and ended."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.card_change import CardChange
from models.core.rules import DORMANT_LIFE, DORMANT_WARNED
from models.journal.event import Event
from models.membership.membership import Membership
from models.membership.moves import Ending
from resolvers.membership.lapse import end_dormant, mark_dormant
from tests.support.contract import global_id
from tests.support.people.people import Person
from tests.support.people.staff import ada
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import two_holders
from tests.support.scenarios.cards import last_dispute_token, recipients, reissued, report_change
from tests.support.scenarios.members import (
    DORMANT,
    SOON,
    card_of,
    membership_of,
    one_dormant,
)

BOB = "測試乙"
HOUR = timedelta(hours=1)


async def test_a_member_whose_card_expired_is_dormant_since_its_end(portal: TestPortal) -> None:
    await one_dormant(portal)

    await portal.work(*DORMANT)

    bob, alice = await membership_of(BOB), await membership_of("測試甲")
    assert (bob.dormant_since, bob.ends_at) == (SOON, SOON + DORMANT_LIFE)
    assert (alice.dormant_since, alice.ends_at) == (None, None)
    assert await portal.mails() == []


@pytest.mark.parametrize(
    ("column", "status"),
    [("on_hold_since", CertificateStatus.LIVE), ("released_at", CertificateStatus.REVOKED)],
)
async def test_a_hold_and_a_revocation_begin_dormancy_as_well(
    portal: TestPortal, column: str, status: CertificateStatus
) -> None:
    await two_holders(portal)
    ended = portal.clock()
    await Certificate.filter(holder_name=BOB).update(**{column: ended, "status": status})
    portal.clock.forward(HOUR)

    await portal.work(*DORMANT)

    assert (await membership_of(BOB)).dormant_since == ended


async def test_a_member_who_is_marked_late_still_has_thirty_days(portal: TestPortal) -> None:
    await one_dormant(portal)
    await portal.later(timedelta(days=400))

    await portal.work(*DORMANT)

    bob = await membership_of(BOB)
    assert bob.ends_at == portal.clock() + DORMANT_WARNED
    assert bob.ended_at is None


async def test_the_setting_says_how_long_a_dormant_membership_stands(portal: TestPortal) -> None:
    life = timedelta(days=40)
    settings = replace(portal.settings, dormant_life=life)
    portal.services = replace(portal.services, settings=settings)
    await one_dormant(portal)

    await portal.work(*DORMANT)

    assert (await membership_of(BOB)).ends_at == SOON + life


async def test_member_and_mailbox_are_warned_once_thirty_days_before_the_end(
    portal: TestPortal,
) -> None:
    await one_dormant(portal)
    await portal.work(*DORMANT)
    portal.clock.at = SOON + DORMANT_LIFE - DORMANT_WARNED - HOUR
    await portal.work(*DORMANT)
    too_early = await portal.mails()
    portal.clock.forward(HOUR)

    await portal.work(*DORMANT)
    await portal.work(*DORMANT)

    mails = await portal.mails()
    assert too_early == []
    assert len(mails) == 2
    assert recipients(mails) == {COMPANY.business_email, "bob@company.example"}
    assert (await membership_of(BOB)).warned_at == portal.clock()


async def test_at_its_end_the_membership_ends_with_its_card_and_a_letter(
    portal: TestPortal,
) -> None:
    await one_dormant(portal)
    await portal.work(*DORMANT)
    portal.clock.at = SOON + DORMANT_LIFE - DORMANT_WARNED
    await portal.work(*DORMANT)
    await portal.mails()
    await portal.later(DORMANT_WARNED - HOUR)
    await portal.work(*DORMANT)
    before = (await membership_of(BOB)).ended_at
    await portal.later(HOUR)

    await portal.work(*DORMANT)

    bob = await membership_of(BOB)
    assert before is None
    assert (bob.ended_at, bob.ended_because) == (portal.clock(), Ending.DORMANT)
    assert (await card_of(BOB)).status is CertificateStatus.REMOVED
    assert recipients(await portal.mails()) == {COMPANY.business_email, "bob@company.example"}
    assert (await Person.at(portal, reissued(2, BOB)).renew())["code"] == "CARD_NOT_BOUND"


async def test_nobody_is_ended_without_a_warning_thirty_days_earlier(portal: TestPortal) -> None:
    await one_dormant(portal)
    await portal.work(*DORMANT)
    await portal.later(timedelta(days=400))

    await portal.work(*DORMANT)

    bob = await membership_of(BOB)
    assert bob.ended_at is None
    assert (bob.warned_at, bob.ends_at) == (portal.clock(), portal.clock() + DORMANT_WARNED)


async def test_who_is_marked_late_can_renew_before_the_warning_is_written(
    portal: TestPortal,
) -> None:
    await one_dormant(portal)
    await portal.later(DORMANT_LIFE + timedelta(days=30))
    now = portal.clock()

    await mark_dormant(life=DORMANT_LIFE, now=now)

    assert (await membership_of(BOB)).ends_at == now + DORMANT_WARNED


@pytest.mark.parametrize(
    ("warned", "ends"), [(None, -HOUR), (-DORMANT_WARNED, HOUR), (HOUR - DORMANT_WARNED, -HOUR)]
)
async def test_a_membership_ends_at_its_end_and_thirty_days_after_the_warning(
    portal: TestPortal, warned: timedelta | None, ends: timedelta
) -> None:
    await two_holders(portal)
    now = portal.clock()
    warned_at = None if warned is None else now + warned
    await Membership.all().update(warned_at=warned_at, ends_at=now + ends)

    assert await end_dormant(notices=portal.services.account_notices, now=now) is False


async def test_a_renewal_wakes_a_dormant_member(portal: TestPortal) -> None:
    await one_dormant(portal)
    await portal.work(*DORMANT)
    marked = (await membership_of(BOB)).dormant_since

    renewed = await Person.at(portal, reissued(2, BOB)).renew()
    await portal.work(*DORMANT)

    bob = await membership_of(BOB)
    assert renewed["certificate"]["status"] == "LIVE"
    assert marked == SOON
    assert (bob.dormant_since, bob.warned_at, bob.ends_at) == (None, None, None)


async def test_a_new_card_that_a_colleague_adds_wakes_a_dormant_member(portal: TestPortal) -> None:
    await one_dormant(portal)
    await portal.work(*DORMANT)
    alice = Person.at(portal)
    await alice.sign_in()

    added = await alice.add(reissued(2, BOB))

    bob = await membership_of(BOB)
    assert added["certificate"]["status"] == "LIVE"
    assert (bob.dormant_since, bob.ends_at) == (None, None)


async def test_while_an_account_is_suspended_no_membership_ends(portal: TestPortal) -> None:
    await one_dormant(portal)
    await portal.work(*DORMANT)
    await portal.later(DORMANT_LIFE - timedelta(days=20))
    await portal.work(*DORMANT)
    warned = (await membership_of(BOB)).warned_at
    staff = await ada(portal)
    account = await Account.get(kind="BUSINESS")
    shown = await staff.account(account.control_number)
    await staff.manage("suspend", shown["id"])
    await portal.later(timedelta(days=60))
    await portal.work(*DORMANT)
    suspended = await membership_of(BOB)
    await staff.sign_in()

    await staff.manage("restore", shown["id"])
    await portal.work(*DORMANT)

    bob = await membership_of(BOB)
    assert warned is not None
    assert (suspended.ended_at, suspended.ends_at, suspended.warned_at) == (None, None, None)
    assert suspended.is_standing(at=portal.clock())
    assert (bob.ended_at, bob.ends_at) == (None, portal.clock() + DORMANT_WARNED)


async def test_while_an_objection_waits_no_membership_ends(portal: TestPortal) -> None:
    alice, _ = await one_dormant(portal)
    await portal.work(*DORMANT)
    await portal.later(DORMANT_LIFE - timedelta(days=20))
    await portal.work(*DORMANT)
    warned = (await membership_of(BOB)).warned_at
    await alice.sign_in()
    await portal.mails()
    await alice.edit(await alice.current_card_id(), phone="02-1111-2222", email="a@company.example")
    await report_change(portal, await last_dispute_token(portal))
    refused = await Person.at(portal, reissued(2, BOB)).renew()
    await portal.later(timedelta(days=60))
    await portal.work(*DORMANT)
    waiting = await membership_of(BOB)
    staff = await ada(portal)
    change = await CardChange.get(reported_at__isnull=False)

    settled = await staff.do(
        "settleChange", "dispute { outcome }", id=global_id(change), outcome="STANDS", note="查證"
    )
    await portal.work(*DORMANT)

    bob = await membership_of(BOB)
    assert warned is not None
    assert refused["code"] == "ACCOUNT_FROZEN"
    assert (waiting.ended_at, waiting.ends_at, waiting.warned_at) == (None, None, None)
    assert waiting.is_standing(at=portal.clock())
    assert settled["dispute"]["outcome"] == "STANDS"
    assert (bob.ended_at, bob.ends_at) == (None, portal.clock() + DORMANT_WARNED)


async def test_a_member_whose_card_ends_while_an_objection_waits_is_not_marked(
    portal: TestPortal,
) -> None:
    await one_dormant(portal)
    await Account.filter(kind="BUSINESS").update(frozen_at=portal.clock())

    await portal.work(*DORMANT)

    assert await Membership.filter(dormant_since__isnull=False).count() == 0


async def test_members_of_a_suspended_account_are_not_marked(portal: TestPortal) -> None:
    await one_dormant(portal)
    await Account.filter(kind="BUSINESS").update(status="SUSPENDED")

    await portal.work(*DORMANT)

    assert await Membership.filter(dormant_since__isnull=False).count() == 0


async def test_each_step_is_in_the_journal(portal: TestPortal) -> None:
    await one_dormant(portal)
    await portal.work(*DORMANT)
    portal.clock.at = SOON + DORMANT_LIFE - DORMANT_WARNED
    await portal.work(*DORMANT)
    await portal.later(DORMANT_WARNED)

    await portal.work(*DORMANT)

    bob = await membership_of(BOB)
    events = await Event.filter(subject=bob.subject).order_by("seq")
    kinds = [event.kind for event in events]
    assert kinds == [
        "MEMBERSHIP_BEGAN",
        "MEMBERSHIP_DORMANT",
        "MEMBERSHIP_WARNED",
        "MEMBERSHIP_ENDED",
    ]
