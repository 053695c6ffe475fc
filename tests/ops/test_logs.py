"""Tests of the log: one line an event, with the trace, without personal data (abuse 43)."""

import io
import json
import logging
import sys
from typing import Any

import pytest

from models.company.company import FIELDS
from models.company.declaration import FieldKind
from models.core import trace
from models.database.unavailable import DatabaseUnavailable
from models.settings.operations import LogForm
from tests.support import cards
from tests.support.people.people import Person
from tests.support.portal import COMPANY, TestPortal
from web.ops.logs import Formatter, UnavailableFilter, redacted, set_up, visible

# New lines of every kind, a terminal's escape, marks that turn the direction, a null.
HOSTILE = "a\r\nb\x85c\u2028d\u2029e\x1b[31mf\u202eg\u200fh\x00i\x7fj\x9b"


@pytest.fixture
def log() -> io.StringIO:
    """Capture what a production process logs, at debug level for our own loggers."""
    written = io.StringIO()
    set_up(form=LogForm.JSON, process="web", level=logging.DEBUG, to=written)
    return written


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def said(log: io.StringIO, logger: str) -> list[dict[str, Any]]:
    """Return what one logger wrote."""
    return [line for line in lines(log) if line["logger"] == logger]


def record(message: str, *args: object, fault: bool = False) -> logging.LogRecord:
    """Create a record, with the current exception if asked."""
    exc_info = sys.exc_info() if fault else None
    return logging.LogRecord("web.test", logging.ERROR, __file__, 1, message, args, exc_info)


# Six or eight signs may stand in a log by chance.
_NUMBERS = {FieldKind.CONTROL_NUMBER, FieldKind.POSTAL_CODE}


async def _path(portal: TestPortal, person: Person) -> list[str]:
    """Run the whole path; return every secret and personal value in it."""
    await person.apply()
    session = next(iter(person.browser.cookies.values()))
    challenge = (await person.challenge())["challenge"]
    signature = person.sign(challenge["text"])
    await person.bind(challenge=challenge, signature=signature)
    await portal.review()
    await portal.mail()
    token = portal.post.link()
    await person.look(token)
    await person.activate(token)
    await portal.mail()
    return [
        session,
        token,
        challenge["text"].splitlines()[-1],
        "holder@company.example",
        "02-12345678",
        *(COMPANY.fact(field) for field, its in FIELDS.items() if its.kind not in _NUMBERS),
        cards.citizen().card_number,
        "測試",
        "127.0.0.1",
        "gpszone=",
    ]


async def test_a_whole_path_leaves_nobodys_data_in_the_log(
    portal: TestPortal, log: io.StringIO
) -> None:
    alice = Person.at(portal)

    secrets = await _path(portal, alice)

    text = log.getvalue()
    readable = json.dumps(lines(log), ensure_ascii=False)
    assert len(said(log, "web.http.graphql.observe")) == 5
    assert [line["message"] for line in said(log, "resolvers.mail.send")]
    assert [secret for secret in secrets if secret in text or secret in readable] == []


async def test_a_failure_of_ours_leaves_nobodys_data_in_the_log(
    portal: TestPortal, log: io.StringIO
) -> None:
    try:
        raise ValueError(
            "duplicate key\nDETAIL:  Key (email)=(alice@company.example) exists. 0912-345678 "
            f"{cards.citizen().card_number} A123456789 {'k3Y_' * 10}abc"
        )
    except ValueError:
        logging.getLogger("web.test").exception("it broke for %s", "alice@company.example")

    [line] = said(log, "web.test")
    assert "ValueError" in line["exception"]
    assert line["message"] == "it broke for (e-mail)"
    for secret in ("alice", "0912", "TP0000", "A123456789", "k3Y_"):
        assert secret not in log.getvalue()


@pytest.mark.parametrize("form", list(LogForm))
def test_abuse_43_nothing_that_is_logged_makes_a_line_of_its_own(form: LogForm) -> None:
    formatter = Formatter(form=form, process="web")

    line = formatter.format(record("nickname %s", HOSTILE))

    assert len(line.splitlines()) == 1
    assert [character for character in line if visible(character) != character] == []
    assert "nickname a" in line


@pytest.mark.parametrize("form", list(LogForm))
def test_abuse_43_a_long_message_is_cut(form: LogForm) -> None:
    line = Formatter(form=form, process="web").format(record("x" * 80_000))

    assert len(line) < 3_000


def test_abuse_43_a_long_traceback_is_cut_where_a_line_ends() -> None:
    try:
        raise ValueError("alice@company.example x\n" * 8_000)
    except ValueError:
        line = Formatter(form=LogForm.JSON, process="web").format(record("it broke", fault=True))

    assert len(line) < 21_000
    assert set(json.loads(line)["exception"].splitlines()) == {"(e-mail) x"}


def test_abuse_43_a_traceback_cannot_play_another_line() -> None:
    formatter = Formatter(form=LogForm.TEXT, process="web")
    try:
        raise ValueError("x\n2026-03-02T00:00:00 INFO web.http.graphql.observe [-] forged")
    except ValueError:
        text = formatter.format(record("it broke", fault=True))

    first, *others = text.splitlines()
    assert first.endswith("it broke")
    assert others
    assert all(line.startswith("    ") for line in others)


def test_a_line_has_its_fields_and_no_others() -> None:
    entry = record("hello")
    entry.operation, entry.cookie = "Apply", "secret"
    with trace.carrying("a" * 32):
        line = json.loads(Formatter(form=LogForm.JSON, process="worker").format(entry))

    assert line.keys() == {"time", "level", "logger", "message", "trace", "process", "operation"}
    assert (line["level"], line["trace"], line["operation"]) == ("ERROR", "a" * 32, "Apply")
    assert line["process"].startswith("worker/")
    assert line["time"].endswith("+00:00")


def test_a_call_that_does_not_fit_its_arguments_is_written_all_the_same() -> None:
    line = json.loads(Formatter(form=LogForm.JSON, process="web").format(record("%d", "x")))

    assert line["message"] == "%d"


@pytest.mark.parametrize(
    "kept",
    [
        "GZ-20260302-7KQ2M9",
        "mail 0b9f2d7e-1c1a-4f0e-9a55-0912345678ab was sent",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "2026-03-02T10:00:00.000+00:00",
        "revocation list https://lists.example/MOICA-G3.crl: BadStatus status 503",
        "the limit of apply by address is reached (limits: on)",
    ],
)
def test_what_an_operator_needs_is_kept(kept: str) -> None:
    assert redacted(kept) == kept


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Look", "Look"),
        ("_a9", "_a9"),
        ("a" * 64, "a" * 64),
        ("a" * 65, None),
        ("Look\nforged", None),
        ("看", None),
        ("9a", None),
        ("", None),
    ],
)
async def test_an_operation_is_named_only_by_what_is_a_name(
    portal: TestPortal, log: io.StringIO, name: str, shown: str | None
) -> None:
    asked = {"query": "query Look { service { name } }", "operationName": name}
    async with portal.browser() as browser:
        answer = await browser.post("/graphql", json=asked)

    [line] = said(log, "web.http.graphql.observe")
    assert line["operation"] == shown
    assert line["status"] == answer.status_code
    assert line["trace"] == answer.headers["x-request-id"]


async def test_each_request_has_one_line(portal: TestPortal, log: io.StringIO) -> None:
    async with portal.browser() as browser:
        await browser.post("/graphql", json={"query": "{ service { name } }"})
        await browser.post("/graphql", json={"query": "{ nothing }"})
        await browser.post("/graphql", content=b"{", headers={"content-type": "application/json"})
        await browser.get("/healthz")

    seen = [
        (line["kind"], line["outcome"], line["status"])
        for line in said(log, "web.http.graphql.observe")
    ]
    assert seen == [
        ("query", "done", 200),
        ("unknown", "refused", 200),
        ("unknown", "refused", 400),
    ]
    assert all(line["milliseconds"] >= 0 for line in said(log, "web.http.graphql.observe"))


def _fail(log_as: str, fault: Exception) -> None:
    try:
        raise RuntimeError("a job") from fault
    except RuntimeError:
        logging.getLogger("web.jobs").exception(log_as)


def test_a_database_that_is_away_is_one_line_a_second_without_tracebacks(
    log: io.StringIO,
) -> None:
    [handler] = [
        one for one in logging.getLogger().handlers if isinstance(one.formatter, Formatter)
    ]
    clock = [100.0]
    handler.filters[:] = [UnavailableFilter(clock=lambda: clock[0])]
    away = DatabaseUnavailable(ConnectionRefusedError("refused"))

    for moment in (100.0, 100.1, 100.9, 101.0, 101.5, 109.0):
        clock[0] = moment
        _fail("job review failed", away)
        _fail("job mail failed", away)

    told = [line["message"] for line in said(log, "web.jobs")]
    reason = "the database is unavailable: ConnectionRefusedError: refused"
    assert told == [
        f"job review failed: {reason}",
        f"job review failed: {reason}; 5 such lines were left out",
        f"job review failed: {reason}; 3 such lines were left out",
    ]
    assert "Traceback" not in log.getvalue()


def test_the_pool_tells_of_a_database_that_is_away_without_tracebacks(log: io.StringIO) -> None:
    pool = logging.getLogger("asyncpg.pool")
    for _ in range(5):
        try:
            raise ConnectionRefusedError("refused")
        except ConnectionRefusedError:
            pool.warning("Failed to restore the pool; retrying", exc_info=True)

    [line] = said(log, "asyncpg.pool")
    reason = "the database is unavailable: ConnectionRefusedError: refused"
    assert line["message"] == f"Failed to restore the pool; retrying: {reason}"
    assert "Traceback" not in log.getvalue()


def test_other_failures_keep_their_lines_and_tracebacks(log: io.StringIO) -> None:
    away = DatabaseUnavailable(ConnectionRefusedError("refused"))
    _fail("job review failed", away)
    _fail("job mail failed", ValueError("a fault of ours"))
    _fail("job mail failed", ValueError("a fault of ours"))

    exceptions = [line.get("exception", "") for line in said(log, "web.jobs")]
    assert [("Traceback" in text) for text in exceptions] == [False, True, True]


def test_a_database_that_is_away_is_found_in_a_group(log: io.StringIO) -> None:
    away = DatabaseUnavailable(ConnectionRefusedError("refused"))
    _fail("the tasks failed", ExceptionGroup("tasks", [away]))

    [line] = said(log, "web.jobs")
    assert "the database is unavailable" in line["message"]
