"""Tests of lists at the door: PEM, bytes after them, and versions that are known already."""

import base64
import logging
from collections.abc import Callable
from datetime import datetime

import pytest

from models.outside.fetch import BadStatus
from models.outside.lists import fetch_list, fetch_list_if_changed
from models.pki.crl.door import list_as_der
from models.revocation.stored_list import StoredList
from resolvers.revocation.refresh import refresh
from tests.support import cards
from tests.support.cards import AT, DAY, SECOND
from tests.support.servers.lists import Versioned, publishing, versioned
from tests.support.servers.registry import raw, registry


def pem(content: bytes, *, label: str = "X509 CRL", end: str = "\n") -> bytes:
    text = base64.encodebytes(content).decode().replace("\n", end)
    return f"-----BEGIN {label}-----{end}{text}-----END {label}-----{end}".encode()


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "DER": lambda der: der,
    "a line break after it": lambda der: der + b"\n",
    "a line break of Windows after it": lambda der: der + b"\r\n",
    "zeros after it": lambda der: der + bytes(9),
    "another list after it": lambda der: der + cards.crl(number=1),
    "PEM": pem,
    "PEM of Windows": lambda der: pem(der, end="\r\n"),
    "PEM with a short label": lambda der: pem(der, label="CRL"),
    "PEM after blank lines": lambda der: b"\n\n" + pem(der),
    "PEM on one line": lambda der: pem(der, end=" "),
    "PEM with text after it": lambda der: pem(der) + b"bye\n",
    "PEM of a list with a line break": lambda der: pem(der + b"\n"),
}


@pytest.mark.parametrize("form", FORMS)
async def test_a_list_is_stored_as_der_however_it_came(database: str, form: str) -> None:
    der = cards.crl()

    async with publishing({"/a.crl": FORMS[form](der)}) as base:
        new = await refresh(urls=[f"{base}/a.crl"], trust=cards.trust(), now=AT)

    assert new == 1
    assert bytes((await StoredList.get()).content) == der


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"\n",
        b"<html>",
        b"-----BEGIN X509 CRL-----\n",
        b"-----BEGIN X509 CRL-----\n!!!\n-----END X509 CRL-----\n",
        b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
        b"\x30\x80\0\0",
        b"\x30\x82\x01",
        b"\x04\x00\n",
    ],
)
def test_what_is_no_list_is_left_as_it_came(other: bytes) -> None:
    assert list_as_der(other) == other


# Versions.

MODIFIED = "Mon, 02 Mar 2026 03:00:00 GMT"


async def refreshed(url: str, *, at: datetime = AT) -> int:
    return await refresh(urls=[url], trust=cards.trust(), now=at)


@pytest.mark.parametrize(
    ("etag", "modified"),
    [
        ('"1"', MODIFIED),
        ('W/"1"', ""),
        ("", MODIFIED),
    ],
)
async def test_a_list_that_is_known_is_not_sent_again(
    database: str, etag: str, modified: str
) -> None:
    published = Versioned(cards.crl(), etag=etag, modified=modified)

    async with versioned(published) as url:
        first = await refreshed(url)
        again = await refreshed(url, at=AT + SECOND)
        published.content, published.etag, published.modified = (
            cards.crl(number=2099010100),
            '"2"',
            "",
        )
        newer = await refreshed(url, at=AT + 2 * SECOND)

    assert (first, again, newer) == (1, 0, 1)
    conditions = [
        {name: value for name, value in asked.items() if name.startswith("if-")}
        for asked in published.asked
    ]
    expected = {"if-none-match": etag, "if-modified-since": modified}
    known = {name: value for name, value in expected.items() if value}
    assert conditions == [{}, known, known]
    assert int((await StoredList.get()).number) == 2099010100


async def test_a_list_that_is_known_counts_as_fetched(database: str) -> None:
    async with versioned(Versioned(cards.crl())) as url:
        await refreshed(url)
        await refreshed(url, at=AT + SECOND)

    assert (await StoredList.get()).fetched_at == AT + SECOND


async def test_a_list_that_is_overdue_is_asked_for_whole(database: str) -> None:
    published = Versioned(cards.crl())

    async with versioned(published) as url:
        await refreshed(url)
        await refreshed(url, at=AT + DAY)

    assert not any("if-none-match" in asked for asked in published.asked)


async def test_a_list_whose_stored_copy_is_damaged_or_gone_is_asked_for_whole(
    database: str,
) -> None:
    published = Versioned(cards.crl())

    async with versioned(published) as url:
        await refreshed(url)
        await StoredList.all().update(content=b"\x30\x00")
        mended = await refreshed(url)
        await StoredList.all().delete()
        stored = await refreshed(url)

    assert (mended, stored) == (1, 1)
    assert not any("if-none-match" in asked for asked in published.asked)


async def test_a_list_that_was_refused_is_asked_for_whole(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    published = Versioned(b"<html>")

    async with versioned(published) as url:
        await refreshed(url)
        await refreshed(url)

    assert not any("if-none-match" in asked for asked in published.asked)


async def test_what_came_instead_of_a_list_is_not_taken_for_it_later(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    published = Versioned(cards.crl())

    async with versioned(published) as url:
        await refreshed(url)
        published.content, published.etag = b"<html>", '"2"'
        await refreshed(url, at=AT + SECOND)
        await refreshed(url, at=AT + 2 * SECOND)

    assert ["if-none-match" in asked for asked in published.asked] == [False, True, False]
    assert (await StoredList.get()).fetched_at == AT


async def test_not_modified_is_no_answer_where_nothing_is_known(database: str) -> None:
    answering = raw(b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\n\r\n')

    async with registry(answering) as running:
        new = await refreshed(running.base_url + "/a.crl")

    assert new == 0
    assert not await StoredList.exists()


async def test_not_modified_is_no_answer_to_a_request_without_a_condition() -> None:
    async with registry(raw(b"HTTP/1.1 304 Not Modified\r\n\r\n")) as running:
        with pytest.raises(BadStatus):
            await fetch_list_if_changed(running.base_url + "/a.crl")


async def test_a_version_too_long_to_send_back_is_left_out(database: str) -> None:
    published = Versioned(cards.crl(), etag=f'"{"x" * 300}"', modified="")

    async with versioned(published) as url:
        whole = await fetch_list(url)
        again = await fetch_list_if_changed(url)

    assert again == whole
