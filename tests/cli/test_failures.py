"""Tests of commands that fail: one sentence on stderr, and a documented exit code."""

import asyncio
import errno
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import asyncpg
import click
import pytest
from click.testing import CliRunner, Result
from tortoise.exceptions import OperationalError

from models.database.migrating.locks import LockedTooLong
from models.database.transaction import opened
from tests.conftest import POSTGRES
from tests.support.cli.commands import ARGUMENTS, ON_DATABASE, called, silent_server
from tests.support.paths import ROOT
from tests.support.servers.process import free_port
from tests.support.templates import Templates
from web.cli.common import database, runner
from web.cli.common.exits import MEANINGS, CommandFailed, Exit
from web.cli.common.failures import ending_of
from web.cli.common.runner import OperatorCommand
from web.cli.loader import main

ON_MIGRATED = tuple(name for name in ON_DATABASE if name != "migrate")


@pytest.fixture
def sqlite(production: pytest.MonkeyPatch, templates: Templates, tmp_path: Path) -> Path:
    """Set a migrated SQLite database, and name its file."""
    file = tmp_path / "portal.sqlite3"
    shutil.copy(templates.sqlite, file)
    production.setenv("GPSZONE_DATABASE_URL", f"sqlite://{file}")
    return file


def _fails(command: list[str], *, code: Exit) -> str:
    """Carry a command out that must fail; give its one sentence."""
    ended = CliRunner().invoke(main, command)
    assert ended.exit_code == code, ended.output
    return _sentence(ended)


def _sentence(ended: Result) -> str:
    """Insist on one sentence on stderr and on nothing else; give it."""
    assert ended.exit_code in MEANINGS
    assert "Traceback" not in ended.output
    assert ended.stdout == ""
    # Of several reasons each has a line of its own below the sentence, indented.
    [line] = [line for line in ended.stderr.splitlines() if not line.startswith("  ")]
    assert line.startswith("Error: ")
    return line.removeprefix("Error: ")


@pytest.mark.parametrize("name", ON_DATABASE)
def test_a_database_that_refuses_is_named(name: str, production: pytest.MonkeyPatch) -> None:
    production.setenv("GPSZONE_DATABASE_URL", "postgres://portal:geheim@127.0.0.1:1/portal")

    said = _fails(called(name), code=Exit.UNAVAILABLE)

    assert said == "the database at 127.0.0.1:1 cannot be reached: Connection refused"


# The driver itself would give up after a minute.
@pytest.mark.timeout(50)
@pytest.mark.parametrize("name", ON_DATABASE)
def test_a_database_that_is_silent_is_not_waited_for(
    name: str, production: pytest.MonkeyPatch
) -> None:
    production.setattr(database, "CONNECT_SECONDS", 0.1)
    with silent_server() as port:
        production.setenv("GPSZONE_DATABASE_URL", f"postgres://portal@127.0.0.1:{port}/portal")
        said = _fails(called(name), code=Exit.UNAVAILABLE)

    assert said == f"the database at 127.0.0.1:{port} cannot be reached: no answer in time"


@pytest.mark.parametrize("name", ON_MIGRATED)
def test_a_database_without_tables_is_not_migrated(
    name: str, production: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    production.setenv("GPSZONE_DATABASE_URL", f"sqlite://{tmp_path / 'empty.sqlite3'}")

    said = _fails(called(name), code=Exit.UNAVAILABLE)

    assert said == "the database is not migrated to this version; run `python -m web migrate`"


@pytest.mark.parametrize("name", ON_MIGRATED)
def test_a_database_of_an_older_version_is_not_migrated(name: str, sqlite: Path) -> None:
    with closing(sqlite3.connect(sqlite)) as base, base:
        base.execute(
            "DELETE FROM tortoise_migrations WHERE id = (SELECT max(id) FROM tortoise_migrations)"
        )

    said = _fails(called(name), code=Exit.UNAVAILABLE)

    assert said.startswith("the database is not migrated to this version")


@pytest.mark.parametrize("name", ON_DATABASE)
def test_a_wrong_setting_is_named(name: str, production: pytest.MonkeyPatch) -> None:
    production.setenv("GPSZONE_DATABASE_URL", "postgres://portal@127.0.0.1:1/portal")
    production.setenv("GPSZONE_SMTP_PORT", "abc")

    said = _fails(called(name), code=Exit.USAGE)

    assert said.startswith("GPSZONE_SMTP_PORT")


@pytest.mark.parametrize("name", ["trust add", "trust list"])
def test_a_wrong_setting_of_trust_is_named(name: str, production: pytest.MonkeyPatch) -> None:
    production.setenv("GPSZONE_TRUST_FILE", "/nowhere")

    ended = CliRunner().invoke(main, called(name))

    assert ended.exit_code == Exit.USAGE
    assert "GPSZONE_TRUST_FILE" in _sentence(ended)


@pytest.mark.parametrize("name", [name for name, given in ARGUMENTS.items() if "FILE" in given])
@pytest.mark.parametrize(("file", "reason"), [("missing.csv", "not exist"), ("docs", "directory")])
def test_a_file_that_is_none_is_wrong_usage(name: str, file: str, reason: str) -> None:
    ended = CliRunner().invoke(main, called(name, file=file))

    assert ended.exit_code == Exit.USAGE
    assert reason in ended.stderr
    assert ended.stdout == ""


@pytest.mark.parametrize("name", ["registry import", "staff import-accounts"])
@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00\x81", b'[{"a": 1'])
def test_a_file_of_something_else_is_refused(
    name: str, content: bytes, sqlite: Path, tmp_path: Path
) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(content)

    said = _fails(called(name, file=file), code=Exit.REFUSED)

    assert said.startswith("file.csv ")


@pytest.mark.parametrize("name", ["trust list", "trust add"])
def test_a_trust_folder_that_is_a_file_is_a_sentence(
    name: str, production: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    production.setenv("GPSZONE_TRUST", str(tmp_path / "file"))

    assert _fails(called(name), code=Exit.USAGE).startswith("GPSZONE_TRUST=")


@pytest.mark.parametrize("name", ["serve", "work"])
def test_processes_do_not_start_without_ca_certificates(
    name: str, sqlite: Path, production: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    production.setenv("GPSZONE_TRUST", str(tmp_path / "nothing"))

    assert "no CA certificate" in _fails(called(name), code=Exit.UNAVAILABLE)


@pytest.fixture
def taken() -> Iterator[int]:
    """Listen on a port, and give it."""
    with silent_server() as port:
        yield port


def test_a_port_that_is_taken_is_named(sqlite: Path, taken: int) -> None:
    said = _fails(["serve", "--port", str(taken)], code=Exit.UNAVAILABLE)

    assert said == f"port {taken} is in use by another program"


@pytest.mark.parametrize("command", [["work"], ["serve", "--port", "PORT"]])
def test_a_port_of_metrics_that_is_taken_is_named(
    command: list[str], sqlite: Path, taken: int
) -> None:
    free = str(free_port())
    words = [free if word == "PORT" else word for word in command]

    said = _fails([*words, "--metrics-port", str(taken)], code=Exit.UNAVAILABLE)

    assert said == f"port {taken} is in use by another program"


def test_a_host_that_is_another_machines_is_wrong_usage(sqlite: Path) -> None:
    said = _fails(["serve", "--host", "192.0.2.1", "--port", str(free_port())], code=Exit.USAGE)

    assert said.startswith("192.0.2.1:")


def _opened_with(pragma: str, patched: pytest.MonkeyPatch) -> None:
    """Open SQLite with a pragma that no setting may name."""
    patched.setattr(database, "opened", lambda url, **more: opened(f"{url}?{pragma}", **more))


def test_a_locked_database_is_a_sentence(sqlite: Path, production: pytest.MonkeyPatch) -> None:
    _opened_with("busy_timeout=50", production)
    create = called("staff create")
    with closing(sqlite3.connect(sqlite, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = _fails(create, code=Exit.UNAVAILABLE)

    assert said == "the database is locked by another process; try again"
    assert CliRunner().invoke(main, create).exit_code == 0


def test_a_full_database_is_a_sentence(sqlite: Path, production: pytest.MonkeyPatch) -> None:
    # SQLite takes for one page what it has already, and no more.
    _opened_with("max_page_count=1", production)
    file = sqlite.with_name("accounts.csv")
    rows = (f"A{row:07},公司{row},a{row}@company.example" for row in range(1_000))
    lines = ["control_number,company_name,mailbox", *rows, ""]
    file.write_text("\n".join(lines), encoding="utf-8")

    said = _fails(called("staff import-accounts", file=file), code=Exit.UNAVAILABLE)

    assert said == "the database's disk is full"


def test_a_database_that_is_none_is_a_sentence(sqlite: Path) -> None:
    sqlite.write_bytes(b"something else, and long enough to be looked at" * 100)

    said = _fails(called("journal head"), code=Exit.UNAVAILABLE)

    assert said == "the database file is not an SQLite database"


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/nosuchdatabase", "the database in GPSZONE_DATABASE_URL does not exist on the server"),
        ("/postgres", "the database is not migrated to this version; run `python -m web migrate`"),
    ],
)
@pytest.mark.usefixtures("templates")
def test_a_server_without_our_database_is_a_sentence(
    address: str, said: str, production: pytest.MonkeyPatch, templates: Templates
) -> None:
    if templates.postgres is None:
        pytest.skip(templates.why_not)
    production.setenv("GPSZONE_DATABASE_URL", POSTGRES + address)

    assert _fails(called("journal head"), code=Exit.UNAVAILABLE) == said


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (asyncpg.ReadOnlySQLTransactionError("cannot execute UPDATE"), Exit.UNAVAILABLE),
        (asyncpg.DiskFullError("could not extend file"), Exit.UNAVAILABLE),
        (asyncpg.DeadlockDetectedError("deadlock"), Exit.UNAVAILABLE),
        (asyncpg.TooManyConnectionsError("too many"), Exit.UNAVAILABLE),
        (asyncpg.CannotConnectNowError("starting up"), Exit.UNAVAILABLE),
        (asyncpg.AdminShutdownError("terminating connection"), Exit.UNAVAILABLE),
        (asyncpg.ConnectionDoesNotExistError("closed in the middle"), Exit.UNAVAILABLE),
        (asyncpg.InvalidPasswordError("password authentication failed"), Exit.UNAVAILABLE),
        (asyncpg.InsufficientPrivilegeError("permission denied"), Exit.UNAVAILABLE),
        (asyncpg.UndefinedTableError('relation "event" does not exist'), Exit.UNAVAILABLE),
        (asyncpg.UniqueViolationError("Key (name)=(測試甲) exists"), Exit.SOFTWARE),
        (OSError(errno.ENOSPC, "No space left on device"), Exit.WRITING),
        (OSError(errno.EROFS, "Read-only file system", "/run/trust/x"), Exit.WRITING),
        (PermissionError(errno.EACCES, "Permission denied", "/run/trust"), Exit.USAGE),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"), Exit.USAGE),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset"), Exit.UNAVAILABLE),
        (CommandFailed(Exit.PARTIAL, "some"), Exit.PARTIAL),
        (KeyError("getpwuid(): uid not found: 10001"), Exit.SOFTWARE),
    ],
)
def test_what_a_driver_or_the_system_says_has_a_code(fault: Exception, code: Exit) -> None:
    wrapped = OperationalError(fault)
    grouped = ExceptionGroup("unhandled errors in a TaskGroup", [fault])

    endings = [ending_of(error) for error in (fault, wrapped, grouped)]

    assert {ending.code for ending in endings} == {code}
    assert all(ending.sentence for ending in endings)
    assert not any("測試甲" in ending.sentence for ending in endings)


def _command(work: BaseException) -> click.Group:
    """Make a command that fails in a way of its own."""

    @click.group()
    def root() -> None:
        pass

    @root.command(cls=OperatorCommand)
    async def go() -> None:
        await asyncio.sleep(0)
        raise work

    return root


def test_what_nobody_foresaw_is_one_sentence_without_its_text() -> None:
    ended = CliRunner().invoke(_command(KeyError("測試甲 0912345678")), ["go"])

    assert ended.exit_code == Exit.SOFTWARE
    assert (
        _sentence(ended)
        == "unexpected KeyError; run the command again with --traceback for details"
    )


def test_a_traceback_is_shown_when_it_is_asked_for() -> None:
    ended = CliRunner().invoke(_command(KeyError("here")), ["go", "--traceback"])

    assert ended.exit_code == Exit.SOFTWARE
    assert "Traceback (most recent call last):" in ended.stderr
    assert "KeyError: 'here'" in ended.stderr


def test_a_process_that_logs_writes_the_traceback_into_its_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(runner, "is_set_up", lambda: True)

    ended = CliRunner().invoke(_command(KeyError("here")), ["go"])

    assert ended.exit_code == Exit.SOFTWARE
    [record] = caplog.records
    assert record.exc_info is not None
    assert record.levelname == "CRITICAL"


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), click.Abort()])
def test_ctrl_c_ends_with_130(interruption: BaseException) -> None:
    if isinstance(interruption, click.Abort):
        # As click raises it where a question is asked.
        interruption.__context__ = KeyboardInterrupt()

    ended = CliRunner().invoke(_command(interruption), ["go"])

    assert ended.exit_code == Exit.INTERRUPTED
    assert ended.output.strip() == ""


def _piped(command: str, environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-c", f"{sys.executable} -m web {command}; exit ${{PIPESTATUS[0]}}"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_reader_that_has_ended_is_no_failure_to_talk_about(
    production: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environ = {"GPSZONE_TRUST": str(tmp_path / "trust")}

    ended = _piped("trust list | true", environ)

    assert (ended.returncode, ended.stderr) == (Exit.PIPE_CLOSED, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_an_output_that_is_full_is_a_sentence(
    production: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environ = {"GPSZONE_TRUST": str(tmp_path / "trust")}

    ended = _piped("trust list > /dev/full", environ)

    assert ended.returncode == Exit.WRITING
    assert ended.stderr == "Error: writing failed: No space left on device\n"


WRITES = """
import sys, click
from web.cli.common.runner import OperatorCommand

@click.command(cls=OperatorCommand)
def write():
    sys.stdout.write("as the csv module does, into the buffer")

write()
"""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_what_is_still_in_the_buffer_fails_in_a_sentence_too() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-c", WRITES],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"]},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )

    assert ended.returncode == Exit.WRITING
    assert ended.stderr == "Error: writing failed: No space left on device\n"


def test_sockets_are_given_back_when_one_of_them_is_taken(sqlite: Path, taken: int) -> None:
    _fails(["serve", "--host", "127.0.0.1", "--port", str(taken)], code=Exit.UNAVAILABLE)

    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", taken))


def test_a_migration_that_is_given_up_can_be_run_again() -> None:
    ending = ending_of(LockedTooLong("0042 was given up"))

    assert (ending.code, ending.sentence) == (Exit.UNAVAILABLE, "0042 was given up")
