"""Tests of packing a large list's entries in another process."""

import asyncio
import logging
import random
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from models.pki.crl.index import Index, read_entries
from models.pki.crl.status import ListProblem, ListUnusable, read_list
from models.pki.der import reader as der
from models.revocation import list_packing
from models.revocation.list_packing import packed_apart
from models.revocation.lists_on_hand import lists_on_hand
from resolvers.revocation.refresh import refresh
from tests.support.cards import AT, issuer, trust
from tests.support.pki.crafted import REASON, crafted, entry, extension, key_of, number
from tests.support.servers.lists import publishing

BECAUSE = extension(REASON, b"\x0a\x01\x04")
ENTRIES = b"".join(entry(n * n + 1, *((BECAUSE,) if n % 2 else ())) for n in range(2000))


def apart(entries: bytes) -> Index:
    return packed_apart(der.Reader(entries), large=0)


def started(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Record every process that is started."""
    found: list[object] = []
    start = subprocess.Popen.__init__

    def noting(self: "subprocess.Popen[bytes]", *given: object, **options: object) -> None:
        found.append(given)
        start(self, *given, **options)  # type: ignore[call-overload]  # Passed on as they came.

    monkeypatch.setattr(subprocess.Popen, "__init__", noting)
    return found


def test_entries_are_packed_to_the_same_end_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    processes = started(monkeypatch)

    found = apart(ENTRIES)

    assert found == read_entries(der.Reader(ENTRIES))
    assert (found.reasons(10), found.reasons(5), found.reasons(11)) == ((4,), (0,), ())
    assert len(processes) == 1


@pytest.mark.parametrize("count", [0, 1, 2, 7, 1_000, 20_000])
def test_every_serial_number_is_found_with_its_reasons_and_no_other(count: int) -> None:
    chance = random.Random(count)  # noqa: S311  # Repeatable data; nothing secret.
    expected: dict[int, tuple[int, ...]] = {}
    listed = bytearray()
    for place in range(count):
        # Long ones, counters, and some twice with different reasons.
        known = [*expected][-1:] if place % 7 == 6 else []
        serial = known[0] if known else chance.getrandbits(127) if place % 2 else place + 1
        reason = (0, 1, 4, 6)[place % 4]
        listed += entry(serial, extension(REASON, bytes([0x0A, 1, reason])))
        expected[serial] = tuple(sorted((*expected.get(serial, ()), reason)))

    index = read_entries(der.Reader(bytes(listed)))

    for serial, reasons in expected.items():
        assert index.reasons(serial) == reasons
    others = [serial + 1 for serial in expected] + [chance.getrandbits(126) for _ in range(500)]
    assert all(index.reasons(one) == expected.get(one, ()) for one in others)
    assert len(index.bounds) == (1 << (64 - index.shift)) + 1
    assert index.bounds[-1] == len(index) == count


def test_no_entries_are_packed_too() -> None:
    assert len(apart(b"")) == 0


def test_a_small_list_needs_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    processes = started(monkeypatch)

    found = packed_apart(der.Reader(ENTRIES))

    assert len(found) == 2000
    assert processes == []


def test_what_is_no_entry_refuses_the_list_from_elsewhere_as_well(
    caplog: pytest.LogCaptureFixture,
) -> None:
    crl = crafted(key_of(), number(), entries=[ENTRIES, b"\x05\x00"])

    with pytest.raises(ListUnusable) as refusal:
        read_list(crl, issuer=issuer(), index=lambda entries: packed_apart(entries, large=0))

    assert refusal.value.problem is ListProblem.UNREADABLE
    assert caplog.text == ""


@pytest.mark.parametrize("program", ["no/such/program", "false", "true"])
def test_a_list_is_read_here_where_no_other_process_can(
    program: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", program)

    with caplog.at_level(logging.WARNING):
        found = apart(ENTRIES)

    assert found == read_entries(der.Reader(ENTRIES))
    assert "it is read here" in caplog.text


def test_a_process_that_does_not_end_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sleeper = tmp_path / "sleeper"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n")
    sleeper.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(sleeper))
    monkeypatch.setattr(list_packing, "LONGEST", timedelta(seconds=0.2))

    found = apart(ENTRIES)

    assert found == read_entries(der.Reader(ENTRIES))
    assert f"ended with {-signal.SIGKILL}" in caplog.text


async def test_lists_are_packed_elsewhere_when_fetched_and_when_read_again(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    crl = crafted(key_of(), number(9), entries=[entry(n + 1) for n in range(20_000)])
    processes = started(monkeypatch)

    async with publishing({"/large.crl": crl}) as base:
        new = await refresh(urls=[f"{base}/large.crl"], trust=trust(), now=AT)
    after_fetching = len(processes)
    [known], *others = await asyncio.gather(*(lists_on_hand(trust(), at=AT) for _ in range(6)))

    assert new == 1
    assert [found is known for [found] in others] == [True] * 5
    assert known.entries.reasons(20_000) == (0,)
    # Tried with each issuer's key, it is packed for the one that signed it, once for all waiters.
    assert (after_fetching, len(processes)) == (1, 2)
