"""Tests of the examples in the Python client's README: each is run as it stands."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from models.journal.kinds import EventKind
from models.partner.partner import Scope
from tests.support.paths import PYTHON_CLIENT
from tests.support.people.partners import Clara, served
from tests.support.portal import TestPortal
from tests.support.scenarios.partners import account_event
from web.http.graphql.stream import Streams

PAPER = (PYTHON_CLIENT / "README.md").read_text(encoding="utf-8")
MIRROR, FOLLOW = re.findall(r"^```python\n(.*?)^```$", PAPER, re.MULTILINE | re.DOTALL)


@asynccontextmanager
async def running(
    text: str, *arguments: str, url: str, token: str, folder: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        text,
        *arguments,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(PYTHON_CLIENT / "src"),
            "GPSZONE_URL": url,
            "GPSZONE_TOKEN": token,
        },
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


async def test_the_mirror_of_the_example_copies_and_keeps_up(
    portal: TestPortal, tmp_path: Path
) -> None:
    clara = await Clara.at(portal)
    await account_event(portal, "B0000001")

    async with asyncio.timeout(60), served(portal, Streams()) as server:
        run = running(MIRROR, url=server.url, token=clara.token, folder=tmp_path)
        async with run as mirror:
            first = [await line(mirror) for _ in range(2)]
            await account_event(portal, "B0000002")
            then = await line(mirror)

    assert first == ["B0000001 ACTIVE 0 cards", "the copy is current"]
    assert then == "B0000002 ACTIVE 0 cards"
    assert (tmp_path / "accounts.sqlite3").exists()


async def test_the_mirror_of_the_example_says_why_it_is_refused(
    portal: TestPortal, tmp_path: Path
) -> None:
    clara = await Clara.at(portal, Scope.HANDOFF)

    async with asyncio.timeout(60), served(portal, Streams()) as server:
        run = running(MIRROR, url=server.url, token=clara.token, folder=tmp_path)
        async with run as mirror:
            _, fault = await mirror.communicate()

    assert fault.decode().startswith("SCOPE_MISSING: ")


async def test_the_follower_of_the_example_goes_on_from_its_cursor(
    portal: TestPortal, tmp_path: Path
) -> None:
    clara = await Clara.at(portal)

    async with asyncio.timeout(60), served(portal, Streams()) as server:
        run = running(FOLLOW, url=server.url, token=clara.token, folder=tmp_path)
        async with run as following:
            cursor = await line(following)
        await account_event(portal, "B0000001")
        await account_event(portal, "B0000001", kind=EventKind.ACCOUNT_SUSPENDED)
        run = running(FOLLOW, cursor, url=server.url, token=clara.token, folder=tmp_path)
        async with run as following:
            told = await line(following)
        run = running(
            FOLLOW, "0123456789abcdef.1", url=server.url, token=clara.token, folder=tmp_path
        )
        async with run as following:
            _, fault = await following.communicate()

    assert told == "end the sessions of B0000001"
    assert fault.decode() == "list all accounts again, and begin without a cursor\n"


def test_the_example_has_thirty_lines() -> None:
    assert len(MIRROR.splitlines()) <= 30
