"""Tests of the Python client's mirror: the copy is what the service has, whatever happens."""

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from gpszone_partner import Copied, Place, Refused, SQLiteStore, Store
from gpszone_partner import generated as client_account

from models.account.account import Account
from models.database.transaction import tx
from models.journal.event import Journal
from models.journal.kinds import EventKind
from models.limits.table import Act, Counted, Window
from models.partner.partner import PartnerToken, Scope
from models.session.roles import AccountKind, AccountStatus
from tests.support.counting import follow, only
from tests.support.people.partners import Clara, served
from tests.support.people.patient import Waits, client
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.partners import account_event, account_events
from web.http.graphql.stream import Streams

# Of each account: number, status, name and the fingerprints of its cards.
Copy = dict[str, tuple[str, str, str | None, tuple[str, ...]]]
ALL = """query($after: Cursor) { partner { accounts(first: 20, after: $after) { next
  pageInfo { hasNextPage } edges { node { id controlNumber status name
    certificates(first: 20) { edges { node { sha256 isDisputed } } } } } } } }"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SQLiteStore]:
    opened = SQLiteStore(tmp_path / "copy.sqlite3")
    yield opened
    opened.close()


def copied_to(folder: Path) -> Copy:
    """Read the copy as another program does."""
    database = sqlite3.connect(folder / "copy.sqlite3")
    try:
        accounts = database.execute("SELECT id, control_number, status, name FROM account")
        cards = "SELECT sha256 FROM certificate WHERE account_id = ? ORDER BY sha256"
        return {
            key: (*rest, tuple(sha256 for (sha256,) in database.execute(cards, (key,))))
            for key, *rest in accounts.fetchall()
        }
    finally:
        database.close()


async def the_truth(clara: Clara) -> Copy:
    """Read every account by a query of our own."""
    found: Copy = {}
    after = None
    while True:
        page = (await clara.ask(ALL, {"after": after}))["partner"]["accounts"]
        for node in (edge["node"] for edge in page["edges"]):
            cards = sorted(edge["node"]["sha256"] for edge in node["certificates"]["edges"])
            row = (node["controlNumber"], node["status"], node["name"], tuple(cards))
            found[node["id"]] = row
        after = page["next"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


async def change(portal: TestPortal, account: Account, kind: EventKind, **values: object) -> None:
    portal.clock.forward(timedelta(seconds=1))
    async with tx() as record:
        await Account.filter(id=account.id).update(**values)
        account.note(record, kind, actor="test:1", at=portal.clock())
    await account.refresh_from_db()


@dataclass
class Copying:
    """A mirror that runs, and what it has written."""

    steps: list[Copied] = field(default_factory=list)
    stepped: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, mirror: AsyncIterator[Copied]) -> None:
        async for step in mirror:
            self.steps.append(step)
            self.stepped.set()
        raise AssertionError("a mirror has no end")

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something is true after a step; the test's time limit ends it otherwise."""
        while not true():
            await self.stepped.wait()
            self.stepped.clear()

    async def until_current(self) -> None:
        await self.until(lambda: bool(self.steps) and self.steps[-1].current)


@asynccontextmanager
async def mirroring(
    portal: TestPortal,
    clara: Clara,
    store: Store,
    *,
    streams: Streams | None = None,
    waits: Waits | None = None,
) -> AsyncIterator[Copying]:
    copying = Copying()
    async with (
        asyncio.timeout(120),
        served(portal, streams or Streams()) as server,
        client(server.url, clara.token, waits=waits) as partner,
        aclosing(partner.mirror(store)) as mirror,
    ):
        running = asyncio.create_task(copying.run(mirror))
        try:
            yield copying
        finally:
            running.cancel()
            await asyncio.wait([running])
            if not running.cancelled():
                running.result()


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_copy_is_what_the_service_has_after_any_changes(
    portal: TestPortal, store: SQLiteStore, tmp_path: Path, seed: int
) -> None:
    by_chance = random.Random(seed)  # noqa: S311  # The acts of a test, which are repeatable.
    streams = Streams()
    alice, clara = await holder(portal), await Clara.at(portal)
    portal.limits_only_count()
    accounts = await account_events(portal, 41)

    async with mirroring(portal, clara, store, streams=streams) as copying:
        await copying.until_current()
        assert [len(step.accounts) for step in copying.steps] == [40, 2]
        for turn in range(12):
            await some_change(portal, accounts, by_chance)
            if by_chance.random() < 0.3:
                await asyncio.sleep(0.05)
            if turn == 6:
                streams.abort(await stream_key(clara))
        portal.clock.forward(timedelta(minutes=1))
        added = await alice.add(colleague(), email="bob@company.example")
        truth = await the_truth(clara)
        await copying.until(lambda: copied_to(tmp_path) == truth)

    assert added["__typename"] == "AddCertificateSuccess"
    assert max(len(cards) for *_, cards in truth.values()) == 2
    assert len(truth) == len(accounts) + 1


async def some_change(
    portal: TestPortal, accounts: list[Account], by_chance: random.Random
) -> None:
    one = by_chance.choice(accounts)
    match by_chance.randrange(4), one.status:
        case 0, _:
            await change(portal, one, EventKind.DATA_CHANGED, name=f"測試{by_chance.random()}行")
        case 1, AccountStatus.ACTIVE:
            suspended = AccountStatus.SUSPENDED
            await change(portal, one, EventKind.ACCOUNT_SUSPENDED, status=suspended)
        case 2, AccountStatus.ACTIVE:
            # The number gets another account at once, perhaps before the event is read.
            closed = AccountStatus.CLOSED
            number = one.control_number
            await change(portal, one, EventKind.ACCOUNT_CLOSED, status=closed)
            accounts.append(await opened(portal, number))
        case _:
            accounts.append(await opened(portal, f"C{len(accounts):07}"))


async def opened(portal: TestPortal, number: str) -> Account:
    async with tx() as record:
        account = await Account.create(
            control_number=number,
            kind=AccountKind.BUSINESS,
            status=AccountStatus.ACTIVE,
            opened_at=portal.clock(),
            name=f"測試{number}行",
            mailbox="someone@company.example",
            changed_at=portal.clock(),
        )
        account.note(record, EventKind.ACCOUNT_OPENED, actor="test:1", at=portal.clock())
    return account


async def stream_key(clara: Clara) -> str:
    return f"partner-token:{(await PartnerToken.get(partner_id=clara.id)).id}"


async def test_the_listing_waits_where_the_limit_is_reached(
    portal: TestPortal, store: SQLiteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clara, waits = await Clara.at(portal), Waits(forward=portal.clock.forward)
    await account_events(portal, 85)
    limiter = portal.services.limiter
    follow(portal.clock, limiter, monkeypatch)
    limiter.rules = only(Act.REQUEST, Counted.PARTNER, Window(5_000, timedelta(minutes=1)))

    async with mirroring(portal, clara, store, waits=waits) as copying:
        await copying.until_current()

    assert [len(step.accounts) for step in copying.steps] == [40, 40, 5]
    assert len(copied_to(tmp_path)) == 85
    assert waits.seconds == [60, 60]


async def test_a_copy_that_was_interrupted_is_gone_on_with(
    portal: TestPortal, tmp_path: Path
) -> None:
    clara = await Clara.at(portal)
    await account_events(portal, 45)
    found = []

    async with asyncio.timeout(60), served(portal, Streams()) as server:
        for _ in range(2):
            store = SQLiteStore(tmp_path / "copy.sqlite3")
            async with (
                client(server.url, clara.token) as partner,
                aclosing(partner.mirror(store)) as mirror,
            ):
                found.append(await anext(mirror))
            store.close()

    assert [len(step.accounts) for step in found] == [40, 5]
    assert [step.place.whole for step in found] == [False, True]
    assert copied_to(tmp_path) == await the_truth(clara)


async def test_after_a_resync_all_is_listed_anew_and_what_is_gone_is_dropped(
    portal: TestPortal, store: SQLiteStore, tmp_path: Path
) -> None:
    clara, streams = await Clara.at(portal), Streams()
    ghost = await opened(portal, "B0000001")
    await account_event(portal, "B0000002")

    async with mirroring(portal, clara, store, streams=streams) as copying:
        await copying.until_current()
        # As after a backup was restored that did not have the account yet.
        await Account.filter(id=ghost.id).delete()
        await Journal.all().update(epoch="0123456789abcdef")
        streams.abort(await stream_key(clara))
        await copying.until(lambda: len(copied_to(tmp_path)) == 1)

    truth = await the_truth(clara)
    assert copied_to(tmp_path) == truth
    assert [number for number, *_ in truth.values()] == ["B0000002"]


async def test_a_stored_place_of_another_journal_is_begun_anew(
    portal: TestPortal, store: SQLiteStore, tmp_path: Path
) -> None:
    clara = await Clara.at(portal)
    await account_event(portal, "B0000001")
    await store.write([], Place(cursor="0123456789abcdef.7", whole=True))

    async with mirroring(portal, clara, store) as copying:
        await copying.until_current()

    assert copied_to(tmp_path) == await the_truth(clara)


async def test_without_the_scope_for_events_the_copy_says_so(
    portal: TestPortal, store: SQLiteStore, tmp_path: Path
) -> None:
    clara = await Clara.at(portal, Scope.ACCOUNTS_READ, Scope.CERTIFICATES_READ)
    await account_event(portal, "B0000001")

    async with (
        asyncio.timeout(60),
        served(portal, Streams()) as server,
        client(server.url, clara.token) as partner,
        aclosing(partner.mirror(store)) as mirror,
    ):
        first = await anext(mirror)
        with pytest.raises(Refused, match=r"SCOPE_MISSING: .*events:read"):
            await anext(mirror)

    assert first.current
    assert len(copied_to(tmp_path)) == 1


def account(key: str, *fingerprints: str, name: str = "測試行") -> client_account.Account:
    at = datetime(2026, 3, 2, 4, tzinfo=UTC)
    edges = [
        {"node": {"sha256": one, "isDisputed": False, "validFrom": str(at), "validUntil": str(at)}}
        for one in fingerprints
    ]
    return client_account.Account.read(
        {
            "id": key,
            "controlNumber": "A0000006",
            "kind": "BUSINESS",
            "status": "ACTIVE",
            "name": name,
            "openedAt": str(at),
            "changedAt": None,
            "certificates": {"edges": edges},
        }
    )


async def test_rows_and_place_are_written_together_or_not_at_all(
    store: SQLiteStore, tmp_path: Path
) -> None:
    await store.finish([account("a", "00")], Place(cursor="e.1", whole=True))

    with pytest.raises(sqlite3.IntegrityError):
        await store.write([account("b"), account("a", "11", "11")], Place(cursor="e.2", whole=True))

    assert await store.place() == Place(cursor="e.1", whole=True)
    assert {key: cards for key, (*_, cards) in copied_to(tmp_path).items()} == {"a": ("00",)}


async def test_the_old_copy_is_read_until_the_new_one_is_whole(
    store: SQLiteStore, tmp_path: Path
) -> None:
    await store.finish([account("a"), account("b")], Place(cursor="e.1", whole=True))
    await store.begin()
    await store.write([account("b", name="新")], Place(cursor="f.1"))
    between = copied_to(tmp_path)

    await store.finish([account("c")], Place(cursor="f.2", whole=True))

    assert between.keys() == {"a", "b"}
    assert {key: name for key, (_, _, name, _) in copied_to(tmp_path).items()} == {
        "b": "新",
        "c": "測試行",
    }
    assert await store.place() == Place(cursor="f.2", whole=True)


async def test_a_card_that_is_gone_leaves_the_copy(store: SQLiteStore, tmp_path: Path) -> None:
    await store.write([account("a", "00", "11")], Place(cursor="e.1"))

    await store.write([account("a", "11")], Place(cursor="e.2"))

    assert copied_to(tmp_path)["a"][3] == ("11",)
