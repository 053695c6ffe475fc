"""Tests of ``python -m web check``: one line for each thing, whatever else is wrong."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from resolvers.health.check import CheckFailed, run_checks
from tests.support.cli.commands import silent_server
from tests.support.cli.lists import list_for
from web.cli.common.exits import Exit
from web.cli.loader import main


def _checked(*more: str) -> tuple[int, dict[str, Any], str]:
    """Return the exit code, what was found by name, and the last sentence."""
    ended = CliRunner().invoke(main, ["check", "--json", *more])
    found = {each["name"]: each for each in json.loads(ended.stdout)}
    return ended.exit_code, found, ended.stderr


@pytest.fixture
def unused_ports(production: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Point everything that is outside at ports on which nobody listens."""
    production.setenv("GPSZONE_SMTP_HOST", "127.0.0.1")
    production.setenv("GPSZONE_SMTP_PORT", "9")
    production.setenv("GPSZONE_REGISTRY_URL", "http://127.0.0.1:9/ems")
    production.setenv("GPSZONE_REDIS_URL", "redis://127.0.0.1:9/0")
    production.setenv("GPSZONE_LIST_URLS", "http://127.0.0.1:9/a.crl http://127.0.0.1:9/b.crl")
    production.setenv("GPSZONE_OCSP_URLS", "G3=http://127.0.0.1:9/ocsp")
    return production


def test_everything_that_is_away_is_named_by_itself(
    unused_ports: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    unused_ports.setenv("GPSZONE_DATABASE_URL", "postgres://nobody@127.0.0.1:9/none")

    code, found, sentence = _checked()

    assert code == Exit.UNAVAILABLE
    failed = {name for name, each in found.items() if not each["sound"]}
    assert failed == {
        "database",
        "migrations",
        "clock",
        "office calendar",
        "registry",
        "mail",
        "redis",
        "list http://127.0.0.1:9/a.crl",
        "list http://127.0.0.1:9/b.crl",
        "responder http://127.0.0.1:9/ocsp",
    }
    assert {"settings", "trust"} == found.keys() - failed
    assert "database" in sentence
    assert "responder http://127.0.0.1:9/ocsp" in sentence
    assert "refused" in found["database"]["said"]
    of_the_database = {name for name in failed if "database" in found[name]["said"]}
    assert of_the_database == {"database", "migrations", "clock", "office calendar"}, found


def test_what_is_sound_says_what_it_is(demo_state: Path, production: pytest.MonkeyPatch) -> None:
    production.setenv("GPSZONE_DATABASE_URL", f"sqlite://{demo_state / 'gpszone.sqlite3'}")

    _, found, _ = _checked()

    assert found["database"] == {"name": "database", "sound": True, "said": "can be written to"}
    assert found["migrations"]["said"] == "all applied"
    assert "until" in found["trust"]["said"]
    # Nothing was imported.
    assert (found["registry"]["sound"], found["registry"]["said"]) == (False, "REGISTRY_EMPTY")


def test_a_database_without_tables_is_not_migrated(
    production: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    production.setenv("GPSZONE_DATABASE_URL", f"sqlite://{tmp_path / 'new.sqlite3'}")

    _, found, _ = _checked()

    assert "python -m web migrate" in found["migrations"]["said"]


def test_lines_name_each_thing_once(unused_ports: pytest.MonkeyPatch, demo_state: Path) -> None:
    unused_ports.setenv("GPSZONE_DATABASE_URL", f"sqlite://{demo_state / 'gpszone.sqlite3'}")

    ended = CliRunner().invoke(main, ["check"])

    lines = ended.stdout.splitlines()
    assert [line.split()[0] for line in lines[:8]] == [
        "settings",
        "database",
        "migrations",
        "clock",
        "trust",
        "office",
        "registry",
        "mail",
    ]
    assert all((" ok " in line) != (" FAILED " in line) for line in lines)


def test_settings_that_are_wrong_end_it_at_once(production: pytest.MonkeyPatch) -> None:
    production.setenv("GPSZONE_DATABASE_URL", "nonsense")

    ended = CliRunner().invoke(main, ["check"])

    assert ended.exit_code == Exit.USAGE
    assert "GPSZONE_DATABASE_URL" in ended.stderr


def test_a_server_that_says_nothing_is_not_waited_for(
    unused_ports: pytest.MonkeyPatch, demo_state: Path
) -> None:
    unused_ports.setenv("GPSZONE_DATABASE_URL", f"sqlite://{demo_state / 'gpszone.sqlite3'}")
    unused_ports.setattr("web.cli.check.SECONDS", 0.5)
    with silent_server() as port:
        unused_ports.setenv("GPSZONE_SMTP_PORT", str(port))
        _, found, _ = _checked()

    assert found["mail"] == {
        "name": "mail",
        "sound": False,
        "said": "no answer within 0.5 seconds",
    }


async def test_a_check_that_breaks_stops_no_other() -> None:
    async def breaks() -> str:
        raise ZeroDivisionError("in a new way")

    async def fails() -> str:
        raise CheckFailed("do this")

    async def passes() -> str:
        return "sound"

    found = await run_checks({"one": breaks, "two": fails, "three": passes}, seconds=5, explain=str)

    assert [(each.name, each.sound, each.said) for each in found] == [
        ("one", False, "in a new way"),
        ("two", False, "do this"),
        ("three", True, "sound"),
    ]


HOST = "http://lists.example/crl/complete.crl"


@contextmanager
def serving(content: bytes) -> Iterator[str]:
    """Serve one list from a thread beside the command; give its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/complete.crl"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("url", "same", "sound"),
    [
        (None, None, True),
        (HOST, None, False),
        (HOST, "lists.example=ocsp-moica.moi.gov.tw", True),
        ("http://moica.nat.gov.tw/crl/complete.crl", None, True),
        ("http://moica.nat.gov.tw/crl/complete.crl", "none", False),
    ],
)
def test_a_list_that_speaks_of_nobody_is_named(
    production: pytest.MonkeyPatch,
    demo_state: Path,
    url: str | None,
    same: str | None,
    sound: object,
) -> None:
    production.setenv("GPSZONE_DATABASE_URL", f"sqlite://{demo_state / 'gpszone.sqlite3'}")
    if same is not None:
        production.setenv("GPSZONE_CRL_SAME_HOSTS", same)

    with serving(list_for(url)) as address:
        production.setenv("GPSZONE_LIST_URLS", address)
        _, found, _ = _checked()

    said = found[f"list {address}"]
    assert said["sound"] is sound, said
    if not sound:
        assert "speaks of nobody" in said["said"]
        assert "ocsp-moica.moi.gov.tw" in said["said"]
        assert "GPSZONE_CRL_SAME_HOSTS" in said["said"]
