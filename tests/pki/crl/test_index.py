"""Tests of a list's entries: each is found, and one without serial number refuses the list."""

from itertools import pairwise

import pytest

from models.pki.crl.status import ListProblem, ListUnusable, read_list
from tests.support.cards import (
    issuer,
)
from tests.support.pki.crafted import (
    REASON,
    crafted,
    entry,
    extension,
)
from tests.support.pki.encoding import tagged

PRIME = (1 << 61) - 1
TIME = tagged(0x17, b"260301000000Z")


def problem(crl_bytes: bytes, *, largest: int = 1 << 20) -> ListProblem:
    with pytest.raises(ListUnusable) as refusal:
        read_list(crl_bytes, issuer=issuer(), largest=largest)
    return refusal.value.problem


def test_every_reason_of_a_complete_list_is_read() -> None:
    codes = (0, 1, 2, 3, 4, 5, 6, 9, 10)
    entries = [entry(code + 1, extension(REASON, bytes([0x0A, 1, code]))) for code in codes]

    known = read_list(crafted(entries=entries), issuer=issuer()).entries

    assert [known.reasons(code + 1) for code in codes] == [(code,) for code in codes]


@pytest.mark.parametrize("code", [7, 8, 11, 127, 255])
def test_a_reason_that_no_complete_list_gives_revokes(code: int) -> None:
    entries = [entry(1, extension(REASON, bytes([0x0A, 1, code]))), entry(2)]

    known = read_list(crafted(entries=entries), issuer=issuer()).entries

    assert [known.reasons(n) for n in (1, 2, 3)] == [(0,), (0,), ()]


def test_entries_of_unusual_form_are_read_as_well() -> None:
    later = tagged(0x18, b"20510101000000Z")
    invalidity = extension("2.5.29.24", tagged(0x18, b"20260101000000Z"))
    reason = extension(REASON, b"\x0a\x01\x06")
    entries = [
        entry(1, time=later),
        entry(2, invalidity),
        entry(3, reason, invalidity),
        entry(4, invalidity, reason),
        entry(5, reason, time=later),
    ]

    known = read_list(crafted(entries=entries), issuer=issuer()).entries

    assert [known.reasons(n) for n in range(1, 6)] == [(0,), (0,), (6,), (6,), (6,)]


@pytest.mark.parametrize(
    "odd",
    [
        entry(1, extension(REASON, b"\x0a\x01\x01"), extension(REASON, b"\x0a\x01\x02")),
        entry(1, extension(REASON, b"\x02\x01\x01")),
        entry(1, time=tagged(0x17, b"2603010000Z")),
        entry(1, time=tagged(0x17, b"26030100000xZ")),
        entry(1, time=tagged(0x18, b"20261301000000Z")),
        entry(1, extension(REASON, b"\x0a\x01\x06"), extension(REASON, b"\x0a\x01\x06")),
        tagged(0x30, entry(1)[2:] + b"\x05\x00"),
        tagged(0x30, b"\x02\x81\x01\x01" + TIME),
        tagged(0x30, b"\x02\x88" + bytes(7) + b"\x01\x01" + TIME),
        tagged(0x30, b"\x02\x02\x00\x01" + TIME),
        tagged(0x30, b"\x02\x21" + bytes(32) + b"\x01" + TIME),
        tagged(0x30, b"\x02\x82\x10\x00" + bytes(4095) + b"\x01" + TIME),
        tagged(0x30, b"\x02\x01\x01" + tagged(0x16, TIME[2:])),
        tagged(0x30, b"\x02\x01\x01" + b"\x17\x0e" + TIME[2:]),
        entry(1, time=tagged(0x17, b"260301000000A")),
        entry(1, extension(REASON, b"\x0a\x01\x01\x05\x00")),
        entry(1, b"\x30\x00"),
        tagged(0x30, b"\x02\x01\x01"),
    ],
)
def test_an_entry_of_odd_form_revokes_its_serial_number_alone(odd: bytes) -> None:
    known = read_list(crafted(entries=[entry(3), odd, entry(5)]), issuer=issuer()).entries

    assert len(known) == 3
    assert [known.reasons(n) for n in range(1, 7)] == [(0,), (), (0,), (), (0,), ()]


def test_serial_numbers_of_any_encoding_are_the_same_number() -> None:
    long = 0x7F << 96
    entries = [
        tagged(0x30, tagged(0x02, bytes(size) + long.to_bytes(13, "big")) + TIME)
        for size in (0, 1, 9)
    ]

    assert read_list(crafted(entries=entries), issuer=issuer()).entries.reasons(long) == (0,) * 3


@pytest.mark.parametrize(
    "broken",
    [
        entry(1, extension("2.5.29.29", b"\x30\x00", critical="yes")),  # certificateIssuer
        entry(1, extension(REASON, b"\x0a\x01\x06"), extension("2.999", b"", critical="yes")),
        entry(1) + b"\x05\x00",
        tagged(0x31, entry(1)[2:]),
        tagged(0x30, b"\x04\x01\x01" + TIME),
        tagged(0x30, TIME + b"\x02\x01\x01"),
        tagged(0x30, b"\x02\x00" + TIME),
        tagged(0x30, b"\x02\x81\x00" + TIME),
        tagged(0x30, b"\x02\x80\x01\x00\x00" + TIME),
        tagged(0x30, b"\x02\x89" + bytes(8) + b"\x01\x01" + TIME),
        tagged(0x30, b"\x02\x7f\x01"),
        tagged(0x30, b"\x02\x82\x01"),
        tagged(0x30, b"\x02"),
        tagged(0x30, b""),
        b"\x30\x80" + entry(1)[2:] + b"\0\0",
    ],
)
def test_an_entry_that_cannot_be_assigned_or_understood_refuses_the_list(broken: bytes) -> None:
    assert problem(crafted(entries=[broken])) is ListProblem.UNREADABLE


def test_numbers_that_no_certificate_may_have_are_left_out() -> None:
    numbers = [0, -1, -(1 << 64), 1 << 159, 1 << 200, 5]

    known = read_list(crafted(entries=[entry(n) for n in numbers]), issuer=issuer()).entries

    assert len(known) == 1
    assert known.reasons(5) == (0,)


def test_many_entries_are_each_found() -> None:
    numbers = [n * 0x9E3779B97F4A7C15F39CC0605CEDC834 % (1 << 127) + 1 for n in range(2000)]
    # Numbers whose keys are the same: all that tells them apart is their records.
    twins = [numbers[0] + PRIME, numbers[0] + 5 * PRIME, numbers[0] + (PRIME << 64)]
    entries = [entry(n) for n in [*numbers, *twins]]

    known = read_list(crafted(entries=entries), issuer=issuer()).entries

    assert all(known.reasons(n) == (0,) for n in [*numbers, *twins])
    assert not any(known.reasons(n + 1) for n in numbers)
    assert known.reasons(numbers[0] + 2 * PRIME) == ()
    assert known.reasons((1 << 64) - 1) == ()


@pytest.mark.parametrize("step", [1, 1 << 8, 1 << 64, 1 << 100, 0x9E3779B97F4A7C15F39CC0605CEDC834])
def test_numbers_are_spread_over_small_parts(step: int) -> None:
    # One large part would be sorted in one go, and the event loop would wait for it.
    numbers = [n * step % (1 << 127) + 1 for n in range(4096)]

    known = read_list(crafted(entries=[entry(n) for n in numbers]), issuer=issuer()).entries

    near = [stop - start for start, stop in pairwise(known.bounds)]
    # Sorted are all whose keys begin with the same octet.
    together = len(near) // 256
    sizes = [sum(near[place : place + together]) for place in range(0, len(near), together)]
    assert len(sizes) == 256
    assert max(near) <= 16
    assert sum(sizes) == len(known) == 4096
    assert max(sizes) <= 64
    assert all(known.reasons(n) == (0,) for n in numbers)
