"""Tests of erasure: what is overdue, and nothing else."""

import logging
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from tortoise.expressions import Q

from models.account.account import Account
from models.account.invitation import Invitation
from models.application.application import Application
from models.card.certificate import Certificate, CertificateStatus
from models.card.challenge import Challenge
from models.card_changes.card_change import CardChange, ChangeOutcome
from models.journal.event import Event
from models.link.link import Link
from models.mail.outbox import Mail
from models.membership.membership import Membership
from models.membership.person import Person as Member
from models.membership.person import PersonIdentifier
from models.review.case_mailbox import CaseMailbox
from models.session.roles import AccountKind, AccountStatus
from models.session.session import Session
from models.signature.evidence import Evidence
from resolvers.privacy.erase import Keeping, erase_next
from tests.support.people.people import Person, form
from tests.support.people.staff import berta, bruno
from tests.support.portal import COMPANY, TestPortal, lists_on_hand, on_file
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.applications import approved
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.review import without_registered_mailbox
from tests.support.scenarios.staff import NAME, admin_of, bind, create_staff

KEEPING = Keeping(
    came_to_nothing=timedelta(days=90),
    sessions=timedelta(days=30),
    mails=timedelta(days=90),
    evidence=timedelta(days=2000),
)


async def erase(portal: TestPortal) -> int:
    """Erase until nothing is overdue; return the number of steps."""
    steps = 0
    while await erase_next(keeping=KEEPING, now=portal.clock()):
        steps += 1
    return steps


@pytest.mark.parametrize("end", ["used", "voided", "expired"])
async def test_whom_an_invitation_named_is_forgotten_after_it(portal: TestPortal, end: str) -> None:
    admin = await admin_of(portal)
    account, token = await create_staff(portal, admin)
    if end == "used":
        await bind(portal, token)
    if end == "voided":
        await admin.manage("close", account)
    # An invitation's link is valid for a day.
    portal.clock.forward(timedelta(days=90 + (end == "expired"), seconds=-1))

    await erase(portal)
    before = await Invitation.filter(name=NAME).count()
    portal.clock.forward(timedelta(seconds=1))
    await erase(portal)

    assert before == 1
    assert await Invitation.filter(~Q(name="", last_four="")).count() == 0


async def test_an_application_that_came_to_nothing_is_gone_after_ninety_days(
    portal: TestPortal,
) -> None:
    alice = await approved(portal)
    await alice.withdraw()
    portal.clock.forward(timedelta(days=90, seconds=-1))

    await erase(portal)
    before = await Application.all().count()
    portal.clock.forward(timedelta(seconds=1))
    await erase(portal)

    assert before == 1
    for record in (Application, Certificate, Link, Mail, Member, PersonIdentifier):
        assert await record.all().count() == 0
    erased = await Event.filter(kind="ERASED").order_by("seq")
    assert [event.subject.partition(":")[0] for event in erased] == ["application", "person"]
    assert await Evidence.all().count() == 1


async def test_a_mailbox_that_was_verified_for_a_case_is_erased_with_it(
    portal: TestPortal,
) -> None:
    alice = await without_registered_mailbox(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()
    for email in ("old@company.example", "new@company.example"):
        await reviewer.propose_mailbox(case, email)
    await other.confirm_mailbox(case)
    await alice.withdraw()
    portal.clock.forward(timedelta(days=90, seconds=-1))

    await erase(portal)
    before = await CaseMailbox.all().count()
    portal.clock.forward(timedelta(seconds=1))
    await erase(portal)

    assert before == 2
    assert await CaseMailbox.all().count() == await Application.all().count() == 0


async def test_what_became_an_account_is_not_erased(portal: TestPortal) -> None:
    alice = await holder(portal)
    portal.clock.forward(timedelta(days=1000))

    await erase(portal)

    assert await Application.filter(case_number=alice.application["caseNumber"]).exists()
    assert await Certificate.filter(status=CertificateStatus.LIVE).count() == 1
    assert await Membership.filter(ended_at__isnull=True).count() == 1


async def test_an_application_that_expired_is_erased_with_its_released_card(
    portal: TestPortal,
) -> None:
    await approved(portal)
    portal.clock.forward(timedelta(days=31))
    await portal.expire()
    portal.clock.forward(timedelta(days=91))

    await erase(portal)

    assert await Application.all().count() == 0
    assert await Certificate.all().count() == 0


async def test_a_former_member_is_kept_and_so_is_who_applies_again(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    alice = await holder(portal)
    await alice.add(colleague())
    other = next(one for one in await alice.cards() if not one["isCurrent"])
    await alice.remove(other["id"])
    twice = Person.at(portal, colleague(3, "測試丙"))
    await twice.apply(form(replace(COMPANY, control_number="Z0000009")))
    await twice.bind()
    await twice.withdraw()
    portal.clock.forward(timedelta(days=91))
    await twice.apply(form(replace(COMPANY, control_number="Z0000008")))
    await lists_on_hand(portal.clock())
    await twice.bind()

    await erase(portal)

    assert await Application.filter(control_number="Z0000009").count() == 0
    # Nobody who is kept was tried and refused by the database.
    assert "not erased" not in caplog.text
    names = {person.name for person in await Member.all()}
    assert names == {"測試甲", "測試乙", "測試丙"}
    assert await PersonIdentifier.all().count() == 3


async def test_sessions_and_their_challenges_are_erased_a_month_after_their_end(
    portal: TestPortal,
) -> None:
    await holder(portal)
    ended = await Session.filter(ended_at__isnull=False).count()
    portal.clock.forward(timedelta(days=29))

    await erase(portal)
    kept = await Session.filter(ended_at__isnull=False).count()
    portal.clock.forward(timedelta(days=2))
    await erase(portal)

    assert (ended, kept) == (1, 1)
    assert await Session.all().count() == 0
    assert await Challenge.all().count() == 0
    assert await Application.all().count() == 1


async def test_how_the_holder_of_a_removed_card_was_reached_is_forgotten(
    portal: TestPortal,
) -> None:
    await holder(portal)
    await Certificate.all().update(status=CertificateStatus.REMOVED, released_at=portal.clock())
    portal.clock.forward(timedelta(days=91))

    await erase(portal)

    card = await Certificate.get()
    assert (card.phone, card.email) == ("", "")
    assert card.holder_name == "測試甲"


async def test_evidence_is_erased_after_its_legal_term(portal: TestPortal) -> None:
    await holder(portal)
    subjects = sorted(f"evidence:{one.id}" for one in await Evidence.all())
    portal.clock.forward(timedelta(days=1999))

    await erase(portal)
    kept = await Evidence.all().count()
    portal.clock.forward(timedelta(days=2))
    await erase(portal)

    assert kept == 2
    assert await Evidence.all().count() == 0
    recorded = await Event.filter(kind="EVIDENCE_ERASED")
    assert sorted(event.subject for event in recorded) == subjects


async def test_a_waiting_mail_is_not_erased(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    await portal.review()
    portal.clock.forward(timedelta(days=89))

    await erase(portal)

    assert await Mail.filter(state="QUEUED").count() == 1


async def edited(portal: TestPortal) -> CardChange:
    alice = await holder(portal)
    card = (await alice.cards())[0]["id"]
    result = await alice.edit(card, phone="02-99998888", email="new@company.example")
    assert result["__typename"] == "EditCertificateSuccess", result
    return await CardChange.get()


async def test_what_an_edited_card_had_before_is_forgotten_after_ninety_days(
    portal: TestPortal,
) -> None:
    before = (await edited(portal)).before
    portal.clock.forward(timedelta(days=90, seconds=-1))

    await erase(portal)
    kept = (await CardChange.get()).before
    portal.clock.forward(timedelta(seconds=1))
    steps = await erase(portal)

    assert before == {"phone": "02-12345678", "email": "holder@company.example"}
    assert kept == before
    assert (await CardChange.get()).before == {}
    assert steps >= 1
    assert (await Certificate.get()).email == "new@company.example"


async def test_an_objection_that_waits_for_staff_keeps_what_was_before(portal: TestPortal) -> None:
    change = await edited(portal)
    await change.report(at=portal.clock())
    portal.clock.forward(timedelta(days=400))

    await erase(portal)
    waiting = (await CardChange.get()).before
    await change.settle(ChangeOutcome.STANDS, note="去電確認", actor="test:1", at=portal.clock())
    portal.clock.forward(timedelta(days=90))
    await erase(portal)

    assert waiting == change.before
    assert (await CardChange.get()).before == {}


async def test_a_removed_card_that_may_be_put_back_keeps_how_its_holder_is_reached(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    await alice.add(colleague(), email="bob@company.example")
    other = next(one for one in await alice.cards() if not one["isCurrent"])
    assert (await alice.remove(other["id"]))["__typename"] == "RemoveCertificateSuccess"
    change = await CardChange.get(kind="REMOVED")
    await change.report(at=portal.clock())
    portal.clock.forward(timedelta(days=91))

    await erase(portal)
    waiting = await Certificate.get(id=change.certificate_id)
    await change.settle(ChangeOutcome.STANDS, note="去電確認", actor="t:1", at=portal.clock())
    await erase(portal)

    assert waiting.email == "bob@company.example"
    assert (await Certificate.get(id=change.certificate_id)).email == ""


async def test_a_short_term_forgets_nothing_that_may_be_objected_to(portal: TestPortal) -> None:
    await edited(portal)
    portal.clock.forward(timedelta(days=29))
    short = replace(KEEPING, came_to_nothing=timedelta(days=1))

    while await erase_next(keeping=short, now=portal.clock()):
        pass

    assert (await CardChange.get()).before != {}


async def test_a_change_of_data_that_came_to_nothing_is_erased_and_its_account_stays(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    changed = replace(COMPANY, contact_name="測試庚")
    asked = await alice.do("requestDataChange", "application { id }", **form(changed))
    assert asked["__typename"] == "RequestDataChangeSuccess", asked
    await alice.withdraw()
    portal.clock.forward(timedelta(days=90))

    await erase(portal)

    assert await Application.filter(account_id__isnull=False).count() == 0
    assert await Application.all().count() == 1
    assert await Account.all().count() == 1
    assert await Certificate.filter(status=CertificateStatus.LIVE).count() == 1


async def test_a_rejected_change_of_data_is_erased_with_its_link_and_mail(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    portal.registry.rows = [on_file(replace(COMPANY, contact_name="測試庚"))]
    changed = replace(COMPANY, contact_name="測試辛")
    await alice.do("requestDataChange", "application { id }", **form(changed))
    await portal.review()
    await portal.mails()
    await alice.withdraw()
    portal.clock.forward(timedelta(days=90))

    await erase(portal)

    assert await Application.filter(account_id__isnull=False).count() == 0


async def test_one_that_cannot_be_erased_stops_no_other(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    needed = await approved(portal)
    await needed.withdraw()
    pinned = await Application.get()
    await Account.create(
        id=uuid4(),
        control_number="Z0000009",
        kind=AccountKind.BUSINESS,
        status=AccountStatus.CLOSED,
        opened_at=portal.clock(),
        application_id=pinned.id,
    )
    portal.clock.forward(timedelta(days=1))
    other = await approved(portal, Person.at(portal, colleague(3)))
    await other.withdraw()
    portal.clock.forward(timedelta(days=91))

    with caplog.at_level(logging.WARNING, "resolvers.privacy.erase"):
        await erase(portal)

    assert [one.id async for one in Application.all()] == [pinned.id]
    assert pinned.case_number in caplog.text
    assert await Certificate.filter(application_id=pinned.id).count() == 1
    assert await Session.all().count() == 0


async def test_a_card_that_a_change_names_is_not_erased(portal: TestPortal) -> None:
    alice = await holder(portal)
    await alice.add(colleague())
    account = await Account.get()
    change = await CardChange.get()
    other = Person.at(portal, colleague(3))
    await other.apply(form(replace(COMPANY, control_number="Z0000009")))
    await other.bind()
    await other.withdraw()
    card = await Certificate.filter(account_id__isnull=True).get()
    await CardChange.filter(id=change.id).update(previous_id=card.id, account_id=account.id)
    portal.clock.forward(timedelta(days=91))

    await erase(portal)

    assert await Certificate.filter(id=card.id).exists()
    assert await Session.all().count() == 0


async def test_letters_are_erased_with_what_they_say_of_people(portal: TestPortal) -> None:
    alice = await holder(portal)
    await alice.add(colleague(2, "測試庚"))
    await portal.mails()
    named = [mail.id async for mail in Mail.all() if "庚" in str(mail.values)]
    portal.clock.forward(timedelta(days=90))

    await erase(portal)

    assert named
    assert await Mail.all().count() == 0
