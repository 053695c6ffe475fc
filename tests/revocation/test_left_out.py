"""Tests of one unusable revocation list: it is left out, named and mended; the others count."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from models.core.rules import LIST_AHEAD, LIST_REREAD
from models.database.unavailable import DatabaseUnavailable
from models.outside.lists import fetch_list
from models.pki.crl.status import ListUnusable, RevocationList, read_list
from models.pki.path.trust import TrustStore
from models.revocation.list_packing import read_large_list
from models.revocation.lists_on_hand import lists_on_hand
from models.revocation.stored_list import StoredList, content_of, read_back
from resolvers.revocation.refresh import refresh
from tests.support import cards
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.run.readiness import degraded
from tests.support.scenarios.applications import submitted
from tests.support.servers.lists import publishing
from web.demo.authority import Generation
from web.ops.health import Health
from web.ops.metrics import Metrics

SECOND = timedelta(seconds=1)
OLDER = cards.citizen(generation=Generation.G2, subject_serial=f"{2:016}", holder="測試乙")
NAME = "TEST ONLY MOICA-G2"
Damage = Callable[[StoredList], Awaitable[object]]


def of_older() -> Any:
    return StoredList.filter(issuer_key_id=cards.issuer(Generation.G2).key_id)


async def _flip(stored: StoredList) -> None:
    """Flip one bit in the middle of a list."""
    content = bytearray(stored.content)
    content[len(content) // 2] ^= 1
    await of_older().update(content=bytes(content))


async def _cut(stored: StoredList) -> None:
    await of_older().update(content=bytes(stored.content)[:-1])


async def _empty(_: StoredList) -> None:
    await of_older().update(content=b"")


async def _renumber(_: StoredList) -> None:
    await of_older().update(number=f"{9:050d}")


async def _misplace(_: StoredList) -> None:
    await of_older().update(content=cards.crl())


async def _postdate(_: StoredList) -> None:
    ahead = cards.AT + LIST_AHEAD + 2 * SECOND
    content = cards.crl(generation=Generation.G2, at=ahead, number=2099010100)
    await of_older().update(content=content, number=f"{2099010100:050d}", this_update=ahead)


DAMAGES = [
    (_flip, "WRONG_SIGNATURE"),
    (_cut, "UNREADABLE"),
    (_empty, "UNREADABLE"),
    (_renumber, "UNREADABLE"),
    (_misplace, "WRONG_SIGNATURE"),
    (_postdate, "FROM_THE_FUTURE"),
]


async def damage(done: Damage = _flip) -> StoredList:
    """Damage the older generation's list, and return what stood there."""
    stored: StoredList = await of_older().get()
    await done(stored)
    return stored


async def bound(portal: TestPortal, person: Person) -> str | None:
    """Bind the person's card to a new application; return the code of a refusal."""
    portal.limits_only_count()
    await person.apply()
    code: str | None = (await person.bind()).get("code")
    return code


async def fetched(portal: TestPortal, content: bytes) -> int:
    """Fetch a list a second later; return how many were stored."""
    portal.clock.forward(SECOND)
    async with publishing({"/a.crl": content}) as base:
        return await refresh(
            urls=[f"{base}/a.crl"], trust=portal.services.trust.store, now=portal.clock()
        )


@pytest.mark.parametrize(("done", "problem"), DAMAGES)
async def test_cards_of_its_ca_are_refused_as_unknown_and_others_go_on(
    portal: TestPortal, done: Damage, problem: str
) -> None:
    await damage(done)

    refused = await bound(portal, Person.at(portal, OLDER))
    other = await bound(portal, Person.at(portal))
    said = await degraded(portal)

    assert (refused, other) == ("REVOCATION_UNKNOWN", None)
    assert said["lists_left_out"] == {NAME: problem}


@pytest.mark.parametrize(("done", "problem"), DAMAGES)
async def test_the_same_list_mends_it_at_once(
    portal: TestPortal, done: Damage, problem: str
) -> None:
    stored = await damage(done)
    before = await bound(portal, Person.at(portal, OLDER))

    new = await fetched(portal, bytes(stored.content))

    mended = await of_older().get()
    assert (before, new) == ("REVOCATION_UNKNOWN", 1)
    assert (mended.number, bytes(mended.content)) == (stored.number, bytes(stored.content))
    assert mended.this_update == stored.this_update
    assert await bound(portal, Person.at(portal, OLDER)) is None
    assert "lists_left_out" not in await degraded(portal)
    assert await fetched(portal, bytes(stored.content)) == 0


async def test_a_damaged_list_makes_room_for_one_of_a_lower_number(portal: TestPortal) -> None:
    await damage()

    new = await fetched(portal, cards.crl(generation=Generation.G2, number=7))

    assert new == 1
    assert await bound(portal, Person.at(portal, OLDER)) is None


async def test_a_sound_list_makes_room_for_none_of_its_number(portal: TestPortal) -> None:
    stored = await of_older().get()
    other = cards.crl(
        generation=Generation.G2, number=int(stored.number), at=cards.AT - timedelta(minutes=1)
    )

    new = await fetched(portal, other)

    assert new == 0
    assert bytes((await of_older().get()).content) == bytes(stored.content)


async def test_a_worker_that_is_overtaken_mends_nothing(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = await damage()
    newer = cards.crl(generation=Generation.G2, number=int(stored.number) + 1)

    async def overtaken(**row: Any) -> tuple[str, bytes] | None:
        """Let another worker store a newer list after this one has read the damaged one."""
        found = await content_of(**row)
        fresh = read_list(newer, issuer=cards.issuer(Generation.G2))
        await StoredList.keep(fresh, content=newer, at=portal.clock())
        return found

    monkeypatch.setattr("models.revocation.stored_list.content_of", overtaken)

    new = await fetched(portal, bytes(stored.content))

    assert new == 0
    assert bytes((await of_older().get()).content) == newer


async def test_it_is_logged_once_a_minute_and_read_no_oftener(
    portal: TestPortal, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = counted(monkeypatch)
    await damage()
    logged = []

    for forward in (timedelta(0), LIST_REREAD - SECOND, SECOND):
        portal.clock.forward(forward)
        await bound(portal, Person.at(portal, OLDER))
        await degraded(portal)
        logged.append((caplog.text.count(f"{NAME} is left out"), reads.count(NAME)))

    assert logged == [(1, 1), (1, 1), (2, 2)]


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record whose list is unpacked, by the name of the CA."""
    reads: list[str] = []

    def noting(content: bytes, *, key_id: str, trust: TrustStore, number: str) -> RevocationList:
        reads.append((trust.issuers.get(key_id) or trust.authorities[key_id]).name)
        return read_back(content, key_id=key_id, trust=trust, number=number)

    monkeypatch.setattr("models.revocation.lists_on_hand.read_back", noting)
    return reads


async def test_a_list_is_read_once_for_all_acts(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = []

    async def noting(**row: Any) -> tuple[str, bytes] | None:
        contents.append(row["id"])
        return await content_of(**row)

    monkeypatch.setattr("models.revocation.lists_on_hand.content_of", noting)
    reads = counted(monkeypatch)

    for person in (Person.at(portal), Person.at(portal, OLDER), Person.at(portal)):
        await bound(portal, person)

    assert sorted(reads) == [NAME, "TEST ONLY MOICA-G3"]
    assert len(contents) == 2


async def test_the_list_of_a_retired_ca_is_not_read(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = counted(monkeypatch)
    trust, retired = cards.trust(), cards.issuer(Generation.G2).key_id
    left = {key_id: issuer for key_id, issuer in trust.issuers.items() if key_id != retired}
    portal.trusting(replace(trust, issuers=left, retired=frozenset({retired})))
    await damage()

    refused = await bound(portal, Person.at(portal, OLDER))
    other = await bound(portal, Person.at(portal))

    assert (refused, other) == ("ISSUER_EXPIRED", None)
    assert reads == ["TEST ONLY MOICA-G3"]
    assert "lists_left_out" not in await degraded(portal)


async def test_whatever_reading_raises_is_of_this_list_alone(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:

    def broken(content: bytes, **given: Any) -> RevocationList:
        if given["issuer"].name == NAME:
            raise MemoryError
        return read_large_list(content, **given)

    monkeypatch.setattr("models.revocation.stored_list.read_large_list", broken)

    refused = await bound(portal, Person.at(portal, OLDER))
    other = await bound(portal, Person.at(portal))

    assert (refused, other) == ("REVOCATION_UNKNOWN", None)
    assert (await degraded(portal))["lists_left_out"] == {NAME: "UNREADABLE"}


async def test_a_row_that_the_database_cannot_read_is_left_out_alone(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = await of_older().get()
    select = StoredList.filter

    def broken(*given: Any, **row: Any) -> Any:
        if row.get("id") == stored.id:
            raise asyncpg.DataCorruptedError("missing chunk number 0 for toast value 16390")
        return select(*given, **row)

    monkeypatch.setattr(StoredList, "filter", broken)

    refused = await bound(portal, Person.at(portal, OLDER))
    other = await bound(portal, Person.at(portal))

    assert (refused, other) == ("REVOCATION_UNKNOWN", None)


async def test_a_database_that_is_away_is_no_damaged_list(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(**_: Any) -> Any:
        raise DatabaseUnavailable(ConnectionRefusedError())

    with monkeypatch.context() as patch:
        patch.setattr(StoredList, "filter", away)
        with pytest.raises(DatabaseUnavailable):
            await lists_on_hand(cards.trust(), at=cards.AT)

    assert len(await lists_on_hand(cards.trust(), at=cards.AT)) == 2


async def test_a_list_that_is_left_out_is_a_metric(portal: TestPortal) -> None:
    await damage()
    metrics = Metrics(portal.services, health=Health(portal.services, kept_seconds=0))

    text = (await metrics.written()).decode()

    assert f'gpszone_revocation_list_left_out{{issuer="{NAME}"}} 1.0' in text
    assert 'left_out{issuer="TEST ONLY MOICA-G3"}' not in text


@pytest.mark.parametrize(("ahead", "new"), [(LIST_AHEAD, 1), (LIST_AHEAD + SECOND, 0)])
async def test_a_list_from_the_future_takes_no_good_ones_place(
    portal: TestPortal, caplog: pytest.LogCaptureFixture, ahead: timedelta, new: int
) -> None:
    content = cards.crl(generation=Generation.G2, at=cards.AT + SECOND + ahead, number=2099010100)

    kept = await fetched(portal, content)

    assert kept == new
    assert ("FROM_THE_FUTURE" in caplog.text) == (not new)
    assert await bound(portal, Person.at(portal, OLDER)) is None


async def test_a_list_from_the_future_mends_nothing(portal: TestPortal) -> None:
    await damage()
    ahead = cards.AT + LIST_AHEAD + 2 * SECOND
    content = cards.crl(generation=Generation.G2, at=ahead, number=7)
    fresh = read_list(content, issuer=cards.issuer(Generation.G2))

    assert await fetched(portal, content) == 0
    with pytest.raises(ListUnusable):
        await StoredList.repair(fresh, content=content, trust=cards.trust(), at=portal.clock())
    assert await bound(portal, Person.at(portal, OLDER)) == "REVOCATION_UNKNOWN"


async def test_cards_are_marked_by_a_list_that_was_mended(portal: TestPortal) -> None:
    stored = await damage()
    await portal.mark()
    before = portal.run.done
    await fetched(portal, bytes(stored.content))

    await portal.mark()

    # The number is the same, and cards that could not be checked are now.
    assert before is not None
    assert portal.run.done is not None
    assert portal.run.done[0] > before[0]


@pytest.mark.parametrize("fault", [RuntimeError("unforeseen"), FileNotFoundError("no file")])
async def test_an_address_that_fails_in_any_way_keeps_no_other_from_being_fetched(
    portal: TestPortal,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
) -> None:
    failed = list[str]()

    async def broken(url: str) -> bytes:
        if url.endswith("/broken.crl"):
            raise fault
        return await fetch_list(url)

    monkeypatch.setattr("resolvers.revocation.refresh.fetch_list", broken)
    async with publishing({"/good.crl": cards.crl(number=2099010100)}) as base:
        new = await refresh(
            urls=[f"{base}/broken.crl", f"{base}/good.crl"],
            authority_urls=[f"{base}/broken.crl"],
            trust=cards.trust(),
            now=portal.clock(),
            on_failure=lambda: failed.append("once"),
        )

    assert (new, len(failed)) == (1, 2)
    assert "/broken.crl" in caplog.text


async def test_a_key_that_fails_in_any_way_keeps_no_other_from_being_tried(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, last = sorted(Generation, key=lambda one: cards.issuer(one).key_id)

    def broken(content: bytes, **given: Any) -> RevocationList:
        if given["issuer"] == cards.issuer(first):
            raise RuntimeError("unforeseen")
        return read_large_list(content, **given)

    monkeypatch.setattr("resolvers.revocation.refresh.read_large_list", broken)

    assert await fetched(portal, cards.crl(generation=last, number=2099010100)) == 1


async def test_a_case_goes_on_where_another_cas_list_is_damaged(portal: TestPortal) -> None:
    await damage()

    alice = await submitted(portal)
    await portal.review()

    assert (await alice.see())["status"] == "APPROVED"
