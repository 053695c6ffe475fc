"""Tests of putting items off: pauses that grow, and what is no item's fault."""

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest
from tortoise.exceptions import DoesNotExist, IntegrityError

from models.core.backoff import FIRST_SLOW_WAIT, LONGEST_WAIT
from models.database import put_off as module
from models.database.put_off import PutOff, forget_all, put_off
from models.database.unavailable import DatabaseUnavailable, is_of_database
from models.revocation.stored_list import StoredList
from tests.support.cards import AT

SECOND = timedelta(seconds=1)


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Iterator[PutOff]:
    """Yield a job of this test alone."""
    monkeypatch.setattr(module, "_EVERY", [])
    yield PutOff("test", most=3)
    forget_all()


def fail(job: PutOff, item: str, *, after: timedelta = timedelta(0)) -> None:
    with job.trying(item, at=AT + after):
        raise ZeroDivisionError


def test_pauses_grow_up_to_an_hour(job: PutOff) -> None:
    waits, at = list[timedelta](), AT
    for _ in range(6):
        with job.trying("a", at=at):
            raise ZeroDivisionError
        wait = timedelta(0)
        while job.skipped(at=at + wait):
            wait += FIRST_SLOW_WAIT
        waits.append(wait)
        at += wait

    assert waits == [*(n * FIRST_SLOW_WAIT for n in (1, 2, 4, 8)), LONGEST_WAIT, LONGEST_WAIT]


def test_success_ends_it(job: PutOff) -> None:
    fail(job, "a")

    with job.trying("a", at=AT + FIRST_SLOW_WAIT):
        pass

    assert put_off(at=AT + FIRST_SLOW_WAIT) == {}


def test_an_item_that_is_no_longer_due_is_forgotten(job: PutOff) -> None:
    fail(job, "a")
    ends = AT + FIRST_SLOW_WAIT + LONGEST_WAIT

    assert put_off(at=ends - SECOND) == {"test": 1}
    assert put_off(at=ends) == {}


def test_all_is_forgotten_at_once(job: PutOff) -> None:
    fail(job, "a")

    forget_all()

    assert job.skipped(at=AT) == []


def test_where_everything_fails_it_is_not_the_items(job: PutOff) -> None:
    for item in "abc":
        fail(job, item)

    with pytest.raises(ZeroDivisionError):
        fail(job, "d")

    assert job.skipped(at=AT) == ["a", "b", "c"]
    fail(job, "d", after=FIRST_SLOW_WAIT)


def test_a_job_whose_items_delay_no_other_puts_all_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_EVERY", [])
    job = PutOff("test", most=None)
    for item in range(200):
        fail(job, str(item))

    assert put_off(at=AT) == {"test": 200}
    forget_all()


AWAY = [
    DatabaseUnavailable(cause)
    for cause in (
        ConnectionRefusedError(),
        TimeoutError(),
        asyncpg.AdminShutdownError("terminating"),
        asyncpg.TooManyConnectionsError("too many"),
    )
]
OF_ITEM = [
    ZeroDivisionError(),
    DoesNotExist(StoredList),
    IntegrityError("refers"),
    DatabaseUnavailable(asyncpg.QueryCanceledError("too slow")),
    asyncpg.DataCorruptedError("missing chunk"),
]


@pytest.mark.parametrize("fault", AWAY, ids=str)
def test_a_database_that_is_away_is_no_items_fault(job: PutOff, fault: Exception) -> None:
    with pytest.raises(type(fault)), job.trying("a", at=AT):
        raise fault

    assert is_of_database(fault)
    assert put_off(at=AT) == {}


@pytest.mark.parametrize("fault", OF_ITEM, ids=lambda fault: type(fault).__name__)
def test_what_one_row_causes_is_its_items(job: PutOff, fault: Exception) -> None:
    with job.trying("a", at=AT):
        raise fault

    assert not is_of_database(fault)
    assert put_off(at=AT) == {"test": 1}


def test_a_cancelled_item_is_not_put_off(job: PutOff) -> None:
    with pytest.raises(asyncio.CancelledError), job.trying("a", at=AT):
        raise asyncio.CancelledError

    assert put_off(at=AT) == {}


async def test_of_a_batch_only_the_bad_are_put_off(database: str, job: PutOff) -> None:
    lists = [
        await StoredList.create(
            issuer_key_id=f"{n}",
            scope="",
            number="1",
            this_update=AT,
            next_update=AT,
            fetched_at=AT,
            content=b"",
        )
        for n in range(4)
    ]
    bad, handled = lists[1].id, list[UUID]()

    async def act(ids: Sequence[UUID]) -> None:
        if bad in ids:
            raise ZeroDivisionError
        handled.extend(ids)

    found = await job.together(StoredList.all().order_by("issuer_key_id"), act, at=AT)
    again = await job.next(StoredList.filter(id=bad), at=AT)
    none = await job.together(StoredList.filter(id=uuid4()), act, at=AT)

    assert (found, none, again) == (True, False, None)
    assert handled == [one.id for one in lists if one.id != bad]
    assert job.skipped(at=AT) == [bad]


async def test_a_database_that_is_away_during_a_batch_is_no_items_fault(
    database: str, job: PutOff
) -> None:
    await StoredList.create(
        issuer_key_id="1",
        scope="",
        number="1",
        this_update=AT,
        next_update=AT,
        fetched_at=AT,
        content=b"",
    )
    tries = []

    async def act(ids: Sequence[UUID]) -> None:
        tries.append(ids)
        raise DatabaseUnavailable(ConnectionRefusedError())

    with pytest.raises(DatabaseUnavailable):
        await job.together(StoredList.all(), act, at=AT)

    assert len(tries) == 1
