"""Tests of refreshing revocation lists (廢止清冊): an older list never replaces a newer one."""

import asyncio

import pytest

from models.pki.crl.status import read_list
from models.revocation.lists_on_hand import lists_on_hand
from models.revocation.stored_list import StoredList
from resolvers.revocation.refresh import refresh
from tests.support import cards
from tests.support.addresses import BROKEN
from tests.support.servers.lists import publishing
from web.demo.authority import Generation, Revocation


async def _refresh(base: str, *paths: str) -> int:
    return await refresh(urls=[base + path for path in paths], trust=cards.trust(), now=cards.AT)


async def test_each_list_is_kept_for_the_issuer_whose_key_signed_it(database: str) -> None:
    lists = {f"/{g}.crl": cards.crl(generation=g) for g in Generation}

    async with publishing(lists) as base:
        new = await _refresh(base, *lists)
        again = await _refresh(base, *lists)

    stored = await StoredList.all()
    assert (new, again) == (2, 0)
    assert {row.issuer_key_id for row in stored} == {cards.issuer(g).key_id for g in Generation}


async def test_a_lower_number_never_replaces_a_higher(database: str) -> None:
    lists = {"/a.crl": cards.crl(number=9)}

    async with publishing(lists) as base:
        await _refresh(base, "/a.crl")
        lists["/a.crl"] = cards.crl(number=8)
        older = await _refresh(base, "/a.crl")
        lists["/a.crl"] = cards.crl(number=10)
        newer = await _refresh(base, "/a.crl")

    assert (older, newer) == (0, 1)
    assert int((await StoredList.get()).number) == 10


async def test_one_bad_address_does_not_keep_the_others_from_being_fetched(database: str) -> None:
    lists = {"/garbage.crl": b"<html>", "/good.crl": cards.crl()}

    async with publishing(lists) as base:
        new = await _refresh(base, "/missing.crl", "/garbage.crl", "/good.crl")

    assert new == 1


async def test_mistyped_addresses_do_not_keep_the_others_from_being_fetched(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    failed: list[str] = []
    lists = {f"/{generation}.crl": cards.crl(generation=generation) for generation in Generation}
    first, last = lists

    async with publishing(lists) as base:
        new = await refresh(
            urls=[base + first, *BROKEN, base + last],
            authority_urls=BROKEN,
            trust=cards.trust(),
            now=cards.AT,
            on_failure=lambda: failed.append("once"),
        )

    assert new == 2
    assert len(failed) == 2 * len(BROKEN)
    assert all(url in caplog.text for url in BROKEN)


async def test_a_list_of_a_stranger_with_the_same_name_is_not_kept(database: str) -> None:
    forged = cards.stranger().crl(Generation.G3, at=cards.AT, number=99, life=cards.DAY, revoked=())

    async with publishing({"/a.crl": forged}) as base:
        new = await _refresh(base, "/a.crl")

    assert new == 0
    assert not await StoredList.exists()


async def test_a_newer_list_counts_at_once(database: str) -> None:
    serial = cards.serial_number(cards.citizen())
    entry = Revocation(serial_number=serial, at=cards.AT)
    for number, revoked in ((1, ()), (2, (entry,))):
        content = cards.crl(*revoked, number=number)
        fresh = read_list(content, issuer=cards.issuer())
        await StoredList.keep(fresh, content=content, at=cards.AT)

        [on_hand] = await lists_on_hand(cards.trust(), at=cards.AT)

        assert on_hand.number == number
        assert len(on_hand.entries) == len(revoked)


async def test_workers_that_race_keep_the_newest(database: str) -> None:
    contents = [cards.crl(number=number) for number in range(1, 9)]
    fresh = [read_list(content, issuer=cards.issuer()) for content in contents]

    await asyncio.gather(
        *(StoredList.keep(f, content=c, at=cards.AT) for f, c in zip(fresh, contents, strict=True))
    )

    stored = await StoredList.get()
    assert int(stored.number) == 8
    assert bytes(stored.content) == contents[-1]
