"""Benchmark of the time from submitting to the decision on the screen, in a browser."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from rich.console import Console
from rich.table import Table

from tests.bench.bench_live import POLL_SECONDS, row
from tests.bench.measure import Measure
from tests.support.browser.person import FORM_2, Person, on_file
from tests.support.run.in_thread import carry_out
from tests.support.servers.process import Demo

RUNS = 20
# When the button was pressed, and when a frame with the decision in it was drawn.
LOOK = """() => {
  const now = () => performance.timeOrigin + performance.now();
  addEventListener('click', (event) => {
    if (event.target.closest('button')?.textContent === '確認送出') window.pressed = now();
  }, true);
  new MutationObserver(() => {
    if (document.querySelector('.panel .state')?.textContent !== '審核通過') return;
    requestAnimationFrame(() => setTimeout(() => { window.seen ??= now(); }));
  }).observe(document, { childList: true, subtree: true, characterData: true });
}"""
BOTH_TIMES = """async () => {
  while (!window.seen) await new Promise(requestAnimationFrame);
  return [window.pressed, window.seen];
}"""
# Another page of the same person, which shows the state and asks for it every two seconds.
POLL = """async (milliseconds) => {
  const body = JSON.stringify({ query: '{ viewer { application { status } } }' });
  const headers = { 'content-type': 'application/json' };
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const heading = document.querySelector('h1');
  await wait(Math.random() * milliseconds);
  while (heading.textContent !== 'APPROVED') {
    const answer = await fetch('/graphql', { method: 'POST', headers, body });
    heading.textContent = (await answer.json()).data.viewer.application.status;
    if (heading.textContent !== 'APPROVED') await wait(milliseconds);
  }
  await drawn();
  return performance.timeOrigin + performance.now();
}"""
START_POLLING = f"(milliseconds) => {{ window.polled = ({POLL})(milliseconds); }}"


def measure(context: BrowserContext, demo: Demo) -> tuple[float, float]:
    """Submit once; return the seconds until the live page and the polling one show the decision."""
    alice = Person.at(context, demo)
    alice.page.add_init_script(f"({LOOK})()")
    alice.apply(on_file())
    alice.sees(FORM_2)
    alice.read_card()
    alice.is_told("已取得憑證資訊。")
    alice.type_contact()
    other = context.new_page()
    other.goto("/about")
    other.locator("h1").wait_for()
    other.evaluate(START_POLLING, 1000 * POLL_SECONDS)
    # In front is the page that somebody looks at.
    alice.page.bring_to_front()
    alice.press("確認送出")
    expect(alice.state).to_have_text("審核通過")
    pressed, seen = alice.page.evaluate(BOTH_TIMES)
    polled = other.evaluate("window.polled")
    return (seen - pressed) / 1000, (polled - pressed) / 1000


def runs_of() -> tuple[Sequence[float], Sequence[float]]:
    """Submit repeatedly in fresh browsers; return the seconds to the live and the polling page."""
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is not installed")
    runs = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        # The first is to warm up.
        for _ in range(RUNS + 1):
            runs.append(one_run(browser))
        browser.close()
    live, polled = zip(*runs[1:], strict=True)
    return live, polled


async def measures() -> list[Measure]:
    live, polled = await asyncio.to_thread(runs_of)
    return [
        Measure(
            what="pressing to the decision on the screen, ms",
            here=1_000 * median(live),
            peer=1_000 * median(polled),
            beside=f"polling every {POLL_SECONDS:g} s",
        )
    ]


def main() -> None:
    live, polled = runs_of()
    table = Table(
        "", "least", "p50", "p99", "most", title=f"press → decision drawn, ms, {RUNS} runs"
    )
    table.add_row(*row("the status page, told live", live))
    table.add_row(*row(f"a page that polls every {POLL_SECONDS:g} s", polled))
    Console().print(table)


def one_run(browser: Browser) -> tuple[float, float]:
    """Measure on a demo of its own, where the card is not bound yet."""
    with tempfile.TemporaryDirectory() as folder:
        demo = Demo(Path(folder), f"sqlite://{folder}/gpszone.sqlite3")
        carry_out(demo.start())
        try:
            context = browser.new_context(
                base_url=f"http://localhost:{demo.port}", locale="zh-TW", reduced_motion="reduce"
            )
            return measure(context, demo)
        finally:
            demo.kill()


if __name__ == "__main__":
    main()
