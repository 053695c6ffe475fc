"""Tests of huge texts: whatever reads one takes time that grows with its length, and little."""

from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest

from models.core import trace
from models.core.language import Language
from models.forms import kinds
from models.forms.text_kind import TextKind
from models.limits.table import address_counted
from models.mail.letter import LONGEST_MAILBOX, mailbox, mailbox_counted
from models.registry.columns import recognise
from schema import scalars
from schema.relay.connection import Asked
from schema.scalars import Cursor
from web.http.context import device_of, language_of
from web.http.graphql.negotiation import STREAM, Form, negotiate

# About what the body of a request may have.
LENGTH = 60_000
# Reading so much takes a few milliseconds at most; what takes the square of it, seconds.
SECONDS = 0.25
HUGE = {
    "combining marks": "e" + "\u0301\u0323" * (LENGTH // 2),
    "white space": " " * LENGTH + "x",
    "letters": "a" * LENGTH,
    "addresses": "a@" * (LENGTH // 2),
    "a domain of marks": "a@" + "\u0301\u0323" * (LENGTH // 2) + ".tw",
    "domains": "a@" + "xn--a." * (LENGTH // 6),
    "commas": "a,q=1;" * (LENGTH // 6),
    "digits": "9" * LENGTH,
    "letters in parts": "\u1100\u1161" * (LENGTH // 2),
    "letters that become many": "\ufdfa" * (LENGTH // 3),
    "quotation marks": '"' * LENGTH,
    "digits and dashes": "0" + " -" * (LENGTH // 2),
}


def _cursor(text: str) -> object:
    return Asked(after=Cursor(text)).window(name="list")


READERS: dict[str, Callable[[str], object]] = {
    **{name: kind.read for name, kind in vars(kinds).items() if isinstance(kind, TextKind)},
    "mailbox": mailbox,
    "mailbox_counted": mailbox_counted,
    "language_of": language_of,
    "device_of": device_of,
    "negotiate": negotiate,
    "address_counted": address_counted,
    "trace": trace.named_in,
    "base64": scalars._read_base64,
    "uuid": scalars._read_uuid,
    "moment": scalars._read_moment,
    "cursor": _cursor,
    "columns": lambda text: recognise([text]),
}


@pytest.mark.parametrize("reader", READERS)
def test_a_huge_text_takes_no_time(reader: str) -> None:
    for name, text in HUGE.items():
        began = process_time()
        # It is refused: what matters here is when.
        with suppress(Exception):
            READERS[reader](text)
        assert process_time() - began < SECONDS, name


@pytest.mark.parametrize(
    "address", ["a@" + "b" * 500 + ".tw", "e\u0301" * 400 + "@company.example"]
)
def test_an_address_is_measured_before_it_is_normalised(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.mail.letter.validate_email", _unread)

    key = mailbox_counted(address)

    assert len(key) <= LONGEST_MAILBOX


def _unread(address: str, **_: object) -> None:
    raise AssertionError(address)


def test_what_stands_far_behind_in_a_header_is_not_read() -> None:
    behind = "a/b," * 300

    assert language_of("en") is Language.EN
    assert language_of(behind + "en") is Language.ZH_HANT_TW
    assert negotiate("*/*;q=0.1," + behind + STREAM) == Form(
        media="application/json", streams=False
    )
