"""Benchmark of deciding ten cases at the desk, and the same ten in GraphiQL, as a newcomer does it.

Everything is found by the words that the pages show, and done by the mouse and the keyboard in a
browser. Clicks and keystrokes are counted as they are made; seconds are those of the
keystroke-level model (Card, Moran, Newell: The Keystroke-Level Model for User Performance Time with
Interactive Systems, CACM 23(7), 1980; the mouse's button as in Kieras, Using the Keystroke-Level
Model to Estimate Execution Times, 2001). Reading and scrolling are left out: they are the same
facts. So is the input method: a Chinese character counts as one keystroke.
"""

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.bench.measure import Measure
from tests.support.browser.chromium import HEADLESS
from tests.support.browser.desk import Desk
from tests.support.browser.explorer import OPENS_MS, editor, open_graphiql
from tests.support.browser.person import Person
from tests.support.browser.tables import tables
from tests.support.officers.officer import Officer
from tests.support.paths import ROOT
from tests.support.run.in_thread import carry_out
from tests.support.servers.process import Demo, free_port

CASES = 10
# Seconds: a key of an average typist, a point with the mouse, its button down or up, a hand from
# one to the other, and a thought before a command or before a value that was read elsewhere.
K, P, B, H, M = 0.28, 1.1, 0.1, 0.4, 1.35
# How much of the model's time the hand really takes: one that takes none is refused as too many.
PACE = float(os.environ.get("PACE", "1"))
# Seconds that somebody reads a case, which are not counted: more than seven cases a minute are too
# many for a session's share of requests.
READS = 8
EXAMPLES = ROOT / "web/graphiql/examples"
BESIDE = "GraphiQL"
PHRASE = "請依 EMS 基本資料表 C 更正後重新送出。"


@dataclass
class Hand:
    """A hand on the mouse or the keyboard, and what it has done."""

    page: Page
    clicks: int = 0
    keys: int = 0
    seconds: float = 0.0
    place: str = "mouse"

    def press(self, target: Locator, *, command: bool = True, times: int = 1) -> None:
        """Point at something and click; before a command one thinks."""
        self._move_to("mouse")
        self._take(M * command + P + 2 * B * times)
        self.clicks += times
        target.click(click_count=times)

    def aim(self, *, times: int) -> None:
        """Count pointing into a text and clicking there."""
        self._move_to("mouse")
        self._take(P + 2 * B * times)
        self.clicks += times

    def draw_over(self) -> None:
        """Count drawing the mouse over a placeholder, from one of its ends to the other."""
        self._move_to("mouse")
        self._take(2 * P + 2 * B)
        self.clicks += 1

    def key(self, name: str, *, command: bool = True) -> None:
        """Press a key, or several at once."""
        self.count_keys(len(name.split("+")), thinks=command)
        self.page.keyboard.press(name)

    def count_keys(self, count: int, *, thinks: bool = False) -> None:
        """Count keys of a value; before one that was read elsewhere one thinks."""
        self._move_to("keyboard")
        self._take(M * thinks + K * count)
        self.keys += count

    def _move_to(self, place: str) -> None:
        self._take(H * (self.place != place))
        self.place = place

    def think(self) -> None:
        self._take(M)

    def _take(self, seconds: float) -> None:
        self.seconds += seconds
        self.page.wait_for_timeout(1000 * seconds * PACE)


@dataclass(frozen=True)
class Verdict:
    """What was decided of a case, and which fields a rejection has marked."""

    is_passed: bool
    fields: tuple[str, ...] = field(default=())


Play = Callable[[Officer, Hand], None]


def at_the_desk(officer: Officer, hand: Hand) -> None:
    """Decide by the mouse: open the first case, and go on with each that the page shows next."""
    page = officer.page
    hand.press(officer.rows.first.get_by_role("link").first)
    for done in range(1, CASES + 1):
        expect(page.get_by_role("heading", name="審定", exact=True)).to_be_visible()
        if _may_pass(page):
            hand.press(_button(page, "核准"))
            hand.press(page.get_by_role("dialog").get_by_role("button", name="確認核准"))
        else:
            hand.press(_button(page, "退件"))
            hand.press(page.get_by_role("button", name=PHRASE))
            hand.press(page.get_by_role("button", name="預覽通知信"))
            hand.press(page.get_by_role("button", name="確認退件並寄出"))
        _decided(officer, done)


def at_the_desk_by_keys(officer: Officer, hand: Hand) -> None:
    """Decide by the keys that `?` shows; the reason is chosen by Tab and Space."""
    page = officer.page
    hand.key("j")
    hand.key("Enter", command=False)
    for done in range(1, CASES + 1):
        expect(page.get_by_role("heading", name="審定", exact=True)).to_be_visible()
        if _may_pass(page):
            hand.key("a")
            expect(page.get_by_role("dialog")).to_be_visible()
            hand.key("Enter")
        else:
            hand.key("r")
            phrase = page.get_by_role("button", name=PHRASE)
            hand.think()
            while not phrase.evaluate("(each) => each === document.activeElement"):
                hand.key("Tab", command=False)
            hand.key("Space", command=False)
            send = page.get_by_role("button", name="預覽通知信")
            while not send.evaluate("(each) => each === document.activeElement"):
                hand.key("Tab", command=False)
            hand.key("Enter")
            expect(page.get_by_role("button", name="確認退件並寄出")).to_be_focused()
            hand.key("Enter")
        _decided(officer, done)


def _may_pass(page: Page) -> bool:
    """Return whether nothing differs, and the desk offers to pass the case."""
    expect(page.get_by_role("heading", name="申請內容與 EMS 登載")).to_be_visible()
    page.wait_for_timeout(1000 * READS)
    differs = page.locator("tr[data-outcome=DIFFERS]").count()
    return not differs and _button(page, "核准").is_visible()


def _button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^{name}")).first


def _decided(officer: Officer, done: int) -> None:
    expect(officer.page).to_have_title(re.compile(rf"^\({12 - done}\)"))


def in_graphiql(officer: Officer, hand: Hand, verdicts: list[Verdict]) -> None:
    """Decide the same by the examples: the queue, each case, the verdict with its variables."""
    open_graphiql(officer.page)
    for verdict in verdicts:
        _open(hand, "待審案件")
        queue = _run(hand, "ReviewQueue")["staff"]["reviewQueue"]["edges"]
        # What a colleague has taken is left to that colleague, as at the desk.
        application = next(
            edge["node"]["application"] for edge in queue if edge["node"]["claimedBy"] is None
        )
        _copy(hand)
        _open(hand, "檢視案件與 EMS 登載")
        _fill(hand, "20-case", [('""', application["id"], Entered.PASTED)])
        case = _run(hand, "ReviewCase")["staff"]["reviewCase"]
        of_the_case = [
            ('""', application["id"], Entered.PASTED),
            (" 0", f" {case['version']}", Entered.TYPED),
            ('""', application["company"]["controlNumber"], Entered.TYPED),
        ]
        if verdict.is_passed:
            _open(hand, "核准")
            _fill(hand, "40-approve", of_the_case)
            answer = _run(hand, "ApproveApplication")["approveApplication"]
        else:
            _open(hand, "退件")
            fields = '", "'.join(verdict.fields)
            said = [('"CONTACT_NAME"', fields, Entered.TYPED), ('""', PHRASE, Entered.TYPED)]
            _fill(hand, "41-reject", [*of_the_case, *said])
            answer = _run(hand, "RejectApplication")["rejectApplication"]
        assert "case" in answer, answer


def _open(hand: Hand, title: str) -> None:
    hand.press(hand.page.get_by_role("button", name=f"開啟「{title}」"))


def _run(hand: Hand, operation: str) -> Any:
    """Execute, and return what the answer shows to whoever reads it."""
    with hand.page.expect_response(
        lambda answer: operation in (answer.request.post_data or ""), timeout=OPENS_MS
    ) as answered:
        hand.press(hand.page.get_by_role("button", name="Execute query"))
    return answered.value.json()["data"]


def _copy(hand: Hand) -> None:
    """Count double-clicking an ID of the answer, which is one word, and copying it."""
    hand.aim(times=2)
    hand.count_keys(2)


class Entered(Enum):
    """How a value comes into the variables."""

    PASTED = auto()
    TYPED = auto()


def _fill(hand: Hand, example: str, values: list[tuple[str, str, Entered]]) -> None:
    """Put each value in the place of the next such placeholder, which the mouse is drawn over.

    Monaco draws its text itself, and wraps it: what the hand would do at each place is counted, and
    what comes of it is put into the editor at once.
    """
    text = (EXAMPLES / f"{example}.json").read_text(encoding="utf-8")
    for place, value, how in values:
        hand.draw_over()
        quoted = f'"{value}"' if '"' in place else value
        assert place in text, (place, text)
        text = text.replace(place, quoted, 1)
        if how is Entered.PASTED:
            hand.count_keys(2)
        else:
            hand.count_keys(len(quoted), thinks=True)
    variables = editor(hand.page, "Variables")
    variables.click()
    hand.page.keyboard.press("ControlOrMeta+A")
    hand.page.keyboard.insert_text(text.strip())
    # The editor closes brackets by itself, behind the cursor.
    hand.page.keyboard.press("ControlOrMeta+Shift+End")
    hand.page.keyboard.press("Delete")


@contextmanager
def an_officer(browser: Browser, settled: Path, ports: tuple[int, int]) -> Iterator[Officer]:
    """Run a demo in which a dozen cases wait, with Zhou at the desk."""
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder) / "state"
        shutil.copytree(settled, state)
        demo = Demo(state, f"sqlite://{state / 'gpszone.sqlite3'}", *ports)
        carry_out(demo.start())
        try:
            context = browser.new_context(
                base_url=f"http://localhost:{demo.port}",
                locale="zh-TW",
                timezone_id="Asia/Taipei",
                viewport={"width": 1280, "height": 900},
            )
            officer = Officer(Person.at(context, demo))
            officer.bind_first_card(Desk(demo.card_origin))
            yield officer
            context.close()
        finally:
            demo.kill()


def verdicts_of(demo: Demo) -> list[Verdict]:
    """Return what was decided, in the order in which the cases had waited."""
    with tables(demo) as database:
        rows = database.execute(
            "SELECT status, marked FROM application WHERE decided_by IS NOT NULL"
            " AND for_person ORDER BY submitted_at"
        ).fetchall()
    return [
        Verdict(status == "APPROVED", tuple(re.findall(r"\w+", marked or "")))
        for status, marked in rows
    ]


async def measures() -> list[Measure]:
    """Decide ten cases three ways, each on the same demo anew."""
    # Playwright's loop is one of its own.
    return measured(await asyncio.to_thread(decided))


def decided() -> list[tuple[str, Hand]]:
    if HEADLESS is None:
        raise SystemExit("chromium is not installed")
    expect.set_options(timeout=60_000)
    ports = free_port(), free_port()
    rows: list[tuple[str, Hand]] = []
    verdicts: list[Verdict] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        settled = Path(folder) / "settled"
        settled.mkdir()
        demo = Demo(settled, f"sqlite://{settled / 'gpszone.sqlite3'}", *ports, companies=True)
        carry_out(demo.start())
        carry_out(demo.interrupt(within=60))
        demo.kill()
        browser = playwright.chromium.launch(executable_path=HEADLESS)

        def play(name: str, steps: Play) -> None:
            with an_officer(browser, settled, ports) as officer:
                hand = Hand(officer.page)
                steps(officer, hand)
                verdicts[:] = verdicts_of(officer.person.demo)
                assert len(verdicts) == CASES, verdicts
                rows.append((name, hand))

        play("the desk, by the mouse", at_the_desk)
        play("the desk, by its keys", at_the_desk_by_keys)
        known = list(verdicts)
        play("GraphiQL", lambda officer, hand: in_graphiql(officer, hand, known))
        browser.close()
    return rows


def measured(rows: list[tuple[str, Hand]]) -> list[Measure]:
    """Return seconds and presses of each way a case, beside GraphiQL."""
    *ours, (_, graphiql) = rows
    found: list[Measure] = []
    for name, hand in ours:
        seconds, peer = hand.seconds / CASES, graphiql.seconds / CASES
        presses, others = hand.clicks + hand.keys, graphiql.clicks + graphiql.keys
        found += [
            Measure(what=f"a decision at {name}, s by KLM", here=seconds, peer=peer, beside=BESIDE),
            Measure(
                what=f"a decision at {name}, clicks and keys",
                here=presses / CASES,
                peer=others / CASES,
                beside=BESIDE,
            ),
        ]
    return found
