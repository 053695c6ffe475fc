"""Tests of two partner systems written from PARTNERS.md alone: no restart misses an event."""

import ast
import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from models.journal.kinds import EventKind
from tests.support.paths import EXAMPLE, TSC
from tests.support.people.partners import Clara, served
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.partners import account_event
from web.http.graphql.stream import Streams

LANGUAGES = ("python", "typescript")


@dataclass
class Running:
    """A running example, and its output."""

    process: asyncio.subprocess.Process

    async def lines(self, count: int) -> list[dict[str, Any]]:
        assert self.process.stdout is not None
        return [json.loads(await self.process.stdout.readline()) for _ in range(count)]

    async def end(self) -> tuple[list[str], str]:
        """Wait until it ends by itself; return the rest of its output, and its error output."""
        out, complaint = await self.process.communicate()
        return out.decode().splitlines(), complaint.decode()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compile the TypeScript example once; its types must agree."""
    if not TSC.exists() or shutil.which("node") is None:
        pytest.skip("no TypeScript: make client")
    folder = tmp_path_factory.mktemp("example")
    command = [str(TSC), "--project", str(EXAMPLE), "--outDir", str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stdout
    return folder / "partner.mjs"


@pytest.fixture(params=LANGUAGES)
def example(request: pytest.FixtureRequest) -> Sequence[str]:
    """The command that runs an example, in each language."""
    if request.param == "python":
        return (sys.executable, str(EXAMPLE / "partner.py"))
    return ("node", str(request.getfixturevalue("compiled")))


@asynccontextmanager
async def running(
    example: Sequence[str], *command: str, url: str, token: str, folder: Path
) -> AsyncIterator[Running]:
    """Run an example; kill it afterwards."""
    process = await asyncio.create_subprocess_exec(
        *example,
        *command,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            "PATH": os.environ["PATH"],
            "GPSZONE_URL": url,
            "GPSZONE_TOKEN": token,
            "CURSOR_FILE": str(folder / "cursor"),
        },
    )
    try:
        yield Running(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def summary(events: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(event["controlNumber"], event["kind"]) for event in events]


async def test_a_partner_that_was_away_for_a_week_misses_nothing(
    portal: TestPortal, example: Sequence[str], tmp_path: Path
) -> None:
    clara = await Clara.at(portal)
    await account_event(portal, "B0000001")

    async with asyncio.timeout(60), served(portal, Streams()) as server:
        first = running(example, "follow", url=server.url, token=clara.token, folder=tmp_path)
        async with first as following:
            before = await following.lines(1)
            await account_event(portal, "B0000002")
            before += await following.lines(1)
        for number in ("B0000003", "B0000004"):
            await account_event(portal, number)
        portal.clock.forward(timedelta(days=8))
        await account_event(portal, "B0000001", kind=EventKind.ACCOUNT_SUSPENDED)
        again = running(example, "follow", url=server.url, token=clara.token, folder=tmp_path)
        async with again as following:
            after = await following.lines(3)
            if after[0]["cursor"] == before[-1]["cursor"]:
                # It was killed when it had dealt with this one and not yet kept its cursor.
                after = after[1:] + await following.lines(1)
            await account_event(portal, "B0000001", kind=EventKind.ACCOUNT_RESTORED)
            after += await following.lines(1)

    assert summary(before) == [("B0000001", "ACCOUNT_OPENED"), ("B0000002", "ACCOUNT_OPENED")]
    assert summary(after) == [
        ("B0000003", "ACCOUNT_OPENED"),
        ("B0000004", "ACCOUNT_OPENED"),
        ("B0000001", "ACCOUNT_SUSPENDED"),
        ("B0000001", "ACCOUNT_RESTORED"),
    ]


async def test_a_service_that_stops_and_starts_is_come_back_to(
    portal: TestPortal, example: Sequence[str], tmp_path: Path
) -> None:
    clara = await Clara.at(portal)
    await account_event(portal, "B0000001")

    async with asyncio.timeout(60), AsyncExitStack() as stack:
        async with served(portal, Streams()) as server:
            run = running(example, "follow", url=server.url, token=clara.token, folder=tmp_path)
            following = await stack.enter_async_context(run)
            events = await following.lines(1)
        await account_event(portal, "B0000002")
        async with served(portal, Streams(), port=server.port):
            events += await following.lines(1)
            await account_event(portal, "B0000003")
            events += await following.lines(1)

    assert [number for number, _ in summary(events)] == ["B0000001", "B0000002", "B0000003"]


async def test_a_holder_is_let_in_by_her_code_once(
    portal: TestPortal, example: Sequence[str], tmp_path: Path
) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    made = await alice.do("createHandoff", "url", partnerId=clara.global_id)
    [code] = parse_qs(urlsplit(made["url"]).query)["code"]
    results = []

    async with asyncio.timeout(60), served(portal, Streams()) as server:
        for _ in range(2):
            run = running(
                example, "redeem", code, url=server.url, token=clara.token, folder=tmp_path
            )
            async with run as redeeming:
                results.append(await redeeming.end())

    (came, _), (nothing, refusal) = results
    assert json.loads(came[0])["holderName"] == "測試甲"
    assert json.loads(came[0])["controlNumber"] == "A0000006"
    assert nothing == []
    assert refusal == "refused: HANDOFF_UNKNOWN\n"


async def test_a_token_that_does_not_count_ends_the_example(
    portal: TestPortal, example: Sequence[str], tmp_path: Path
) -> None:
    async with asyncio.timeout(60), served(portal, Streams()) as server:
        run = running(example, "follow", url=server.url, token="gpz_x", folder=tmp_path)
        async with run as following:
            ended = await following.end()

    assert ended == ([], "refused: TOKEN_REFUSED\n")


def test_the_example_knows_nothing_of_the_service() -> None:
    tree = ast.parse((EXAMPLE / "partner.py").read_text(encoding="utf-8"))
    imported = {
        (alias.name if isinstance(node, ast.Import) else node.module or "").split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }

    assert imported <= {*sys.stdlib_module_names, "httpx"}
