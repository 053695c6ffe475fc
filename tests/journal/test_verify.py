"""Tests of the journal's hash chain: any change of a row is found, on both databases."""

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.database.transaction import client, on_postgres, opened, tx
from models.journal.chain_verification import ChainEntry, FaultKind, HashChain, Head
from models.journal.event import Event, EventContent, Journal, NewEvent
from models.journal.kinds import EventKind
from models.journal.writer import chained
from resolvers.journal import verify as verifying
from resolvers.journal.verify import journal_head, verify_journal
from tests.support.cards import AT, SECOND
from tests.support.templates import Templates
from web.cli.loader import main

MANY = 12


async def written(count: int = MANY) -> None:
    """Record events, several a transaction."""
    for number in range(0, count, 3):
        async with tx() as change:
            for place in range(number, min(number + 3, count)):
                payload = {"number": str(place), "文": "甲"}
                new_event = NewEvent(
                    subject=f"test:{place % 4}",
                    kind=EventKind.CONTINUED,
                    actor="t:1",
                    at=AT,
                    payload=payload,
                )
                change.record(new_event)


async def unguarded() -> None:
    """Remove the trigger that keeps rows from being rewritten, as the database's owner can."""
    if on_postgres():
        await client().execute_query("DROP TRIGGER event_never_changes ON event")
        return
    for verb in ("update", "delete"):
        await client().execute_query(f"DROP TRIGGER event_never_{verb}")


async def moved(seq: int, to: int) -> None:
    """Change a row's number."""
    await client().execute_query(f"UPDATE event SET seq = {to} WHERE seq = {seq}")  # noqa: S608  # Numbers alone.


async def payload_changed() -> None:
    await Event.filter(seq=5).update(payload={"number": "4", "文": "乙"})


async def time_changed() -> None:
    await Event.filter(seq=5).update(at=AT + SECOND)


async def actor_changed() -> None:
    await Event.filter(seq=5).update(actor="t:2")


async def first_changed() -> None:
    """Change the hash before the first event."""
    await Event.filter(seq=1).update(previous_hash="1" * 64)


async def last_changed() -> None:
    await Event.filter(seq=MANY).update(kind="OTHER")


async def middle_deleted() -> None:
    await Event.filter(seq=5).delete()


async def first_deleted() -> None:
    await Event.filter(seq=1).delete()


async def last_deleted() -> None:
    await Event.filter(seq__gt=MANY - 2).delete()


async def all_deleted() -> None:
    await Event.all().delete()


async def swapped() -> None:
    """Swap two neighbours."""
    await moved(5, 1000)
    await moved(6, 5)
    await moved(1000, 6)


async def swapped_last() -> None:
    """Swap the last two."""
    await moved(MANY, 1000)
    await moved(MANY - 1, MANY)
    await moved(1000, MANY - 1)


async def swapped_far() -> None:
    """Swap two that are not neighbours."""
    await moved(3, 1000)
    await moved(9, 3)
    await moved(1000, 9)


async def inserted() -> None:
    """Insert an event between two, and shift those behind it."""
    for seq in range(MANY, 4, -1):
        await moved(seq, seq + 1)
    before = await Event.get(seq=6)
    await _new(5, previous=before.previous_hash)


async def appended() -> None:
    """Append an event behind the head, chained to it."""
    journal = await Journal.get(id=1)
    await _new(MANY + 1, previous=journal.hash)


async def put_before() -> None:
    """Insert an event before the first."""
    await _new(0, previous="0" * 64)


async def replaced() -> None:
    """Replace an event by another with the right predecessor."""
    old = await Event.get(seq=5)
    await Event.filter(seq=5).delete()
    await _new(5, previous=old.previous_hash)


async def head_changed() -> None:
    """Change the hash in the journal's own row."""
    await Journal.all().update(hash="2" * 64)


async def _new(seq: int, *, previous: str) -> None:
    await Event.create(
        seq=seq,
        at=AT,
        subject="test:9",
        kind="FORGED",
        actor="t:9",
        payload={},
        previous_hash=previous,
    )


CHANGED, MISSING, INSERTED = FaultKind.CHANGED, FaultKind.MISSING, FaultKind.INSERTED
MOVED = FaultKind.OUT_OF_ORDER
# What is done, the first fault that is found, and how many there are of each kind.
TAMPERED: list[
    tuple[Callable[[], Awaitable[None]], tuple[int, FaultKind], dict[FaultKind, int]]
] = [
    (payload_changed, (5, CHANGED), {CHANGED: 1}),
    (time_changed, (5, CHANGED), {CHANGED: 1}),
    (actor_changed, (5, CHANGED), {CHANGED: 1}),
    (first_changed, (1, CHANGED), {CHANGED: 2}),
    (last_changed, (MANY, CHANGED), {CHANGED: 1}),
    (middle_deleted, (5, MISSING), {MISSING: 1}),
    (first_deleted, (1, MISSING), {MISSING: 1}),
    (last_deleted, (MANY - 1, MISSING), {MISSING: 2}),
    (all_deleted, (1, MISSING), {MISSING: MANY}),
    (swapped, (5, MOVED), {MOVED: 2}),
    (swapped_last, (MANY - 1, MOVED), {MOVED: 2}),
    (swapped_far, (3, MOVED), {MOVED: 2}),
    (inserted, (5, CHANGED), {CHANGED: 2, MOVED: MANY - 6, INSERTED: 1}),
    (appended, (MANY + 1, INSERTED), {INSERTED: 1}),
    (put_before, (0, INSERTED), {INSERTED: 1}),
    (replaced, (5, CHANGED), {CHANGED: 1}),
    (head_changed, (MANY, CHANGED), {CHANGED: 1}),
]


@pytest.mark.parametrize("count", [0, 1, MANY])
async def test_a_journal_that_nobody_touched_is_whole(database: str, count: int) -> None:
    await written(count)

    chain = await verify_journal()

    assert (chain.events, chain.first, chain.head.seq) == (count, None, count)
    assert chain.head == await journal_head()


@pytest.mark.parametrize("rows", [1, 2, 5, 500])
@pytest.mark.parametrize(
    ("tamper", "first", "faults"), TAMPERED, ids=lambda value: getattr(value, "__name__", "")
)
async def test_what_was_tampered_with_is_named(
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    rows: int,
    tamper: Callable[[], Awaitable[None]],
    first: tuple[int, FaultKind],
    faults: dict[FaultKind, int],
) -> None:
    await written()
    await unguarded()
    monkeypatch.setattr(verifying, "PAGE", rows)

    await tamper()
    chain = await verify_journal()

    assert chain.first is not None
    assert (chain.first.seq, chain.first.kind) == first
    assert dict(chain.faults) == faults


async def test_a_row_that_cannot_be_read_is_a_changed_one(database: str) -> None:
    await written()
    await unguarded()
    # PostgreSQL takes JSON alone.
    broken = "[2]" if on_postgres() else "{broken"

    for seq, payload in ((5, broken), (8, "[1]")):
        statement = f"UPDATE event SET payload = '{payload}' WHERE seq = {seq}"  # noqa: S608  # Texts of this test.
        await client().execute_query(statement)
    chain = await verify_journal()

    assert str(chain.first).startswith("event 5 was changed")
    assert dict(chain.faults) == {CHANGED: 2}


async def test_what_is_written_meanwhile_is_no_fault(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await written()
    monkeypatch.setattr(verifying, "PAGE", 4)
    take = HashChain.take

    # Each page that is read finds the journal grown.
    pages = []

    def taking(self: HashChain, page: list[ChainEntry]) -> None:
        pages.append(asyncio.ensure_future(written(3)))
        take(self, page)

    monkeypatch.setattr(HashChain, "take", taking)
    chain = await verify_journal()
    await asyncio.gather(*pages)

    assert (chain.first, chain.events) == (None, MANY)
    assert (await journal_head()).seq == MANY + 3 * len(pages)


async def test_memory_stays_bounded(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    await written(300)
    monkeypatch.setattr(verifying, "PAGE", 10)
    held = []
    take = HashChain.take

    def taking(self: HashChain, page: list[ChainEntry]) -> None:
        take(self, page)
        held.append(len(self._links))

    monkeypatch.setattr(HashChain, "take", taking)
    chain = await verify_journal()

    assert (chain.first, chain.events) == (None, 300)
    assert max(held) <= 2 * 50 + 10


async def _rewrite() -> None:
    """Rewrite the journal from one event on, head included, as the database's owner can."""
    await unguarded()
    await Event.filter(seq=5).update(kind="OTHER")
    previous = ""
    async for event in Event.all().order_by("seq"):
        if event.seq > 5:
            await Event.filter(seq=event.seq).update(previous_hash=previous)
            event.previous_hash = previous
        new_event = EventContent(
            subject=event.subject,
            kind=event.kind,
            actor=event.actor,
            at=event.at,
            payload=event.payload,
        )
        previous = chained(seq=event.seq, event=new_event, previous=event.previous_hash)
    await Journal.all().update(hash=previous)


async def test_a_journal_rewritten_whole_is_found_by_a_head_kept_elsewhere(database: str) -> None:
    await written()
    kept = await journal_head()
    await written(3)

    before = await verify_journal(kept=kept)
    await _rewrite()
    alone = await verify_journal()
    compared = await verify_journal(kept=kept)

    assert before.first is None
    assert alone.first is None  # Nothing in the database can tell.
    assert str(compared.first) == f"event {MANY} does not have the hash that was stored elsewhere"


async def test_a_journal_that_is_shorter_than_what_was_kept_was_rewritten(database: str) -> None:
    await written(3)

    chain = await verify_journal(kept=Head(seq=7, hash="0" * 64))

    assert chain.first is not None
    assert (chain.first.seq, chain.first.kind) == (7, FaultKind.REWRITTEN)


@pytest.fixture
def state(templates: Templates, tmp_path: Path) -> Path:
    """Return a demo's state with some events."""

    async def write() -> None:
        async with opened(f"sqlite://{tmp_path / 'gpszone.sqlite3'}"):
            await written()

    shutil.copy(templates.sqlite, tmp_path / "gpszone.sqlite3")
    asyncio.run(write())
    return tmp_path


def run(state: Path, *arguments: str) -> tuple[int, str]:
    """Run a command on the state."""
    ended = CliRunner().invoke(main, ["journal", *arguments, "--demo", str(state)])
    return ended.exit_code, ended.output


def test_the_commands_say_that_all_is_well_and_what_to_keep(state: Path) -> None:
    code, head = run(state, "head")
    verified, said = run(state, "verify")
    kept, _ = run(state, "verify", "--kept", head.strip())

    assert (code, verified, kept) == (0, 0, 0)
    assert head.startswith("12:")
    assert len(head.strip()) == 3 + 64
    assert f"12 events; the chain is complete. Its head is {head}" in said


def test_the_command_ends_with_one_and_names_the_row(state: Path) -> None:
    async def tamper() -> None:
        async with opened(f"sqlite://{state / 'gpszone.sqlite3'}"):
            await unguarded()
            await payload_changed()
            await Event.filter(seq=9).delete()

    asyncio.run(tamper())

    code, said = run(state, "verify")

    assert code == 1
    assert "event 5 was changed: the next event has another hash for it" in said
    assert "In all: 1 CHANGED, 1 MISSING" in said


def test_a_journal_without_its_own_row_is_lost(state: Path) -> None:
    async def lose() -> None:
        async with opened(f"sqlite://{state / 'gpszone.sqlite3'}"):
            await Journal.all().delete()

    asyncio.run(lose())

    assert [run(state, command)[0] for command in ("verify", "head")] == [1, 1]
    assert "the row with the journal's length and hash is missing" in run(state, "verify")[1]


@pytest.mark.parametrize("kept", ["12", "12:xyz", json.dumps({"seq": 12})])
def test_a_kept_head_that_is_none_is_refused_with_a_sentence(state: Path, kept: str) -> None:
    code, said = run(state, "verify", "--kept", kept)

    assert code == 2
    assert "expected SEQ:HASH" in said


def test_without_settings_the_command_ends_with_a_sentence() -> None:
    ended = CliRunner().invoke(main, ["journal", "verify"])

    assert ended.exit_code == 2
    assert ended.output.startswith("Error: GPSZONE_")
