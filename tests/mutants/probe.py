"""What the code of a copy calls at each guard: whether it is out, and who refused in which test.

What happens is appended to the file that the environment names, one line at a time, also by the
processes that a test starts. The service's own modules import this one there, so it imports none.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import pytest

# The guard that is out, and the file that is written, in the environment.
OUT, LOG = "MUTANTS_OUT", "MUTANTS_LOG"
REFUSED, ENDED = "refused", "ended"

Checked = TypeVar("Checked")

_written: set[tuple[str, ...]] = set()


def out(key: str) -> bool:
    """Return whether a guard that would refuse something now is out."""
    _refused(key)
    return os.environ.get(OUT) == key


def is_out(key: str) -> bool:
    """Return whether a check is out."""
    return os.environ.get(OUT) == key


def entered(key: str) -> None:
    """Note that a test has entered the function of a declared guard."""
    _refused(key)


@contextmanager
def checking(key: str) -> Iterator[None]:
    """Note when the check in the block refuses something."""
    try:
        yield
    except BaseException:
        _refused(key)
        raise


def checked(key: str, check: Callable[[], Checked]) -> Checked:
    """Return what a check returns; note when it refuses something."""
    with checking(key):
        return check()


def pytest_runtest_logreport(report: "pytest.TestReport") -> None:
    """Note how long a part of a test took, and how it ended."""
    _write(ENDED, report.nodeid, report.when or "", report.outcome, f"{report.duration:.3f}")


def failed(log: Path) -> str:
    """Return the first test that failed according to what was written, or an empty text."""
    if log.exists():
        for row in log.read_text(encoding="utf-8").splitlines():
            what, test, *rest = row.split("\t")
            if what == ENDED and "failed" in rest:
                return test
    return ""


def _refused(key: str) -> None:
    # As pytest sets it: "tests/…::test_name (call)".
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    if test:
        _write(REFUSED, test, key)


def _write(*row: str) -> None:
    if row in _written or LOG not in os.environ:
        return
    _written.add(row)
    line = "\t".join(row) + "\n"
    file = os.open(os.environ[LOG], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode("utf-8", "backslashreplace"))
    finally:
        os.close(file)
