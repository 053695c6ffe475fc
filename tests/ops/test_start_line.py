"""Tests of the line with which a process begins its log."""

import io
import json
from typing import Any

import pytest

from models.settings.disclosed import disclosed
from models.settings.listing import settings_in
from models.settings.operations import LogForm
from models.settings.settings import from_environ
from tests.support.cli.settings import GOOD
from web.ops.logs import set_up
from web.ops.start_line import log_start
from web.version import VERSION

SECRETS = {
    "GPSZONE_SECRET_KEY": "s" * 40,
    "GPSZONE_DATABASE_URL": "postgres://boss:hunter2@db.example:6543/accounts",
    "GPSZONE_REDIS_URL": "redis://:hunter3@redis.example:6380/0",
    "GPSZONE_SMTP_PASSWORD": "hunter4",
    "GPSZONE_SMTP_USERNAME": "mailer",
    "GPSZONE_REGISTRY_TOKEN": "hunter5",
    "GPSZONE_REGISTRY_URL": "https://ems.example/api",
    "GPSZONE_LIST_URLS": "http://crl.example/a.crl http://crl.example/b.crl",
}
ENVIRON = {**GOOD, **SECRETS}
LISTENS = {"http": "0.0.0.0:8000", "metrics": "127.0.0.1:9100"}


def _written(form: LogForm) -> str:
    stream = io.StringIO()
    set_up(form=form, process="web", to=stream)
    log_start(listens=LISTENS, settings=from_environ(ENVIRON), disclosed=disclosed(ENVIRON))
    return stream.getvalue()


def _line() -> dict[str, Any]:
    [line] = _written(LogForm.JSON).splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_it_says_version_and_addresses() -> None:
    line = _line()

    assert line["version"] == VERSION
    assert line["addresses"] == {
        **LISTENS,
        "database": "db.example:6543/accounts",
        "redis": "redis://redis.example:6380",
        "mail": f"{GOOD['GPSZONE_SMTP_HOST']}:587",
        "registry": "https://ems.example",
    }
    assert "db.example:6543/accounts" in line["message"]


def test_it_names_every_setting_defaults_included() -> None:
    settings = _line()["settings"]

    assert set(settings) == {setting.variable for setting in settings_in()}
    assert settings["GPSZONE_SMTP_PORT"] == "587"
    assert settings["GPSZONE_LIST_URLS"] == SECRETS["GPSZONE_LIST_URLS"]
    assert settings["GPSZONE_HELP_LINE"] == "(not set)"


@pytest.mark.parametrize("form", LogForm)
def test_no_secret_is_in_it(form: LogForm) -> None:
    written = _written(form)

    for secret in ("hunter", "s" * 40, "boss", ENVIRON["GPSZONE_EVIDENCE_KEYS"]):
        assert secret not in written
    assert "GPSZONE_SMTP_PORT" in written


def test_of_a_secret_only_whether_it_is_set_is_said() -> None:
    settings = _line()["settings"]

    for setting in settings_in():
        if setting.secret:
            assert settings[setting.variable] in {"(set)", "(not set)"}
    assert settings["GPSZONE_SMTP_PASSWORD"] == "(set)"


def test_as_text_each_setting_has_a_line_below_it() -> None:
    first, *others = _written(LogForm.TEXT).splitlines()

    assert f"version {VERSION} starts: http 0.0.0.0:8000" in first
    assert others == [f"    {name}={value}" for name, value in disclosed(ENVIRON).items()]
