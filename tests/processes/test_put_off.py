"""Tests of one item that always fails: the worker's job goes on with those behind it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.account.mailbox_correction import CorrectionStatus, MailboxCorrection
from models.application.application import Application
from models.application.transitions import OPEN
from models.card.certificate import Certificate, CertificateStatus
from models.core.backoff import FIRST_SLOW_WAIT
from models.core.rules import DORMANT_WARNED
from models.membership.access_request import AccessRequest
from models.membership.identity_join import IdentityJoin
from models.membership.membership import Membership
from models.session.session import Session
from models.session.sign_in_request import SignInRequest
from resolvers.privacy import erase
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.run.readiness import degraded, taken_put_off
from tests.support.scenarios.accounts import another_company, holder
from web.ops.health import Health
from web.ops.metrics import Metrics
from web.processes.jobs import jobs

DAY = timedelta(days=1)
# An item of an account that is due at a time, and the query for what is due.
Arrange = Callable[[Account, datetime], Awaitable[object]]


@dataclass(frozen=True)
class Case:
    """A job with two items of which the first fails."""

    arrange: Arrange
    due: Callable[[], QuerySet[Any]]


async def _over(account: Account, at: datetime) -> None:
    await Certificate.filter(account_id=account.id).update(not_after=at)


async def _ending(account: Account, at: datetime) -> None:
    await Certificate.filter(account_id=account.id).update(not_after=at + 5 * DAY)


async def _asleep(account: Account, at: datetime) -> None:
    await Membership.filter(account_id=account.id).update(dormant_since=at - DAY, ends_at=at)


async def _warned(account: Account, at: datetime) -> None:
    await _asleep(account, at)
    await Membership.filter(account_id=account.id).update(warned_at=at - DORMANT_WARNED)


async def _leaving(account: Account, at: datetime) -> None:
    await Membership.filter(account_id=account.id).update(leaves_at=at)


async def _access(account: Account, at: datetime) -> None:
    await AccessRequest.create(account_id=account.id, asked_at=at - 3 * DAY, effective_at=at)


async def _correction(account: Account, at: datetime, **other: Any) -> None:
    values: dict[str, Any] = {"status": CorrectionStatus.PROPOSED, "expires_at": at, **other}
    await MailboxCorrection.create(
        account_id=account.id,
        previous="old@company.example",
        email="new@company.example",
        reason="查證",
        evidence="查證",
        after_objection=False,
        proposed_by=uuid4(),
        proposed_at=at - DAY,
        **values,
    )


async def _confirmed(account: Account, at: datetime) -> None:
    await _correction(
        account, at, status=CorrectionStatus.CONFIRMED, confirmed_at=at - DAY, effective_at=at
    )


async def _join(account: Account, at: datetime) -> None:
    await IdentityJoin.create(
        control_number=account.control_number,
        holder_name="測試甲",
        last_four="0001",
        authority="CN=CA",
        issuer_key_id="00",
        subject_serial="1",
        certificate_sha256="00",
        asked_at=at,
        expires_at=at + DAY,
    )


async def _link(account: Account, at: datetime) -> None:
    await SignInRequest.create(control_number=account.control_number, asked_at=at)


CASES = {
    "expired": Case(
        _over, lambda: Certificate.filter(status=CertificateStatus.LIVE, account_id__isnull=False)
    ),
    "announce": Case(_ending, lambda: Certificate.filter(announced_days__isnull=True)),
    "dormant": Case(_over, lambda: Membership.filter(ends_at__isnull=True)),
    "warn dormant": Case(_asleep, lambda: Membership.filter(warned_at__isnull=True)),
    "end dormant": Case(_warned, lambda: Membership.filter(ended_at__isnull=True)),
    "leaving": Case(_leaving, lambda: Membership.filter(ended_at__isnull=True)),
    "access": Case(_access, lambda: AccessRequest.filter(done_at__isnull=True)),
    "mailboxes": Case(_correction, lambda: MailboxCorrection.filter(done_at__isnull=True)),
    "mailboxes confirmed": Case(_confirmed, lambda: MailboxCorrection.filter(done_at__isnull=True)),
    "identity": Case(_join, lambda: IdentityJoin.filter(handled_at__isnull=True)),
    "sign-in links": Case(_link, SignInRequest.all),
}


async def two_accounts(portal: TestPortal) -> list[Account]:
    """Open the accounts of two companies, in the order in which members are listed by id."""
    await holder(portal)
    await another_company(portal)
    listed = await Membership.all().order_by("id")
    return [await Account.get(id=membership.account_id) for membership in listed]


def spoil(monkeypatch: pytest.MonkeyPatch, model: type[Model], *values: object) -> None:
    """Let everything that reads one record by a value fail in a way that nobody foresaw."""
    for name in ("get", "get_or_none", "filter"):
        read = getattr(model, name)

        def broken(*given: Any, read: Any = read, **by: Any) -> Any:
            if set(values) & {one for one in by.values() if isinstance(one, type(values[0]))}:
                raise ZeroDivisionError
            return read(*given, **by)

        monkeypatch.setattr(model, name, broken)


@pytest.mark.parametrize("case", CASES)
async def test_a_job_goes_on_behind_an_item_that_fails(
    portal: TestPortal,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    case: str,
) -> None:
    job = case.removesuffix(" confirmed")
    first, last = await two_accounts(portal)
    now = portal.clock()
    await CASES[case].arrange(first, now - timedelta(seconds=2))
    await CASES[case].arrange(last, now - timedelta(seconds=1))
    due = [await CASES[case].due().count()]

    with monkeypatch.context() as patch:
        # The first is read by its number or its id, as the job does it.
        spoil(patch, Account, first.id)
        spoil(patch, Account, first.control_number)
        # A job that takes the same item again and again would never end.
        async with asyncio.timeout(30):
            await portal.work(job)
        due.append(await CASES[case].due().count())
        await portal.work(job)
    said = (await degraded(portal))["put_off"]
    logged = caplog.text.count(f"job {job} failed 1 times")
    await portal.work(job)
    due.append(await CASES[case].due().count())
    portal.clock.forward(FIRST_SLOW_WAIT)
    await portal.work(job)
    due.append(await CASES[case].due().count())

    assert due == [2, 1, 1, 0]
    assert said == {job: 1}
    assert logged == 1
    assert taken_put_off(portal) == {}


async def test_an_application_that_cannot_be_closed_keeps_no_other_open(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        await Person.at(portal).apply()
        portal.clock.forward(timedelta(seconds=1))
    first, last = await Application.filter(status__in=OPEN).order_by("expires_at")
    portal.clock.forward(2 * DAY)

    with monkeypatch.context() as patch:
        spoil(patch, Application, first.id)
        await portal.work("expire")
    left = await Application.filter(status__in=OPEN)

    assert [application.id for application in left] == [first.id]
    assert last.id != first.id
    assert taken_put_off(portal) == {"expire": 1}


async def test_a_card_that_cannot_be_read_keeps_no_other_from_being_marked(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = await two_accounts(portal)
    card = await Certificate.get(account_id=first.id)
    marked = []
    look_up = "resolvers.card.mark._look_up"

    async def noting(found: Certificate, *_: object, **__: object) -> None:
        marked.append(found.id)

    monkeypatch.setattr(look_up, noting)
    everything = await Certificate.filter(account_id__isnull=False).values_list("id", flat=True)
    spoil(monkeypatch, Certificate, card.id)
    batch = Certificate.filter

    def broken(*given: Any, **by: Any) -> Any:
        if card.id in by.get("id__in", ()):
            raise ValueError("not JSON")
        return batch(*given, **by)

    monkeypatch.setattr(Certificate, "filter", broken)

    await portal.work("revoked")

    assert set(everything) - set(marked) == {card.id}
    assert taken_put_off(portal) == {"revoked": 1}


async def test_a_step_of_erasing_that_fails_keeps_no_other_from_being_carried_out(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await holder(portal)
    ended = await Session.filter(ended_at__isnull=False).count()
    portal.clock.forward(31 * DAY)

    async def broken(**_: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(erase, "_contacts", broken)
    await portal.work("erase")

    assert ended
    assert await Session.filter(ended_at__isnull=False).count() == 0
    assert "job erase steps failed 1 times for contacts" in caplog.text
    assert taken_put_off(portal) == {"erase steps": 1}


async def test_a_record_that_cannot_be_erased_keeps_no_other_of_its_batch(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, last = await two_accounts(portal)
    for account in await Account.all():
        await _join(account, portal.clock())
    kept = await IdentityJoin.get(control_number=last.control_number)
    portal.clock.forward(400 * DAY)
    choose = IdentityJoin.filter

    def broken(*given: Any, **by: Any) -> Any:
        if kept.id in by.get("id__in", ()):
            raise ZeroDivisionError
        return choose(*given, **by)

    with monkeypatch.context() as patch:
        patch.setattr(IdentityJoin, "filter", broken)
        await portal.work("erase")

    assert [join.id for join in await IdentityJoin.all()] == [kept.id]
    assert taken_put_off(portal) == {"erase": 1}


async def test_what_is_put_off_is_a_metric(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, _ = await two_accounts(portal)
    await _link(first, portal.clock())
    spoil(monkeypatch, Account, first.control_number)
    await portal.work("sign-in links")
    metrics = Metrics(portal.services, health=Health(portal.services))

    text = (await metrics.written()).decode()

    assert 'gpszone_put_off{job="sign-in links"} 1.0' in text
    assert taken_put_off(portal) == {"sign-in links": 1}


async def test_every_name_is_that_of_a_job(portal: TestPortal) -> None:
    named = {job.name for job in jobs(portal.services)}

    assert {case.removesuffix(" confirmed") for case in CASES} <= named
