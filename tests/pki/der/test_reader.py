"""Tests of bytes that are not DER, or not a message."""

import pytest
from asn1crypto import cms, core

from models.pki.cms.message import SignatureTooLarge, SignatureUnreadable, read
from models.pki.der.reader import Malformed, Reader, header, integer
from tests.support.cards import CHALLENGE, citizen, signed
from tests.support.pki.encoding import tagged


def message() -> bytes:
    return signed(citizen())


def test_a_truncated_message_is_refused_wherever_it_ends() -> None:
    whole = message()

    for size in range(0, len(whole), 7):
        with pytest.raises(SignatureUnreadable):
            read(whole[:size])


def test_trailing_bytes_are_refused() -> None:
    with pytest.raises(SignatureUnreadable):
        read(message() + b"\0")


def nested(depth: int) -> bytes:
    inner = b"\x05\x00"
    for _ in range(depth):
        inner = tagged(0x30, inner)
    return inner


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\x30",
        b"\x30\x80\x00\x00",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x89" + b"\xff" * 9,
        b"\x1f\x81\x00",
        b"\x00" * 1000,
        b"-----BEGIN CMS-----\n",
        nested(5000),
    ],
)
def test_bytes_that_are_no_message_are_refused(hostile: bytes) -> None:
    with pytest.raises(SignatureUnreadable):
        read(hostile)


def test_an_indefinite_length_is_malformed_at_every_level() -> None:
    inner = b"\x30\x80" + tagged(0x02, b"\1") + b"\0\0"

    with pytest.raises(Malformed):
        Reader(inner).enter(0x30)
    with pytest.raises(Malformed):
        Reader(tagged(0x30, inner)).enter(0x30).enter(0x30)


def test_a_length_longer_than_needed_is_malformed() -> None:
    whole = message()
    assert whole[1] == 0x82
    padded = b"\x30\x83\x00" + whole[2:]

    with pytest.raises(Malformed):
        Reader(padded).enter(0x30)


@pytest.mark.parametrize(
    "encoded", [b"\x30\x80\x00\x00", b"\x30\x85" + b"\x01" * 9, b"\x30\x84\x01\x01"]
)
def test_a_length_without_an_end_or_of_many_octets_is_not_read(encoded: bytes) -> None:
    with pytest.raises(Malformed, match=r"^length$"):
        header(encoded, 0, len(encoded))


def test_content_in_pieces_is_refused() -> None:
    pieces = tagged(0x24, tagged(0x04, CHALLENGE))
    whole = tagged(0x04, CHALLENGE)

    with pytest.raises(SignatureUnreadable):
        read(message().replace(whole, pieces[:1] + whole[1:]))


def test_another_kind_of_message_is_refused() -> None:
    enveloped = cms.ContentInfo({"content_type": "data", "content": core.OctetString(b"x")})

    with pytest.raises(SignatureUnreadable):
        read(enveloped.dump())


def test_what_is_too_large_is_refused_unread() -> None:
    with pytest.raises(SignatureTooLarge):
        read(b"\x30" * (24 * 1024 + 1))


@pytest.mark.parametrize(
    "written",
    [
        "",
        "30",
        "1f0100",
        "3f810100",
        "3080",
        "30800000",
        "30ff",
        "3085" + "0000000001" + "00",
        "308101" + "00",
        "30817f" + "00" * 127,
        "3082007f" + "00" * 127,
        "30820080" + "00" * 128,
        "3081",
        "308201",
        "3001",
        "308180" + "00" * 127,
    ],
)
def test_a_header_that_is_not_der_is_not_read(written: str) -> None:
    data = bytes.fromhex(written)

    with pytest.raises(Malformed):
        header(data, 0, len(data))


@pytest.mark.parametrize(("size", "start"), [(0, 2), (127, 2), (128, 3), (256, 4), (65536, 5)])
def test_a_header_of_each_length_is_read(size: int, start: int) -> None:
    data = tagged(0x30, b"\0" * size)

    assert header(data, 0, len(data)) == (0x30, start, start + size)


@pytest.mark.parametrize("content", ["", "0001", "ff80", "00" * 2, "ff" * 2])
def test_an_integer_that_is_not_der_is_not_read(content: str) -> None:
    with pytest.raises(Malformed):
        integer(bytes.fromhex(content))


def test_an_integer_longer_than_any_key_is_not_read() -> None:
    with pytest.raises(Malformed):
        integer(b"\1" * 1026)


@pytest.mark.parametrize(
    ("content", "number"), [("00", 0), ("80", -128), ("0080", 128), ("ff7f", -129)]
)
def test_an_integer_is_read(content: str, number: int) -> None:
    assert integer(bytes.fromhex(content)) == number


@pytest.mark.parametrize(("written", "found"), [("0101ff", True), ("010100", False)])
def test_a_boolean_is_read(written: str, found: object) -> None:
    assert Reader(bytes.fromhex(written)).boolean() is found


@pytest.mark.parametrize("written", ["010101", "0101fe", "0100", "0102ffff", "02010f", "0201ff"])
def test_a_boolean_is_one_of_two(written: str) -> None:
    with pytest.raises(Malformed):
        Reader(bytes.fromhex(written)).boolean()


@pytest.mark.parametrize(
    ("tag", "text", "year"),
    [(0x17, "500101000000Z", 1950), (0x17, "491231235959Z", 2049), (0x18, "20500101000000Z", 2050)],
)
def test_a_year_is_read_in_its_century(tag: int, text: str, year: int) -> None:
    assert Reader(tagged(tag, text.encode())).time().year == year
