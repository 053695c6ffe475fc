"""What tests of commands stand on: settings in the environment."""

from pathlib import Path

import pytest

from tests.support.cli.commands import PRODUCTION
from tests.support.pki.trust_folder import confirm_both


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """Set what production needs, but for the database; the CA certificates are sound."""
    folder = tmp_path / "trust"
    confirm_both(folder)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GPSZONE_TRUST", str(folder))
    return monkeypatch
