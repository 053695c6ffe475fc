"""A pytest plugin: one line at the end that says what was skipped, and why."""

from collections import Counter
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter,
) -> Generator[None, None, None]:
    """Count the reasons of the skips, after all other output."""
    yield
    reports = terminalreporter.stats.get("skipped", [])
    reasons = Counter(_reason(report) for report in reports)
    said = "; ".join(f"{count} × {reason}" for reason, count in reasons.most_common())
    terminalreporter.write_sep("=", "skipped")
    terminalreporter.write_line(said or "Nothing was skipped.")


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if isinstance(report.longrepr, tuple):
        return str(report.longrepr[2]).removeprefix("Skipped: ")
    return str(report.longrepr)
