"""Tests of the programs that PARTNERS.md prints: they wait, come back, and go on."""

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from gpszone_partner.generated import LIST_ACCOUNTS, LIST_CHANGES

from models.journal.kinds import EventKind
from models.limits.table import Act, Counted, TooManyRequests, Window
from models.partner.partner import Scope
from schema.gate.gate import Gate
from schema.root import gate, schema
from tests.support.counting import limiter, only
from tests.support.paths import EXAMPLE, PYTHON_CLIENT, ROOT
from tests.support.people.partners import Clara, served
from tests.support.portal import TestPortal
from tests.support.scenarios.partners import account_event, account_events
from tests.support.servers.node_run import HERE, needs_node
from web.http.graphql.stream import Streams

PAPER = (ROOT / "PARTNERS.md").read_text(encoding="utf-8")
LISTING, FOLLOWER, SSE = EXAMPLE / "listing.py", EXAMPLE / "follower.py", HERE / "partner-sse.mjs"


@asynccontextmanager
async def running(
    program: Path, *, url: str, token: str, folder: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        "node" if program.suffix == ".mjs" else sys.executable,
        str(program),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "GPSZONE_URL": url, "GPSZONE_TOKEN": token},
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def lines(process: asyncio.subprocess.Process, count: int) -> list[dict[str, Any]]:
    assert process.stdout is not None
    return [json.loads(await process.stdout.readline()) for _ in range(count)]


@pytest.mark.parametrize("program", [LISTING, FOLLOWER, SSE], ids=lambda file: file.name)
def test_what_is_printed_is_the_file_that_is_tested(program: Path) -> None:
    assert f"\n{program.read_text(encoding='utf-8')}```\n" in PAPER


def price(document: str) -> int:
    return gate.admit(document, schema=schema._schema, suggestions=False).cost


async def pages_a_minute(document: str) -> int:
    """Count the pages that the real table of limits allows a token in one window."""
    limits, keys = limiter(), {Counted.PARTNER: "clara"}
    [window] = limits.rules[Act.REQUEST][Counted.PARTNER]
    assert window.length == timedelta(minutes=1)
    pages = 0
    # A document that is new is charged for its tokens before it is parsed, too.
    await limits.count(Act.REQUEST, keys, cost=Gate().price(document, schema=schema._schema))
    while True:
        try:
            await limits.count(Act.REQUEST, keys, cost=price(document))
        except TooManyRequests:
            return pages
        pages += 1


async def test_the_paper_says_how_many_accounts_are_listed_a_minute() -> None:
    text = LISTING.read_text(encoding="utf-8")
    document = text.partition('"""query')[2].partition('"""')[0]

    listed = 100 * await pages_a_minute(f"query{document}")

    [window] = limiter().rules[Act.REQUEST][Counted.PARTNER]
    assert f"lists {listed:,} accounts a minute" in PAPER
    assert f"a rate limit of {window.amount:,} a minute" in PAPER
    assert f"A page costs\n{price(f'query{document}')}:" in PAPER


async def test_the_clients_paper_says_how_many_it_lists_with_their_cards() -> None:
    listed = 40 * await pages_a_minute(LIST_ACCOUNTS)
    refreshed = await pages_a_minute(LIST_CHANGES)

    paper = (PYTHON_CLIENT / "README.md").read_text(encoding="utf-8")
    assert f"{listed:,} accounts a minute" in paper
    assert f"{refreshed} times a minute" in paper


async def test_the_listing_waits_at_the_limit_and_lists_every_account_once(
    portal: TestPortal, tmp_path: Path
) -> None:
    clara = await Clara.at(portal)
    await account_events(portal, 250)
    window = Window(600, timedelta(seconds=1))
    portal.services.limiter.rules = only(Act.REQUEST, Counted.PARTNER, window)

    async with asyncio.timeout(120), served(portal, Streams()) as server:
        run = running(LISTING, url=server.url, token=clara.token, folder=tmp_path)
        async with run as listing:
            out, fault = await listing.communicate()
        changed = running(LISTING, url=server.url, token=clara.token, folder=tmp_path)
        await account_event(portal, "B0000007", kind=EventKind.ACCOUNT_SUSPENDED)
        async with changed as listing:
            later, _ = await listing.communicate()

    numbers = [json.loads(line)["controlNumber"] for line in out.decode().splitlines()]
    assert fault == b""
    assert sorted(numbers) == [f"B{number:07}" for number in range(250)]
    assert portal.services.limiter.over[Act.REQUEST, Counted.PARTNER] >= 2
    assert [json.loads(line)["controlNumber"] for line in later.decode().splitlines()] == [
        "B0000007"
    ]


async def test_a_listing_that_was_killed_goes_on_where_it_was(
    portal: TestPortal, tmp_path: Path
) -> None:
    clara = await Clara.at(portal)
    await account_events(portal, 150)
    # The second page must wait for an hour, and the program is killed meanwhile.
    hour = Window(600, timedelta(hours=1))
    portal.services.limiter.rules = only(Act.REQUEST, Counted.PARTNER, hour)

    async with asyncio.timeout(120), served(portal, Streams()) as server:
        run = running(LISTING, url=server.url, token=clara.token, folder=tmp_path)
        async with run as listing:
            first = await lines(listing, 100)
            while not portal.services.limiter.over:  # noqa: ASYNC110  # The limiter has no event.
                await asyncio.sleep(0.01)
        portal.limits_only_count()
        again = running(LISTING, url=server.url, token=clara.token, folder=tmp_path)
        async with again as listing:
            out, _ = await listing.communicate()

    rest = [json.loads(line) for line in out.decode().splitlines()]
    assert len(rest) == 50
    assert len({account["controlNumber"] for account in first + rest}) == 150


async def test_a_listing_that_is_refused_says_why(portal: TestPortal, tmp_path: Path) -> None:
    clara = await Clara.at(portal, Scope.EVENTS_READ)

    async with asyncio.timeout(60), served(portal, Streams()) as server:
        run = running(LISTING, url=server.url, token=clara.token, folder=tmp_path)
        async with run as listing:
            out, fault = await listing.communicate()

    assert (out, fault) == (b"", b"SCOPE_MISSING\n")
    assert not (tmp_path / "accounts.cursor").exists()


@pytest.mark.parametrize(
    "program", [FOLLOWER, pytest.param(SSE, marks=needs_node)], ids=lambda file: file.name
)
async def test_a_follower_comes_back_to_where_it_was_cut(
    portal: TestPortal, tmp_path: Path, program: Path
) -> None:
    clara = await Clara.at(portal)

    async with asyncio.timeout(120):
        async with served(portal, Streams()) as server:
            run = running(program, url=server.url, token=clara.token, folder=tmp_path)
            following = await run.__aenter__()
            begun = await lines(following, 1)
            await account_event(portal, "B0000001")
            found = await lines(following, 1)
        await account_event(portal, "B0000002")
        async with served(portal, Streams(), port=server.port):
            found += await lines(following, 1)
            await account_event(portal, "B0000003")
            found += await lines(following, 1)
            await run.__aexit__(None, None, None)

    assert begun[0]["__typename"] == "AccountEventsBegun"
    assert [event["controlNumber"] for event in found] == ["B0000001", "B0000002", "B0000003"]


async def test_a_follower_ends_with_the_code_of_what_coming_back_does_not_change(
    portal: TestPortal, tmp_path: Path
) -> None:
    clara, lacking = await Clara.at(portal), await Clara.at(portal, Scope.HANDOFF, name="lacking")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/events.cursor").write_text("0123456789abcdef.1.00000000")
    said = []

    async with asyncio.timeout(60), served(portal, Streams()) as server:
        for token, folder in (
            ("gpz_x", tmp_path),
            (lacking.token, tmp_path),
            (clara.token, tmp_path / "elsewhere"),
        ):
            async with running(FOLLOWER, url=server.url, token=token, folder=folder) as following:
                said.append((await following.communicate())[1].decode())

    assert "TOKEN_REFUSED" in said[0]
    assert said[1:] == ["SCOPE_MISSING\n", "RESYNC_REQUIRED\n"]


def test_a_follower_is_thirty_lines_without_its_blank_ones() -> None:
    written = [line for line in FOLLOWER.read_text(encoding="utf-8").splitlines() if line.strip()]

    assert len(written) <= 30


async def test_frames_are_as_they_are_shown(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    [shown] = re.findall(r"^```text\n(.*?)^```$", PAPER, re.MULTILINE | re.DOTALL)
    await account_event(portal, "A0000006")
    query = re.findall(r"subscription { accountEvents .*? } }(?=\")", PAPER, re.DOTALL)[0]
    asked = {"query": " ".join(query.split())}
    sent = ""

    async with (
        asyncio.timeout(30),
        served(portal, Streams(heartbeat_seconds=0.5)) as server,
        httpx.AsyncClient(headers=clara.headers | {"accept": "text/event-stream"}) as http,
        http.stream("POST", server.url, json=asked) as answer,
    ):
        async for text in answer.aiter_text():
            sent += text
            if "Begun" in text:
                await account_event(portal, "A0000006", kind=EventKind.ACCOUNT_SUSPENDED)
            if "SUSPENDED" in sent and sent.endswith(": ping\n\n"):
                break

    assert _shape(sent) == _shape(shown)


def _shape(frames: str) -> str:
    """Leave out the cursors, and heartbeats in between."""
    alike = re.sub(r"[0-9a-f]{16}\.\d+\.[0-9a-f]{8}", "CURSOR", frames)
    return re.sub(r"(?<=\n\n)(: ping\n\n)+(?=.)", "", alike)
