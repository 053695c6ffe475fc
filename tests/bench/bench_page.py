"""Benchmark of the start page: what a first visit fetches, as the service sends it.

The page is read as a browser reads it: what it names, and what its header asks to fetch at once.
"""

import asyncio
import re
import tempfile
from pathlib import Path
from urllib.parse import urljoin

import httpx
from rich.console import Console

from models.database.migrate import migrate
from models.database.transaction import opened
from tests.bench.measure import Measure, table_of
from tests.support.portal import TestPortal

GOAL_KB = 28.0
_NAMED = re.compile(r'(?:src|href)="([^"]+\.(?:js|css))"')
_ASKED = re.compile(r"<([^>]+)>")
_LANGUAGES = {"Chinese": {}, "English": {"cookie": "language=en"}}


async def visit(browser: httpx.AsyncClient, headers: dict[str, str]) -> list[tuple[str, int]]:
    """Return the addresses that a first visit fetches, each with the bytes of its body as sent."""
    found, waiting = dict[str, int](), ["/"]
    while waiting:
        address = waiting.pop()
        async with browser.stream("GET", address, headers=headers) as answer:
            answer.raise_for_status()
            sent = b"".join([part async for part in answer.aiter_raw()])
            asked = _ASKED.findall(answer.headers.get("link", ""))
        found[address] = len(sent)
        if address == "/":
            page = (await browser.get(address, headers=headers)).text
            asked += _NAMED.findall(page)
        waiting += {urljoin(address, one) for one in asked} - found.keys() - {*waiting}
    return [*found.items()]


async def measures() -> list[Measure]:
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite://{folder}/gpszone.sqlite3"
        await migrate(url)
        async with (
            opened(url),
            TestPortal.over(url, state=Path(folder)) as portal,
            portal.browser() as browser,
        ):
            for language, headers in _LANGUAGES.items():
                # Scripts are compressed when they are first asked for.
                await visit(browser, headers)
                fetched = await visit(browser, headers)
                kilobytes = sum(size for _, size in fetched) / 1_000
                what = f"first visit of the start page in {language}, kB"
                measured.append(Measure(what=what, here=kilobytes, goal=GOAL_KB))
                what = f"the same, files fetched in {language}"
                measured.append(Measure(what=what, here=len(fetched)))
    return measured


if __name__ == "__main__":
    Console(width=140).print(table_of(asyncio.run(measures()), title="The start page"))
