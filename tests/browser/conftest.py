"""Fixtures of the browser's tests: Chromium, and a demo in a process of its own."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.support.browser.chromium import HEADLESS
from tests.support.browser.desk import Desk
from tests.support.browser.inspection import Inspection
from tests.support.browser.person import Person
from tests.support.run.in_thread import carry_out
from tests.support.run.nightly import NIGHTLY
from tests.support.servers.process import Demo, free_port
from tests.support.templates import Templates
from web.clock import now
from web.demo.component.deck import Deck

# Read here: within a test no variable of the machine is left.
SHOTS = os.environ.get("GPSZONE_TEST_SHOTS")
HERE = Path(__file__).parent
CLIENT = HERE.parents[1] / "web/client/dist/index.html"

# What a busy machine may need; whatever holds sooner is seen sooner.
TEST_SECONDS = 400
expect.set_options(timeout=20_000)

Seat = Callable[..., Person]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser's tests last.

    Playwright's event loop then stays in this thread, and no other can run in it.
    Workers are dealt tests in this order too (`--dist load`).
    """
    items.sort(key=lambda item: item.path.is_relative_to(HERE))
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(TEST_SECONDS))


def missing(what: str) -> NoReturn:
    """Skip because something is missing; on the build server, fail."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def ports() -> tuple[int, int]:
    """Return the ports of the portal and of the card component, the same for every test."""
    return free_port(), free_port()


@pytest.fixture(scope="session")
def browser_type_launch_args(ports: tuple[int, int]) -> dict[str, Any]:
    """Start Debian's Chromium, which blocks popups and treats the portal as a public site."""
    if HEADLESS is None:
        missing("chromium is not installed")
    return {
        "executable_path": HEADLESS,
        # Playwright switches the blocking off, which would hide a popup that nobody clicked for.
        "ignore_default_args": ["--disable-popup-blocking"],
        # Else the portal is a neighbour of the component, and no rule between the two shows.
        "args": [f"--ip-address-space-overrides=127.0.0.1:{ports[0]}=public"],
    }


@pytest.fixture(scope="session")
def browser_context_args(ports: tuple[int, int]) -> dict[str, Any]:
    """Use Taiwan's language and time zone."""
    return {
        "base_url": f"http://localhost:{ports[0]}",
        "locale": "zh-TW",
        "timezone_id": "Asia/Taipei",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture(scope="session")
def issued(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create the demo's keys, cards and empty database once, which is slow."""
    if not CLIENT.is_file():
        missing("the web client is not built: run make client")
    state = tmp_path_factory.mktemp("issued")
    Deck.open(state / "card", clock=now)
    shutil.copy(templates.sqlite, state / "gpszone.sqlite3")
    return state


@pytest.fixture
def demo(issued: Path, ports: tuple[int, int], tmp_path: Path) -> Iterator[Demo]:
    """Run a demo without applications."""
    state = tmp_path / "state"
    shutil.copytree(issued, state)
    demo = Demo(state, f"sqlite://{state / 'gpszone.sqlite3'}", *ports)
    carry_out(demo.start())
    yield demo
    demo.kill()
    assert "Traceback" not in demo.said


@pytest.fixture
def desk(demo: Demo) -> Desk:
    """The card readers; the first card is in the only one."""
    return Desk(demo.card_origin)


@pytest.fixture
def seat(demo: Demo, new_context: Callable[..., BrowserContext]) -> Iterator[Seat]:
    """Return a maker of people with fresh browsers; requests and windows are checked at the end."""
    people: list[Person] = []

    def sit_down(context: BrowserContext | None = None) -> Person:
        people.append(Person.at(context or new_context(), demo))
        return people[-1]

    yield sit_down
    for person in people:
        person.check()


@pytest.fixture
def alice(seat: Seat) -> Person:
    """Alice, who applies."""
    return seat()


@pytest.fixture(scope="session")
def inspection() -> Inspection:
    """Look at pages; the pictures go into the folder of GPSZONE_TEST_SHOTS, if it is set."""
    return Inspection(Path(SHOTS) if SHOTS else None, whole=bool(SHOTS) or NIGHTLY)
