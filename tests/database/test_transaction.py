"""Tests of transactions: atomic, also when the task that runs them is cancelled."""

import asyncio
import sqlite3
from contextlib import suppress
from datetime import timedelta
from typing import Any, cast

import asyncpg
import pytest
from tortoise.backends.asyncpg.client import AsyncpgDBClient
from tortoise.exceptions import BaseORMException

from models.database.transaction import client, on_postgres, to_the_end, tx
from models.journal.event import Event, EventContent, Journal, NewEvent
from models.journal.kinds import EventKind
from models.journal.writer import chained
from models.registry.entry import RegistryEntry
from tests.support.cards import AT

COUNT = "UPDATE journal SET epoch = epoch WHERE id = 1"


def new_event(kind: EventKind = EventKind.CONTINUED) -> NewEvent:
    return NewEvent(subject="test:1", kind=kind, actor="test:2", at=AT, payload={"a": "b"})


async def test_what_fails_leaves_nothing(database: str) -> None:
    async def fail() -> None:
        async with tx() as change:
            change.record(new_event())
            await Journal.filter(id=1).update(epoch="changed")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert (await Journal.get(id=1)).epoch != "changed"
    assert await Event.all().count() == 0


@pytest.mark.parametrize("steps", range(12))
async def test_a_cancelled_transaction_leaves_the_database_usable(
    database: str, steps: int
) -> None:
    async def work() -> None:
        async with tx() as change:
            change.record(new_event())
            await client().execute_query(COUNT)

    for _ in range(8):
        task = asyncio.create_task(work())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async with asyncio.timeout(5):
        await work()
    journal = await Journal.get(id=1)
    assert journal.seq == await Event.all().count() >= 1


async def test_work_goes_to_its_end_and_the_cancellation_follows() -> None:
    begun, go_on, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work() -> None:
        begun.set()
        await go_on.wait()
        done.set()

    task = asyncio.create_task(to_the_end(work()))
    await begun.wait()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    go_on.set()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert done.is_set()


async def test_readers_who_write_wait_for_each_other(database: str) -> None:
    async def increment() -> None:
        async with tx() as change:
            if on_postgres():
                await change.client.execute_query("SELECT 1 FROM journal WHERE id = 1 FOR UPDATE")
            journal = await Journal.get(id=1)
            await Journal.filter(id=1).update(seq=journal.seq + 1)

    await asyncio.gather(*(increment() for _ in range(20)))

    assert (await Journal.get(id=1)).seq == 20


async def test_concurrent_first_users_share_one_pool(database: str) -> None:
    async def write() -> None:
        async with tx() as change:
            await change.client.execute_query("SELECT 1")

    await asyncio.gather(*(write() for _ in range(20)))

    if on_postgres():
        [row] = await client().execute_query_dict(
            "SELECT count(*) AS open FROM pg_stat_activity WHERE datname = current_database()"
        )
        pool = cast(AsyncpgDBClient, client())._pool
        assert pool is not None
        assert row["open"] <= pool.get_max_size()


async def test_on_sqlite_no_other_process_writes_between_our_read_and_our_write(
    database: str,
) -> None:
    if on_postgres():
        return  # Its readers lock what they mean to write.
    path = database.removeprefix("sqlite://")

    async with tx():
        await Journal.get(id=1)
        other = sqlite3.connect(path, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute(COUNT)
        other.close()
        await Journal.filter(id=1).update(epoch="ours")

    assert (await Journal.get(id=1)).epoch == "ours"


async def test_numbers_follow_commits_and_the_chain_holds(database: str) -> None:
    async def write() -> None:
        async with tx() as change:
            change.record(new_event(EventKind.CLAIMED))
            await asyncio.sleep(0)
            change.record(new_event(EventKind.RELEASED))

    await asyncio.gather(*(write() for _ in range(25)))

    events = await Event.all().order_by("seq")
    previous = "0" * 64
    for number, event in enumerate(events, start=1):
        assert (event.seq, event.previous_hash) == (number, previous)
        expected = EventContent(
            subject=event.subject,
            kind=event.kind,
            actor=event.actor,
            at=event.at,
            payload=event.payload,
        )
        previous = chained(seq=event.seq, event=expected, previous=previous)
    assert len(events) == 50
    assert (await Journal.get(id=1)).hash == previous


async def test_the_journal_is_append_only(database: str) -> None:
    async with tx() as change:
        change.record(new_event())

    for statement in ("UPDATE event SET kind = 'OTHER'", "DELETE FROM event"):
        with pytest.raises(Exception, match="append only"):
            await client().execute_query(statement)

    assert (await Event.get()).kind == "CONTINUED"


async def test_a_transaction_inside_another_is_a_mistake(database: str) -> None:
    async with tx():
        with pytest.raises(RuntimeError, match="already open"):
            await tx().__aenter__()


async def test_the_database_holds_what_the_code_relies_on(database: str) -> None:
    entry: dict[str, Any] = {
        "digest": "d",
        "source": "TABLE_C",
        "import_id": "00000000-0000-0000-0000-000000000001",
        "read_at": AT + timedelta(0),
        "control_number": "A0000006",
    }
    await RegistryEntry.create(**entry)

    with pytest.raises(BaseORMException):
        await RegistryEntry.create(**entry)


NAMED = {"evidence": "e1", "evidence_sha256": "0" * 64}


async def test_events_about_a_subject_name_what_they_rest_on(database: str) -> None:
    async with tx() as change:
        change.record(new_event(EventKind.CLAIMED))
        change.rest_on("test:1", NAMED)
        change.record(new_event(EventKind.RELEASED))
        change.record(NewEvent(subject="test:2", kind=EventKind.APPROVED, actor="test:2", at=AT))

    payloads = {event.kind: event.payload for event in await Event.all()}
    assert payloads == {
        "CLAIMED": {"a": "b", **NAMED},
        "RELEASED": {"a": "b", **NAMED},
        "APPROVED": {},
    }


@pytest.mark.parametrize("events", [(), (new_event(),)], ids=["no event", "another subject"])
async def test_evidence_that_no_event_names_is_not_committed(
    database: str, events: tuple[NewEvent, ...]
) -> None:
    async def keep() -> None:
        async with tx() as change:
            await Journal.filter(id=1).update(epoch="changed")
            change.rest_on("test:9", NAMED)
            for event in events:
                change.record(event)

    with pytest.raises(RuntimeError, match="no event names"):
        await keep()

    assert (await Journal.get(id=1)).epoch != "changed"


async def test_a_transaction_rests_on_one_piece_of_evidence_for_each_subject(
    database: str,
) -> None:
    async def keep_two() -> None:
        async with tx() as change:
            change.record(new_event())
            change.rest_on("test:1", NAMED)
            change.rest_on("test:1", NAMED)

    with pytest.raises(RuntimeError, match="one piece of evidence"):
        await keep_two()

    assert await Event.all().count() == 0


async def test_a_pooled_connection_is_used_again_without_a_further_statement(database: str) -> None:
    if not on_postgres():
        pytest.skip("PostgreSQL's alone")
    [mine] = await client().execute_query_dict("SELECT pg_backend_pid() AS pid")

    server = await asyncpg.connect(database, timeout=30)
    last = await server.fetchval("SELECT query FROM pg_stat_activity WHERE pid = $1", mine["pid"])
    await server.close()

    assert last == "SELECT pg_backend_pid() AS pid"
