"""Tests of the setting of staging: one word, and a database that it needs."""

import pytest

from models.core.mode import Mode
from models.settings.refused import SettingsRefused
from models.settings.settings import from_environ
from tests.support.cli.settings import GOOD


@pytest.mark.parametrize(
    ("staging", "mode"), [("", Mode.PRODUCTION), ("no", Mode.PRODUCTION), ("yes", Mode.STAGING)]
)
def test_only_yes_is_staging(staging: str, mode: Mode) -> None:
    settings = from_environ({**GOOD, "GPSZONE_STAGING": staging})

    assert settings.mode is mode
    assert settings.staging is (mode is Mode.STAGING)


@pytest.mark.parametrize("staging", ["Yes", "true", "1", "on", " yes"])
def test_another_word_is_refused_and_not_taken_for_production(staging: str) -> None:
    with pytest.raises(SettingsRefused, match="GPSZONE_STAGING"):
        from_environ({**GOOD, "GPSZONE_STAGING": staging})


def test_staging_needs_a_database_that_no_demo_may_have_had() -> None:
    environ = {**GOOD, "GPSZONE_DATABASE_URL": "sqlite://x.sqlite3", "GPSZONE_STAGING": "yes"}

    with pytest.raises(SettingsRefused, match="GPSZONE_DATABASE_URL=postgres"):
        from_environ(environ)
