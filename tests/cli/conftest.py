"""What tests of commands stand on: settings in the environment, and a log that is put back."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.cli.commands import PRODUCTION
from tests.support.pki.trust_folder import confirm_both
from web.ops.logs import OURS


@pytest.fixture(autouse=True)
def log_is_put_back() -> Iterator[None]:
    """Undo what `serve` and `work` do to the logging of their process."""
    loggers = [logging.getLogger(name) for name in ("", *OURS)]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Set what production needs, but for the database; the CA certificates are sound."""
    folder = tmp_path / "trust"
    confirm_both(folder)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GPSZONE_TRUST", str(folder))
    return monkeypatch
