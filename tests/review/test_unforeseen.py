"""Tests of reviews that fail for a reason nobody foresaw, and of leases of reviews."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from models.application.application import Application, ApplicationMoved
from models.company.company import CompanyOnFile
from models.core.rules import LEASE_LIFE, MAX_REVIEW_FAULTS
from models.database.transaction import tx
from models.database.unavailable import DatabaseUnavailable
from models.journal.event import Event
from models.notices.application import Notices
from models.review import lifecycle
from models.review.lifecycle import ReviewLease
from tests.support.people.people import Person, form
from tests.support.people.staff import bruno
from tests.support.portal import COMPANY, Registry, TestPortal, on_file
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.mails import stranger

HOUR = timedelta(hours=1)
OTHER = replace(COMPANY, control_number="B0000007", business_email="b@company.example")


@dataclass
class Breaking(Registry):
    """A registry's client that breaks down over Alice's company, by a fault of its own."""

    fault: Exception | None = None

    async def look_up(self, *, control_number: str) -> tuple[CompanyOnFile, ...]:
        if control_number == COMPANY.control_number and self.fault is not None:
            raise self.fault
        return await super().look_up(control_number=control_number)


def breaks_down(portal: TestPortal, fault: Exception) -> Breaking:
    portal.registry = registry = Breaking(rows=[on_file(), on_file(OTHER)], fault=fault)
    return registry


async def tried(portal: TestPortal, times: int) -> None:
    """Review so often, with an hour between."""
    for _ in range(times):
        while await portal.review():
            pass
        portal.clock.forward(HOUR)


async def test_a_review_that_breaks_down_is_counted_put_off_and_shown(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    alice = await submitted(portal)
    breaks_down(portal, KeyError("entries"))

    first, at_once = await portal.review(), await portal.review()
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    found = await (await bruno(portal)).queue(status=["UNDER_REVIEW"])

    case = await Application.get()
    [edge] = found["edges"]
    assert (first, at_once) == (True, False)
    assert (case.review_attempts, case.review_faults, case.for_person) == (1, 1, False)
    assert found["head"]["putOff"] == 1
    assert edge["node"]["putOffBecause"] == "COULD_NOT_COMPARE"
    assert len(errors) == 1
    assert str(case.id) in errors[0].getMessage()
    assert (await alice.see())["status"] == "UNDER_REVIEW"


async def test_other_cases_go_on(portal: TestPortal) -> None:
    await submitted(portal)
    breaks_down(portal, KeyError("entries"))
    dan = stranger(portal, 9)
    await dan.apply(form(OTHER))
    bound = await dan.bind()
    assert bound["__typename"] == "BindCertificateSuccess", bound

    await tried(portal, 1)

    assert (await dan.see())["status"] == "APPROVED"


async def test_after_some_failures_a_person_decides_and_reads_why(portal: TestPortal) -> None:
    alice = await submitted(portal)
    breaks_down(portal, KeyError("entries"))

    await tried(portal, MAX_REVIEW_FAULTS - 1)
    before = await Application.get()
    await tried(portal, 3)

    case = await Application.get()
    found = await (await bruno(portal)).queue()
    [edge] = found["edges"]
    events = await Event.filter(subject=case.subject).order_by("seq")
    assert (before.for_person, before.review_faults) == (False, MAX_REVIEW_FAULTS - 1)
    assert (case.for_person, case.review_due_at, case.results) == (True, None, [])
    assert edge["node"]["putOffBecause"] == "COULD_NOT_COMPARE"
    assert (edge["node"]["forPerson"], found["head"]["waiting"]) == (True, 1)
    assert [event.kind for event in events][-5:] == [*["REVIEW_PUT_OFF"] * 4, "LEFT_TO_PERSON"]
    assert (await alice.see())["status"] == "UNDER_REVIEW"


async def test_a_registry_that_does_not_answer_leaves_nothing_to_a_person(
    portal: TestPortal,
) -> None:
    await submitted(portal)
    portal.registry.silent = True
    await tried(portal, 3 * MAX_REVIEW_FAULTS)
    breaks_down(portal, KeyError("entries"))
    await tried(portal, 1)

    case = await Application.get()

    assert (case.review_faults, case.for_person) == (1, False)


async def test_a_case_that_is_said_to_have_changed_and_has_not_is_counted(
    portal: TestPortal,
) -> None:
    await submitted(portal)
    breaks_down(portal, ApplicationMoved("id"))

    await portal.review()

    assert (await Application.get()).review_faults == 1


async def test_a_database_that_is_away_costs_no_case_an_attempt(portal: TestPortal) -> None:
    await submitted(portal)
    breaks_down(portal, DatabaseUnavailable(ConnectionResetError()))

    for _ in range(MAX_REVIEW_FAULTS + 1):
        with pytest.raises(DatabaseUnavailable):
            await portal.review()
        assert await portal.review() is False
        portal.clock.forward(LEASE_LIFE)

    case = await Application.get()
    assert (case.review_attempts, case.review_faults, case.for_person) == (0, 0, False)


async def test_a_failure_is_counted_although_its_transaction_was_rolled_back(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await submitted(portal)

    async def break_down(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(Notices, "tell", break_down)
        await portal.review()
    failed = await Application.get()
    await tried(portal, 2)

    # The record in memory was approved before the letter failed.
    assert (failed.status, failed.review_faults) == ("UNDER_REVIEW", 1)
    assert (await alice.see())["status"] == "APPROVED"


async def test_a_case_that_is_compared_after_all_says_no_more_of_failures(
    portal: TestPortal,
) -> None:
    await submitted(portal)
    registry = breaks_down(portal, KeyError("entries"))
    await tried(portal, 2)
    registry.fault, registry.rows = None, [replace(on_file(), contact_name=None)]

    await tried(portal, 1)

    [case] = await (await bruno(portal)).cases()
    assert (case["forPerson"], case["putOffBecause"]) == (True, None)


async def test_a_case_that_begins_again_is_tried_as_often(portal: TestPortal) -> None:
    await submitted(portal)
    breaks_down(portal, KeyError("entries"))
    await tried(portal, MAX_REVIEW_FAULTS)
    left = (await Application.get()).for_person

    async with tx() as change:
        case = await Application.get()
        await lifecycle.begin_again(case, change, actor="test:1", at=portal.clock())
    await tried(portal, 1)

    again = await Application.get()
    assert left
    assert (again.for_person, again.review_faults) == (False, 1)


async def test_a_correction_is_tried_as_often_as_a_first_application(portal: TestPortal) -> None:
    alice = await submitted(portal, contact_name="別人")
    breaks_down(portal, KeyError("entries"))
    await tried(portal, 2)
    portal.registry = Registry()
    await tried(portal, 1)
    await portal.mail()
    await alice.amend(form(), token=portal.post.link())

    assert (await Application.get()).review_faults == 0


async def leased(portal: TestPortal) -> ReviewLease:
    lease = await lifecycle.lease_next(at=portal.clock(), lease=LEASE_LIFE)
    assert lease is not None
    return lease


async def test_a_renewed_lease_keeps_other_workers_away(portal: TestPortal) -> None:
    await submitted(portal)
    lease = await leased(portal)
    portal.clock.forward(LEASE_LIFE - timedelta(seconds=1))

    renewed = await lease.renew(until=portal.clock() + LEASE_LIFE)
    portal.clock.forward(LEASE_LIFE - timedelta(seconds=1))
    again = await lease.renew(until=portal.clock() + LEASE_LIFE)
    meanwhile = await portal.review()
    portal.clock.forward(LEASE_LIFE)
    other = await leased(portal)

    assert (renewed, again, meanwhile) == (True, True, False)
    assert await lease.renew(until=portal.clock() + 2 * LEASE_LIFE) is False
    assert await other.renew(until=portal.clock() + 2 * LEASE_LIFE) is True


async def test_a_renewal_that_was_cut_off_leaves_the_lease_as_it_is(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await submitted(portal)
    lease = await leased(portal)
    held = lease._held

    class Cut:
        async def update(self, *, review_due_at: datetime) -> None:
            await held().update(review_due_at=review_due_at)
            raise asyncio.CancelledError

    with monkeypatch.context() as once:
        once.setattr(lease, "_held", Cut)
        with pytest.raises(asyncio.CancelledError):
            await lease.renew(until=portal.clock() + 2 * LEASE_LIFE)

    assert await lease.read_again() is not None
    assert await lease.renew(until=portal.clock() + 3 * LEASE_LIFE)
    assert lease.ends == {portal.clock() + 3 * LEASE_LIFE}


async def test_a_case_that_changed_meanwhile_is_leased_no_more(portal: TestPortal) -> None:
    alice = await submitted(portal)
    lease = await leased(portal)

    await alice.withdraw()

    assert await lease.renew(until=portal.clock() + 2 * LEASE_LIFE) is False
    assert await lease.read_again() is None


async def test_a_case_that_was_continued_elsewhere_meanwhile_is_leased_no_more(
    portal: TestPortal,
) -> None:
    await submitted(portal)
    lease = await leased(portal)

    # It is due at the same time as before, and still under review.
    await (await Application.get()).swap({"session_id": None})

    assert await lease.renew(until=portal.clock() + 2 * LEASE_LIFE) is False
    assert await lease.read_again() is None


async def test_a_lease_that_was_given_back_is_free_at_once(portal: TestPortal) -> None:
    alice: Person = await submitted(portal)
    lease = await leased(portal)

    await lease.give_back()
    reviewed = await portal.review()
    await lease.give_back()

    assert reviewed
    assert (await alice.see())["status"] == "APPROVED"
    assert (await Application.get()).review_due_at is None


async def test_a_failure_after_the_lease_was_lost_is_not_counted(portal: TestPortal) -> None:
    await submitted(portal)
    registry = breaks_down(portal, KeyError("entries"))
    look_up = registry.look_up

    async def slow(*, control_number: str) -> tuple[CompanyOnFile, ...]:
        portal.clock.forward(LEASE_LIFE)
        await leased(portal)
        return await look_up(control_number=control_number)

    registry.look_up = slow  # type: ignore[method-assign]  # For this once.

    await portal.review()

    assert (await Application.get()).review_attempts == 0
