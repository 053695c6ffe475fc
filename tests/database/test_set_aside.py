"""Tests of jobs that take one record after the other: one that fails keeps no other waiting."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.account.mailbox_correction import CorrectionStatus, MailboxCorrection
from models.application.application import Application
from models.application.transitions import Status
from models.card.certificate import Certificate, CertificateStatus
from models.core.rules import DORMANT_LIFE, DORMANT_WARNED, SET_ASIDE_SHOWN
from models.database.set_aside import SetAside
from models.membership.access_request import AccessRequest
from models.membership.identity_join import IdentityJoin
from models.membership.membership import Membership
from models.session.sign_in_request import SignInRequest
from resolvers.health.measure import measure
from tests.support.people.people import Person
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import SECOND, another_company, holder

NUMBERS = (COMPANY.control_number, SECOND.control_number)
DAY = timedelta(days=1)

Waiting = Callable[[datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Case:
    """A job, what makes one record due of each company, and the query for what is due."""

    job: str
    prepare: Callable[[datetime], Awaitable[object]]
    waiting: Waiting


async def ask_for_links(at: datetime) -> None:
    for number in NUMBERS:
        await SignInRequest.create(control_number=number, asked_at=at)


async def ask_to_be_recognised(at: datetime) -> None:
    for number in NUMBERS:
        await IdentityJoin.create(
            control_number=number,
            holder_name="測試甲",
            authority="g3",
            issuer_key_id="k",
            subject_serial="s",
            certificate_sha256="c",
            asked_at=at,
            expires_at=at + DAY,
        )


async def ask_for_access(at: datetime) -> None:
    await Certificate.all().update(status=CertificateStatus.REVOKED)
    for account in await Account.all():
        await AccessRequest.create(account_id=account.id, asked_at=at, effective_at=at)


async def leave(at: datetime) -> None:
    await Membership.all().update(leaves_at=at)


async def let_cards_expire(at: datetime) -> None:
    await Certificate.all().update(not_after=at - DAY)


async def let_members_sleep(at: datetime) -> None:
    await Certificate.all().update(status=CertificateStatus.EXPIRED)


async def let_memberships_end_soon(at: datetime) -> None:
    await Membership.all().update(dormant_since=at - DORMANT_LIFE, ends_at=at + DAY)


async def let_memberships_end(at: datetime) -> None:
    since = at - DORMANT_LIFE
    await Membership.all().update(dormant_since=since, warned_at=at - DORMANT_WARNED, ends_at=at)


async def let_cards_end_soon(at: datetime) -> None:
    await Certificate.all().update(not_after=at + 5 * DAY)


def correction(status: CorrectionStatus) -> Callable[[datetime], Awaitable[None]]:
    async def correct(at: datetime) -> None:
        for account in await Account.all():
            await MailboxCorrection.create(
                account_id=account.id,
                status=status,
                previous=account.mailbox,
                email="new@company.example",
                reason="r",
                evidence="e",
                after_objection=False,
                proposed_by=uuid4(),
                proposed_at=at - DAY,
                expires_at=at,
                confirmed_at=at - DAY,
                effective_at=at,
            )

    return correct


def standing() -> QuerySet[Membership]:
    return Membership.filter(ended_at__isnull=True)


CASES = (
    Case("sign-in links", ask_for_links, lambda _: SignInRequest.all()),
    Case(
        "identity",
        ask_to_be_recognised,
        lambda _: IdentityJoin.filter(handled_at__isnull=True),
    ),
    Case("access", ask_for_access, lambda _: AccessRequest.filter(granted_at__isnull=True)),
    Case("leaving", leave, lambda _: standing().filter(leaves_at__isnull=False)),
    Case(
        "expired",
        let_cards_expire,
        lambda _: Certificate.filter(status=CertificateStatus.LIVE),
    ),
    Case("dormant", let_members_sleep, lambda _: standing().filter(dormant_since__isnull=True)),
    Case(
        "warn dormant",
        let_memberships_end_soon,
        lambda _: standing().filter(warned_at__isnull=True),
    ),
    Case("end dormant", let_memberships_end, lambda _: standing()),
    Case(
        "announce",
        let_cards_end_soon,
        lambda _: Certificate.filter(announced_days__isnull=True),
    ),
    Case(
        "mailboxes",
        correction(CorrectionStatus.PROPOSED),
        lambda _: MailboxCorrection.filter(done_at__isnull=True),
    ),
    Case(
        "mailboxes",
        correction(CorrectionStatus.CONFIRMED),
        lambda _: MailboxCorrection.filter(done_at__isnull=True),
    ),
)


class Fault(Exception):
    """What nobody foresaw."""


def break_account(monkeypatch: pytest.MonkeyPatch, control_number: str) -> None:
    """Let what is done at an account fail."""
    for name in ("hold", "lock"):
        right = getattr(Account, name)

        async def broken(
            account: Account, right: Callable[..., Awaitable[Any]] = right, **given: Any
        ) -> Any:
            if account.control_number == control_number:
                raise Fault
            return await right(account, **given)

        monkeypatch.setattr(Account, name, broken)
    note = Account.note

    def broken_note(account: Account, *given: Any, **named: Any) -> None:
        if account.control_number == control_number:
            raise Fault
        note(account, *given, **named)

    monkeypatch.setattr(Account, "note", broken_note)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.job} {case.prepare.__name__}")
async def test_a_record_that_fails_keeps_no_other_waiting_and_is_tried_again(
    portal: TestPortal,
    case: Case,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await holder(portal)
    await another_company(portal)
    await case.prepare(portal.clock())
    both = await case.waiting(portal.clock()).count()

    with monkeypatch.context() as broken:
        # The record that is first is the broken one's, or it is not: both orders are fine.
        break_account(broken, COMPANY.control_number)
        await portal.work(case.job)
    left = await case.waiting(portal.clock()).count()
    aside = await SetAside.get()
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    portal.clock.forward(timedelta(minutes=1))
    await portal.work(case.job)

    assert (both, left) == (2, 1)
    assert (aside.faults, aside.trouble) == (1, "UNFORESEEN Fault")
    assert len(errors) == 1
    assert str(aside.item) in errors[0].getMessage()
    assert await case.waiting(portal.clock()).count() == 0
    assert not await SetAside.exists()


async def test_an_application_that_does_not_end_keeps_no_other_waiting(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Person.at(portal), Person.at(portal)
    await first.apply()
    portal.clock.forward(timedelta(seconds=1))
    await second.apply()
    portal.clock.forward(DAY)
    close, oldest = Application.close, await Application.all().order_by("expires_at").first()
    assert oldest is not None
    broken_id = oldest.id

    async def broken(application: Application, *given: Any, **named: Any) -> None:
        if application.id == broken_id:
            raise Fault
        await close(application, *given, **named)

    monkeypatch.setattr(Application, "close", broken)
    await portal.work("expire")

    assert await Application.filter(status=Status.DRAFT).values_list("id", flat=True) == [broken_id]
    assert (await SetAside.get()).item == broken_id


async def fail(item: UUID, fault: Exception, *, at: datetime, job: str = "job") -> None:
    async with SetAside.on_fault(item, job=job, at=at):
        raise fault


async def test_each_failure_is_followed_by_a_longer_wait_of_an_hour_at_most(
    portal: TestPortal,
) -> None:
    item, at, waits = uuid4(), portal.clock(), []

    for _ in range(14):
        await fail(item, Fault(), at=at)
        waits.append((await SetAside.get()).due_at - at)

    assert (await SetAside.get()).faults == 14
    assert waits == sorted(waits)
    assert waits[0] < timedelta(seconds=6)
    assert timedelta(minutes=29) < waits[-1] <= timedelta(hours=1)


async def test_a_database_that_is_away_sets_no_record_aside(portal: TestPortal) -> None:
    with pytest.raises(asyncpg.ConnectionDoesNotExistError):
        await fail(uuid4(), asyncpg.ConnectionDoesNotExistError(), at=portal.clock())

    assert not await SetAside.exists()


async def test_one_jobs_failure_is_no_others(portal: TestPortal) -> None:
    await ask_for_links(portal.clock())
    [first, _] = await SignInRequest.all().order_by("asked_at")
    due = SignInRequest.filter(id=first.id)
    await fail(first.id, Fault(), at=portal.clock())

    own = await SetAside.first_of(due, job="job", at=portal.clock())
    others = await SetAside.first_of(due, job="other", at=portal.clock())

    assert own is None
    assert others is not None


async def test_what_fails_is_shown_until_nobody_tries_it_any_more(portal: TestPortal) -> None:
    for job in ("service:expire", "service:expire", "service:mark"):
        await fail(uuid4(), Fault(), at=portal.clock(), job=job)

    shown = (await measure(now=portal.clock())).failing
    portal.clock.forward(SET_ASIDE_SHOWN + timedelta(minutes=1))
    later = (await measure(now=portal.clock())).failing
    await portal.work("handoffs")

    assert (shown["service:expire"], shown["service:mark"]) == (2, 1)
    assert later == {"review": 0, "mail": 0, "logout": 0}
    assert not await SetAside.exists()
