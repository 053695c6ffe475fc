"""Benchmark of the pages that people meet first, and of the desk's, by Lighthouse."""

import asyncio
import os
import re
import subprocess
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from tests.bench.measure import Measure
from tests.support.browser.chromium import HEADLESS
from tests.support.browser.desk import Desk
from tests.support.browser.person import Person
from tests.support.officers.officer import Officer
from tests.support.paths import ROOT
from tests.support.run.in_thread import carry_out
from tests.support.servers.process import Demo, free_port

SCORES = re.compile(r"^(\w+) +(/\S*) +performance (\d+).*accessibility (\d+)", re.MULTILINE)
RUNS = os.environ.get("RUNS", "3")


async def measures() -> list[Measure]:
    """Return the scores of each page; the limits are the client's own."""
    # Playwright's loop is one of its own.
    return await asyncio.to_thread(scored)


def scored() -> list[Measure]:
    """Run a demo with companies, sign an officer in, and measure with her cookies."""
    if HEADLESS is None:
        raise SystemExit("chromium is not installed")
    expect.set_options(timeout=60_000)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        database = f"sqlite://{folder}/gpszone.sqlite3"
        demo = Demo(Path(folder), database, free_port(), free_port(), companies=True)
        carry_out(demo.start())
        try:
            browser = playwright.chromium.launch(executable_path=HEADLESS)
            origin = f"http://localhost:{demo.port}"
            context = browser.new_context(base_url=origin, locale="zh-TW")
            Officer(Person.at(context, demo)).bind_first_card(Desk(demo.card_origin))
            cookies = [f"{each.get('name')}={each.get('value')}" for each in context.cookies()]
            browser.close()
            return measure(origin, "; ".join(cookies))
        finally:
            demo.kill()


def measure(origin: str, cookies: str) -> list[Measure]:
    """Run the client's script, and read its lines."""
    run = subprocess.run(
        ["node", "dev/lighthouse.mjs", origin, RUNS],
        cwd=ROOT / "web/client",
        env={**os.environ, "DESK_COOKIE": cookies},
        check=False,  # It fails below its own limits, which the table shows.
        capture_output=True,
        text=True,
    )
    lines = SCORES.findall(run.stdout)
    assert lines, run.stderr
    return [
        Measure(what=f"{page} on a {form}: {kind}", here=int(score), goal=goal, at_least=True)
        for form, page, performance, accessibility in lines
        for kind, score, goal in (
            ("performance", performance, 98),
            ("accessibility", accessibility, 100),
        )
    ]
