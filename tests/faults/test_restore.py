"""The drill of docs/operate/restore.md: a backup of a running service is restored, as it says."""

import asyncio
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest

from tests.conftest import on_server
from tests.support.cli.commands import PRODUCTION
from tests.support.paths import ROOT
from tests.support.people.people import form
from tests.support.run.nightly import nightly
from tests.support.servers.process import Demo

PAGE = (ROOT / "docs/operate/restore.md").read_text(encoding="utf-8")
APPLY = "mutation($i: ApplyInput!) { apply(input: $i) { __typename } }"

pytestmark = [nightly, pytest.mark.parametrize("database_url", ["postgres"], indirect=True)]


def said(command: str, *, url: str, cwd: Path) -> str:
    """Run a command of the page, as the page writes it, and return what it printed."""
    assert command in PAGE, command
    words = command.replace('"$GPSZONE_DATABASE_URL"', url).split()
    ended = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


async def operated(*words: str, demo: Demo) -> str:
    """Run one of the service's own commands, with the demo's keys and database."""
    environ = {
        **os.environ,
        **PRODUCTION,
        "GPSZONE_DATABASE_URL": demo.database_url,
        "GPSZONE_EVIDENCE_KEYS": (demo.state / "evidence.key").read_text(),
        "GPSZONE_TRUST": str(demo.state / "trust"),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "web", *words),
        cwd=ROOT,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(120):
        output, _ = await process.communicate()
    assert process.returncode == 0, output.decode()
    return output.decode()


async def applied(demo: Demo) -> None:
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(base_url=demo.origin, headers=headers, timeout=60) as browser:
        typed = {**form(), "requestKey": str(uuid4())}
        answer = await browser.post("/graphql", json={"query": APPLY, "variables": {"i": typed}})
    assert answer.json()["data"]["apply"]["__typename"] == "ApplySuccess"


async def head(demo: Demo) -> str:
    found = re.search(r"[0-9]+:[0-9a-f]{64}", await operated("journal", "head", demo=demo))
    assert found is not None
    return found[0]


@pytest.fixture
def started() -> Iterator[Callable[[Demo], Demo]]:
    """Kill each demo of the test at its end."""
    demos: list[Demo] = []

    def one_more(demo: Demo) -> Demo:
        demos.append(demo)
        return demo

    yield one_more
    for demo in demos:
        demo.kill()


@pytest.mark.skipif(shutil.which("pg_dump") is None, reason="there is no pg_dump here")
async def test_a_backup_is_restored_as_the_page_says(
    database_url: str, tmp_path: Path, started: Callable[[Demo], Demo]
) -> None:
    restored = f"{urlsplit(database_url).path[1:]}_restored"
    demo = started(Demo(tmp_path, database_url))
    await demo.start()
    await applied(demo)

    kept = await head(demo)
    dump = 'pg_dump --format=custom --file=gpszone.dump "$GPSZONE_DATABASE_URL"'
    said(dump, url=database_url, cwd=tmp_path)
    await applied(demo)
    lost = await head(demo)
    demo.kill()

    await on_server(f"CREATE DATABASE {restored}")
    try:
        restore = (
            'pg_restore --exit-on-error --no-owner --dbname="$GPSZONE_DATABASE_URL" gpszone.dump'
        )
        url = f"{database_url}_restored"
        said(restore, url=url, cwd=tmp_path)
        again = started(Demo(tmp_path, url, port=demo.port, card_port=demo.card_port))
        whole = await operated("journal", "verify", "--kept", kept, demo=again)
        begun = await operated("journal", "begin-epoch", "--by", "olga", demo=again)
        await again.start()
        await applied(again)
        after = await head(again)
        again.kill()
    finally:
        await on_server(f"DROP DATABASE {restored} WITH (FORCE)")

    assert "the chain is complete" in whole
    assert "has begun" in begun
    for command in ("journal verify --kept", "journal begin-epoch --by", "journal head", "check"):
        assert f"python -m web {command}" in PAGE
    # The numbers are given again, to other events.
    assert int(after.partition(":")[0]) >= int(kept.partition(":")[0])
    assert after != lost
