"""Tests of what numbers events on PostgreSQL: the commit, by the same rules as the code's own."""

import asyncpg
import pytest

from models.database.transaction import Change, client, tx
from models.journal.event import GENESIS, Event, Journal, NewEvent
from models.journal.kinds import EventKind
from models.journal.writer import append, hash_of
from tests.support import cards

ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
AWKWARD = {
    "": "",
    "z": '"quoted" \\ / \b\f\n\r\t \x01 \x7f',
    "a": "漢字 🚚 e\u0301 \u2028",
    "Z": "'; DROP TABLE event; --",
    "ä": "{}[],:",
}


def event(number: int, payload: dict[str, str]) -> NewEvent:
    return NewEvent(
        subject=f"account:{number}",
        kind=EventKind.CARD_ADDED,
        actor="system",
        at=cards.AT,
        payload=payload,
    )


async def written() -> list[Event]:
    return await Event.all().order_by("seq")


@pytest.mark.parametrize("staging", [None, False, True])
async def test_the_chain_is_that_of_the_code(database: str, staging: bool | None) -> None:
    await Journal.filter(id=1).update(staging=staging)
    for first in (0, 3):
        async with tx() as change:
            for number in range(first, first + 3):
                change.record(event(number, {**AWKWARD, "number": str(number)}))

    journal, events = await Journal.get(id=1), await written()
    mark = {"staging": "yes"} if staging else {}
    hashes = [GENESIS, *map(hash_of, events)]
    assert [one.seq for one in events] == [1, 2, 3, 4, 5, 6]
    assert [one.payload for one in events] == [
        {**AWKWARD, "number": str(number), **mark} for number in range(6)
    ]
    assert [one.previous_hash for one in events] == hashes[:-1]
    assert (journal.seq, journal.hash) == (6, hashes[-1])


@ON_POSTGRES
async def test_nothing_is_locked_before_the_commit(database: str) -> None:
    other = await asyncpg.connect(database)
    async with tx() as change:
        await append(change.client, [event(1, {})])

        await other.execute("UPDATE journal SET epoch = 'free' WHERE id = 1", timeout=5)

    await other.close()
    [one] = await written()
    assert one.seq == 1


@ON_POSTGRES
async def test_nothing_is_left_of_what_waits_for_its_commit(database: str) -> None:
    async def fails(change: Change) -> None:
        await append(change.client, [event(1, {})])
        raise LookupError

    with pytest.raises(LookupError):
        async with tx() as change:
            await fails(change)
    async with tx() as change:
        change.record(event(2, {}))

    waiting = await client().execute_query_dict("SELECT id FROM event_pending")
    assert waiting == []
    assert [one.subject for one in await written()] == ["account:2"]


@ON_POSTGRES
async def test_a_commit_that_cannot_be_numbered_changes_nothing(database: str) -> None:
    await client().execute_query("DELETE FROM journal")

    with pytest.raises(asyncpg.PostgresError):
        async with tx() as change:
            change.record(event(1, {}))

    assert await written() == []
    assert await client().execute_query_dict("SELECT id FROM event_pending") == []
