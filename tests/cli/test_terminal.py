"""Tests of commands with and without a terminal: progress, user names, characters, signals."""

import asyncio
import os
import pty
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click
import httpx
import pytest

from tests.support.cli.commands import PRODUCTION
from tests.support.paths import ROOT
from tests.support.pki.trust_folder import confirm_both
from tests.support.run.ending import ending
from tests.support.run.patience import PATIENCE
from tests.support.servers.process import free_port, until
from tests.support.templates import Templates
from web.cli.common.operator import operator_name
from web.cli.common.progress import progress

REGISTRY = ROOT / "web/demo/registry.json"
# As in the image: a number that no name belongs to, and nothing that says one.
NAMELESS = """
import os, pwd, runpy, sys

def nobody(uid):
    raise KeyError(f"getpwuid(): uid not found: {uid}")

pwd.getpwuid = nobody
runpy.run_module("web", run_name="__main__")
"""


@pytest.fixture
def environ(templates: Templates, tmp_path: Path) -> dict[str, str]:
    """Give the environment of a production host with a migrated SQLite database."""
    file = tmp_path / "portal.sqlite3"
    shutil.copy(templates.sqlite, file)
    confirm_both(tmp_path / "trust")
    return {
        "PATH": os.environ["PATH"],
        **PRODUCTION,
        "GPSZONE_DATABASE_URL": f"sqlite://{file}",
        "GPSZONE_TRUST": str(tmp_path / "trust"),
    }


def _run(
    *words: str, environ: Mapping[str, str], program: tuple[str, ...] = ("-m", "web")
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *program, *words],
        cwd=ROOT,
        env=dict(environ),
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def test_progress_is_on_stderr_at_a_terminal(environ: dict[str, str]) -> None:
    terminal, theirs = pty.openpty()
    command = [sys.executable, "-m", "web", "registry", "import", str(REGISTRY)]

    with subprocess.Popen(
        command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=theirs, text=True
    ) as running:
        os.close(theirs)
        said, _ = running.communicate(timeout=120)
    shown = os.read(terminal, 10_000).decode()
    os.close(terminal)

    assert running.returncode == 0
    assert "Importing registry.json" in shown
    assert "100%" in shown
    assert "Importing" not in said


def test_progress_is_nowhere_away_from_a_terminal(environ: dict[str, str]) -> None:
    ended = _run("registry", "import", str(REGISTRY), environ=environ)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "Importing" not in ended.stdout


def test_progress_without_a_terminal_can_be_moved() -> None:
    with click.Context(click.Command("any")), progress("Counting") as advance:
        advance(1, 2)


@pytest.mark.parametrize("command", ["person export --name 無名氏", "partner list", "trust list"])
def test_a_user_without_a_name_is_a_number(command: str, environ: dict[str, str]) -> None:
    ended = _run(*command.split(), environ=environ, program=("-c", NAMELESS))

    assert ended.returncode == (1 if command.startswith("person") else 0), ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_address_needs_a_user_where_this_one_has_no_name(
    environ: dict[str, str],
) -> None:
    address = {"GPSZONE_DATABASE_URL": "postgres://127.0.0.1:1/portal"}

    ended = _run("journal", "head", environ=environ | address, program=("-c", NAMELESS))

    assert ended.returncode == 2
    assert ended.stderr.startswith("Error: GPSZONE_DATABASE_URL: expected a user name in the URL")


def test_an_operator_is_named_or_numbered(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)

    assert operator_name("Bruno") == "Bruno"
    assert operator_name() == f"user {os.getuid()}"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_a_name_is_printed_whatever_the_terminal_can_show(
    encoding: str, environ: dict[str, str]
) -> None:
    environ |= {"PYTHONIOENCODING": encoding}
    created = _run(
        *("staff", "create", "--name", "測試", "--last-four", "0001"),
        *("--mailbox", "a@agency.example"),
        environ=environ,
    )

    listed = _run("staff", "list", "--json", environ=environ)

    assert (created.returncode, listed.returncode) == (0, 0), created.stderr + listed.stderr
    assert "STF-0001" in listed.stdout


async def test_ctrl_c_ends_a_command_that_waits(environ: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        port = server.getsockname()[1]
        environ |= {"GPSZONE_DATABASE_URL": f"postgres://portal@127.0.0.1:{port}/portal"}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "web", "journal", "head"),
            cwd=ROOT,
            env=environ,
            stderr=asyncio.subprocess.PIPE,
            # A shell lets what it runs in the background ignore it.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )
        async with ending(process):
            connection, _ = await asyncio.get_running_loop().sock_accept(server)
            process.send_signal(signal.SIGINT)
            _, wrong = await process.communicate()
            connection.close()

    assert (process.returncode, wrong.strip()) == (130, b"")


async def test_a_process_serves_while_redis_is_away_and_ends_when_told(
    environ: dict[str, str],
) -> None:
    port = free_port()
    environ |= {"GPSZONE_REDIS_URL": "redis://127.0.0.1:1/0"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "web", "serve", "--port", str(port)),
        cwd=ROOT,
        env=environ,
        stderr=asyncio.subprocess.PIPE,
    )
    async with (
        ending(process),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE) as client,
    ):

        async def answers() -> bool:
            try:
                return (await client.get("/healthz")).status_code == 200
            except httpx.TransportError:
                return False

        await until(answers)
        process.send_signal(signal.SIGTERM)
        _, wrong = await process.communicate()

    assert process.returncode == 0
    assert b"Traceback" not in wrong
