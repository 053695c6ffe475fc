"""The running whole, started once for each module."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.production import rounds
from tests.support.production.processes.cluster import Cluster, binaries
from tests.support.production.production import Production, assembled, prepared
from tests.support.run.in_thread import carry_out


@pytest.fixture(scope="module")
def prepared_data() -> Path:
    """Return the data of a migrated cluster that is stopped."""
    if binaries() is None:
        pytest.skip("no PostgreSQL server is installed here to run one of its own")
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    return carry_out(prepared())


@pytest.fixture(scope="module")
def shape(prepared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """Run everything; each test leaves it running."""
    whole = assembled(tmp_path_factory.mktemp("production"), Cluster(like=prepared_data))
    try:
        carry_out(whole.start())
        yield whole
    finally:
        whole.end()


@pytest.fixture(autouse=True)
def reported(record_property: Callable[[str, object], None]) -> Iterator[None]:
    """Report what came of the test's rounds at the end of the run."""
    rounds.LINES.clear()
    yield
    for line in rounds.LINES:
        record_property("round", line)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print a line for each round."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    lines = [
        str(value)
        for report in reports
        if getattr(report, "when", None) == "teardown" or getattr(report, "failed", False)
        for name, value in getattr(report, "user_properties", ())
        if name == "round"
    ]
    if lines:
        terminalreporter.write_sep("=", "rounds in production shape")
        for line in dict.fromkeys(lines):
            terminalreporter.write_line(line)
