"""Tests of reading the environment: names, files, and all faults at once."""

import subprocess
import sys
from pathlib import Path

import pytest

from models.core.rules import SENDER_ADDRESS
from models.settings.listing import settings_in
from models.settings.refused import SettingsRefused
from models.settings.settings import from_environ, refuse_demo_beside, trust_settings
from tests.support.cli.settings import GOOD, run
from tests.support.paths import ROOT


def refused(environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsRefused) as refusal:
        from_environ(environ)
    return refusal.value.sentences


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("GPSZONE_ORGIN", "GPSZONE_ORIGIN"),
        ("GPSZONE_SMPT_PORT", "GPSZONE_SMTP_PORT"),
        ("GPSZONE_Origin", "GPSZONE_ORIGIN"),
        ("gpszone_origin", "GPSZONE_ORIGIN"),
        ("GPSZONE_SECRET_KEYFILE", "GPSZONE_SECRET_KEY_FILE"),
        ("GPSZONE_SECRET_KEY_FILES", "GPSZONE_SECRET_KEY_FILE"),
        ("GPSZONE_TRUSTS", "GPSZONE_TRUST"),
        ("GPSZONE_LIST_URL", "GPSZONE_LIST_URLS"),
    ],
)
def test_an_unknown_name_is_refused_and_the_nearest_is_named(name: str, nearest: str) -> None:
    [sentence] = refused(GOOD | {name: "s3cret"})

    assert sentence == f"{name} is not a setting: the nearest name is {nearest}"


@pytest.mark.parametrize("name", ["GPSZONE_", "GPSZONE_X", "GPSZONE_鑰", "GPSZONE_A\x1b[0m"])
def test_a_name_that_is_like_no_other_is_refused_in_one_line(name: str) -> None:
    [sentence] = refused(GOOD | {name: ""})

    assert "is not a setting" in sentence
    assert sentence.isprintable()


def test_a_misspelt_name_is_refused_by_the_trust_commands_too() -> None:
    with pytest.raises(SettingsRefused, match="GPSZONE_TRUST"):
        trust_settings({"GPSZONE_TRSUT": "trust"})


def test_the_trust_commands_leave_other_settings_alone() -> None:
    assert trust_settings({"GPSZONE_ORIGIN": "wrong", "GPSZONE_STATE": "here"}).folder == Path(
        "here/trust"
    )


def test_variables_of_the_test_suite_and_of_others_are_left_alone() -> None:
    others = {"GPSZONE_TEST_POSTGRES": "postgres://x", "GPSZONES": "x", "PATH": "/bin"}

    assert from_environ(GOOD | others).origin == GOOD["GPSZONE_ORIGIN"]


def test_all_faults_are_said_at_once_in_the_order_of_the_paper() -> None:
    sentences = refused(
        {
            "GPSZONE_ORIGIN": "http://portal.example",
            "GPSZONE_SMTP_PORT": "99999999",
            "GPSZONE_SECRET_KEY": "short",
            "GPSZONE_DATABASE_URL": "postgres://user:s3c#ret@db/gpszone",
            "GPSZONE_EVIDENCE_KEYS_FILE": "nowhere",
            "GPSZONE_AUTHORITY_LIST_REQUIRED": "yes",
            "GPSZONE_ORGIN": "x",
        }
    )

    assert [sentence.split(":")[0].split(" ")[0].split("=")[0] for sentence in sentences] == [
        "GPSZONE_ORIGIN",
        "GPSZONE_SECRET_KEY",
        "GPSZONE_DATABASE_URL",
        "GPSZONE_EVIDENCE_KEYS_FILE",
        "GPSZONE_SMTP_HOST",
        "GPSZONE_SMTP_PORT",
        "GPSZONE_AUTHORITY_LIST_REQUIRED",
        "GPSZONE_ORGIN",
    ]
    assert "s3c" not in "".join(sentences)
    assert "%23" in sentences[2]


def test_an_empty_value_counts_as_not_set(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.write_text("\n")
    unset = {setting.variable: "" for setting in settings_in()}
    files = {f"{setting.variable}_FILE": "" for setting in settings_in()}

    settings = from_environ(unset | files | GOOD | {"GPSZONE_SMTP_PASSWORD_FILE": str(empty)})

    assert settings.mail_from == SENDER_ADDRESS
    assert settings.smtp is not None
    assert settings.smtp.password is None


@pytest.mark.parametrize("around", ["{}\n", "{}\r\n", "\n {} \n\n", "\ufeff{}\n"])
def test_blanks_around_what_a_file_holds_do_not_count(around: str, tmp_path: Path) -> None:
    file = tmp_path / "port"
    file.write_text(around.format("2525"), encoding="utf-8", newline="")

    settings = from_environ(GOOD | {"GPSZONE_SMTP_PORT_FILE": str(file)})

    assert settings.smtp is not None
    assert settings.smtp.port == 2525


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ORIGIN", "https://portal.example:8443"),
        ("ORIGIN", "https://xn--fsqu00a.xn--kpry57d"),
        ("ORIGIN", "https://[2001:db8::1]:8443"),
        ("ORIGIN", "https://192.0.2.1"),
        ("DATABASE_URL", "postgres://user:pa%23ss@db:5433/gpszone?sslmode=require"),
        ("DATABASE_URL", "postgresql://user@[2001:db8::1]:5432/gpszone"),
        ("DATABASE_URL", "postgres:///gpszone?host=/run/postgresql&maxsize=20"),
        ("DATABASE_URL", "postgres://gpszone_app:p-._~!$&'()*+,;=:x@my_db/gpszone"),
        ("DATABASE_URL", "sqlite:///srv/gpszone.sqlite3"),
        ("REDIS_URL", "rediss://user:pa%23ss@redis.example:6380/15"),
        ("REDIS_URL", "redis://[::1]:6379"),
        ("SMTP_HOST", "2001:db8::25"),
        ("SMTP_HOST", "mail_relay"),
        ("SMTP_PORT", "65535"),
        ("HELP_LINE", "(02)2311-7722 轉 2345"),
        ("HELP_LINE", "1999"),
        ("MAIL_FROM", "gps+zone@agency.gov.tw"),
        ("LIST_URLS", "http://a.example/a.crl?x=1  https://b.example:8443/b.crl\nhttp://1.2.3.4/c"),
        ("REGISTRY_URL", "https://ems.example/api/v1/"),
        ("LINK_DAYS", "365"),
        ("STATE", "/var/lib/gps zone"),
        ("REVOCATION_ORDER", "ocsp"),
    ],
)
def test_what_operators_write_is_taken(name: str, value: str) -> None:
    from_environ(GOOD | {f"GPSZONE_{name}": value})


def test_an_origin_is_what_browsers_send() -> None:
    settings = from_environ(GOOD | {"GPSZONE_ORIGIN": "https://Portal.Example:8443"})

    assert settings.origin == "https://portal.example:8443"


@pytest.mark.parametrize(
    "address", ["https://user:s3cret@a.example/", "ftp://user:s3/cret@a.example/x", "//u:s3cret@h"]
)
def test_a_password_within_an_address_is_not_shown(address: str) -> None:
    for name in ("LIST_URLS", "REGISTRY_URL", "SMTP_HOST", "ORIGIN"):
        [sentence] = refused(GOOD | {f"GPSZONE_{name}": address})

        assert "cret" not in sentence


def test_a_secret_where_its_file_is_expected_is_not_shown() -> None:
    [sentence] = refused(
        {**GOOD, "GPSZONE_SECRET_KEY": "", "GPSZONE_SECRET_KEY_FILE": "s3cret" * 8}
    )

    assert "s3cret" not in sentence


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"GPSZONE_SMTP_USERNAME": "gps"}, "expected GPSZONE_SMTP_PASSWORD beside it"),
        (
            {
                "GPSZONE_SMTP_USERNAME": "gps",
                "GPSZONE_SMTP_PASSWORD": "p",
                "GPSZONE_SMTP_SECURITY": "none",
            },
            "expected GPSZONE_SMTP_SECURITY=starttls or tls beside it",
        ),
    ],
)
def test_a_sign_in_at_the_mail_server_is_whole_and_safe(
    choices: dict[str, str], expected: str
) -> None:
    [sentence] = refused(GOOD | choices)

    assert sentence == f"GPSZONE_SMTP_USERNAME=gps: {expected}"


@pytest.mark.parametrize("name", ["GPSZONE_ORIGIN", "GPSZONE_ORIGIN_FILE"])
def test_a_demo_never_runs_on_a_production_host(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_demo_beside({name: ""})

    ended = run(["demo"], {name: "https://portal.example"}, monkeypatch=monkeypatch)

    assert ended.code == 2
    assert f"{name} is set, but a demo cannot run on a production host" in ended.said


@pytest.mark.parametrize(
    ("command", "option", "values"),
    [
        (
            "serve",
            "--proxies",
            (
                "not-an-ip", "*", "", "10.0.0.5;10.0.0.6", "10.0.0.5,", "172.16.0.1/12",
                "0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0.256", "fe80::1%eth0", "10.0.0.5:80",
                "１0.0.0.5", "proxy.example", "http://10.0.0.5",
            ),
        ),
        (
            "serve",
            "--port",
            ("0", "-1", "65536", "99999999", "8000.5", "eight", "", " ", "８０００", "0x50", "NaN"),
        ),
        (
            "serve",
            "--host",
            ("", " ", "a b", "http://0.0.0.0", "0.0.0.0:80", "[::]", "1.2.3.400", "*", "例.tw"),
        ),
        ("work", "--metrics-port", ("0", "-1", "65536", "x", "")),
        ("work", "--metrics-host", ("", "0.0.0.0:9100", "http://x", "a b")),
    ],
)  # fmt: skip
def test_an_option_is_checked_as_a_setting_is(
    command: str, option: str, values: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in values:
        ended = run([command, f"{option}={value}"], GOOD, monkeypatch=monkeypatch)

        assert ended.code == 2, value
        assert option in ended.said
        assert "expected" in ended.said


def test_a_wrong_setting_ends_the_process_with_2_and_without_a_traceback() -> None:
    environ = GOOD | {"GPSZONE_LINK_DAYS": "99999999999", "GPSZONE_DATABASE_URL": "mysql://db/x"}

    ended = subprocess.run(
        [sys.executable, "-m", "web", "migrate"],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert ended.stderr.count("\n") == 2
    assert "GPSZONE_LINK_DAYS=99999999999: expected a whole number of days" in ended.stderr
