"""Fixtures of the desk's tests: a demo with companies, and an officer who has signed in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import Seat
from tests.support.browser.desk import Desk
from tests.support.officers.officer import Officer
from tests.support.run.in_thread import carry_out
from tests.support.servers.process import Demo


@pytest.fixture(scope="session")
def settled(issued: Path, ports: tuple[int, int], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Have sixty companies come to a demo once; return its state."""
    state = tmp_path_factory.mktemp("settled") / "state"
    shutil.copytree(issued, state)
    demo = Demo(state, f"sqlite://{state / 'gpszone.sqlite3'}", *ports, companies=True)
    carry_out(demo.start())
    carry_out(demo.interrupt(within=30))
    demo.kill()
    return state


@pytest.fixture
def demo(settled: Path, ports: tuple[int, int], tmp_path: Path) -> Iterator[Demo]:
    """Run a demo in which a dozen cases wait."""
    state = tmp_path / "state"
    shutil.copytree(settled, state)
    demo = Demo(state, f"sqlite://{state / 'gpszone.sqlite3'}", *ports)
    carry_out(demo.start())
    yield demo
    demo.kill()
    assert "Traceback" not in demo.said


@pytest.fixture
def officer(demo: Demo, desk: Desk, seat: Seat) -> Officer:
    """Zhou, who has bound the administrator's card and is at the desk."""
    officer = Officer(seat())
    officer.bind_first_card(desk)
    return officer
