"""Tests of impossible values for every setting: one sentence, and exit code 2."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from models.settings.listing import settings_in
from models.settings.refused import SettingsRefused
from models.settings.settings import from_environ
from tests.support.cli.settings import GOOD, KEY, run

SHA = "ab" * 32
KEY_ID = "cd" * 20
LONG = "k" * 9000

# What no setting takes, in whatever place a value is pasted from.
ANYWHERE = (
    " ",
    "\t",
    "\u3000",
    "a\x00b",
    "a\x1bb",
    "a\u200bb",
    "a\u2028b",
    "a\udcffb",
    "\x7f",
    "\ufeffa",
)

NUMBERS = (
    "0",
    "-1",
    "+1",
    "1.5",
    "1e2",
    "NaN",
    "inf",
    "0x10",
    "１２",
    "٧",
    "1_0",
    "1,000",
    " 7",
    "7 ",
    "007",
    "7\n8",
    "99999999",
    "9" * 5000,
    "seven",
)
WORDS = ("x", "yes,no", "0", "1", "true", "NONE ", "On", "json text", "null", "-", "ｏｎ")
URLS = (
    "foo",
    "example.org/list.crl",
    "//example.org/list",
    "ftp://example.org/list",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http:/example.org",
    "http://",
    "http:///list",
    "http://?q",
    "http://user:secret@example.org/",
    "http://example.org:0/",
    "http://example.org:65536/",
    "http://example.org:99999999/",
    "http://example.org:port/",
    "http://example.org:/",
    "http://example.org:１/",
    "http://ex ample.org/",
    "http://[::1/list",
    "http://[zz]/list",
    "http://::1/list",
    "http://1.2.3.400/",
    "http://-example.org/",
    "http://example..org/",
    "http://例子.tw/",
    "http://example.org/#part",
    "http:\\\\example.org\\list",
)
FOLDERS = ("~/trust", "/dev/null", "https://example.org/trust", "x" * 5000, "x" * 300, " trust")

IMPOSSIBLE: Mapping[str, Sequence[str]] = {
    "GPSZONE_ORIGIN": (
        *URLS,
        "http://portal.example",
        "https://portal.example/",
        "https://portal.example/path",
        "https://portal.example?q",
        "https://portal.example#f",
        "https://user@portal.example",
        "https://portal.example:443",
        "https://portal.example:0443",
        "https://portal.example.",
        "https://portal_1.example",
        "https://portal.example, https://other.example",
        "https://[::1]x",
        "portal.example",
        "null",
        "*",
    ),
    "GPSZONE_SECRET_KEY": ("short", "k" * 31, " " * 40, LONG, "k" * 32 + "\nk", "k" * 32 + " "),
    "GPSZONE_HELP_LINE": (
        "call us",
        "12",
        "()",
        "０２２３１１７７２２",
        "<b>02-23117722</b>",
        "02-23117722\r\nBcc: a@b.example",
        "0" * 60,
        "02-23117722 #",
        "tel:0223117722",
        "-02",
        "02/23117722x",
    ),
    "GPSZONE_DATABASE_URL": (
        "mysql://user:password@db/gpszone",
        "psycopg://user@db/gpszone",
        "http://db/gpszone",
        "postgres",
        "postgres://",
        "postgres:///",
        "postgres://db",
        "postgres://db/",
        "postgres:///gpszone",
        "postgres://user:pa#ss@db/gpszone",
        "postgres://user:pa?ss@db/gpszone",
        "postgres://user:pa/ss@db/gpszone",
        "postgres://user:pa@ss@db/gpszone",
        "postgres://user:pa%ss@db/gpszone",
        "postgres://user:pa[ss@db/gpszone",
        "postgres://user:pa ss@db/gpszone",
        "postgres://user@db:0/gpszone",
        "postgres://user@db:99999999/gpszone",
        "postgres://user@db:port/gpszone",
        "postgres://user@db,other/gpszone",
        "postgres://user@1.2.3.400/gpszone",
        "postgres://user@::1/gpszone",
        "postgres://user@[::zz]/gpszone",
        "postgres://user@-db/gpszone",
        "postgres://user@db/gpszone/more",
        "postgres://user@db/gpszone?sslmode=perhaps",
        "postgres://user@db/gpszone?sslmode=",
        "postgres://user@db/gpszone?sslmode=require&sslmode=disable",
        "postgres://user@db/gpszone?unknown=1",
        "postgres://user@db/gpszone?maxsize=0",
        "postgres://user@db/gpszone?maxsize=99999",
        "postgres://user@db/gpszone?minsize=9",
        "postgres://user@db/gpszone?host=/run/postgresql",
        "postgres:///gpszone?host=run",
        "postgres://user@db/gpszone#part",
        "sqlite://",
        "sqlite://:memory:",
        "sqlite:///",
        "sqlite:///var/",
        "sqlite:///var/x.sqlite3?mode=ro",
    ),
    "GPSZONE_OPENID_NETWORKS": (
        "tracks.example",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "10.0.0",
        "0.0.0.0/0",
        "::/0",
        "10.0.0.5,10.0.0.6",
        "10.0.0.5 everything",
        "fe80::1%eth0",
        "https://10.0.0.5",
        "*",
    ),
    "GPSZONE_REDIS_URL": (
        *URLS,
        "redis",
        "redis://",
        "http://redis",
        "redis:///0",
        "unix:///run/redis.sock",
        "redis://redis:0",
        "redis://redis:65536/0",
        "redis://redis:port/0",
        "redis://redis/db",
        "redis://redis/0/1",
        "redis://redis/-1",
        "redis://:s3cr#t@redis/0",
        "redis://:s3cr/t@redis/0",
        "redis://:s3cr%t@redis/0",
        "redis://redis/0?ssl_cert_reqs=none",
    ),
    "GPSZONE_EVIDENCE_KEYS": (
        "short",
        f"{KEY} short",
        "鑰" * 32,
        "k" * 43,
        "k" * 44,
        KEY + KEY,
        f"{KEY},{KEY}",
        "+" * 43 + "=",
        f"{KEY}\x00",
        LONG,
        "ab" * 32,
    ),
    "GPSZONE_EVIDENCE_YEARS": (*NUMBERS, "101"),
    "GPSZONE_ERASE_DAYS": (*NUMBERS, "3651"),
    "GPSZONE_DORMANT_DAYS": (*NUMBERS, "29", "3651"),
    "GPSZONE_SMTP_HOST": (
        *(url for url in URLS if url != "foo"),
        "mail.example:25",
        "smtp://mail.example",
        "[::1]",
        "mail example",
        "a,b",
        "-mail.example",
        "mail..example",
        "1.2.3.400",
        "fe80::1%eth0",
        "郵件.tw",
        "x" * 64,
        "a." * 127 + "example",
    ),
    "GPSZONE_SMTP_PORT": (*NUMBERS, "65536", "smtp"),
    "GPSZONE_SMTP_SECURITY": (*WORDS, "ssl", "STARTTLS", "none,tls"),
    "GPSZONE_SMTP_USERNAME": ("x" * 400, "gps\r\nzone", " gps", "gps ", "gps\x00"),
    "GPSZONE_SMTP_PASSWORD": ("x" * 2000, "pass\r\nword", " pass", "pass ", "pass\x00"),
    "GPSZONE_MAIL_FROM": (
        "nobody",
        "nobody@",
        "@agency.gov.tw",
        "a@b@agency.gov.tw",
        "GPS <gps@agency.gov.tw>",
        "gps@agency.gov.tw, other@agency.gov.tw",
        "gps@agency..gov.tw",
        "gps@-agency.gov.tw",
        "gps@localhost",
        "gps agency@agency.gov.tw",
        "gps@agency.gov.tw\r\nBcc: x@y.tw",
        "郵@agency.gov.tw",
        "x" * 300 + "@agency.gov.tw",
    ),
    "GPSZONE_LINK_DAYS": (*NUMBERS, "366", "99999999999"),
    "GPSZONE_STATE": FOLDERS,
    "GPSZONE_STAGING": (*WORDS, "true", "YES", "demo", "production"),
    "GPSZONE_TRUST": FOLDERS,
    "GPSZONE_LIST_URLS": (*URLS, "http://good.example/a.crl mistyped", "http://a.tw,http://b.tw"),
    "GPSZONE_CRL_SAME_HOSTS": (
        "a.example",
        "a.example=",
        "=a.example",
        "a.example=a.example",
        "a.example=A.example",
        "a.example=b.example=a.example",
        "a.example=b.example c.example=a.example",
        "a.example = b.example",
        "a.example,b.example",
        "a.example=b.example,c.example",
        "http://a.example=b.example",
        "a.example=b.example:80",
        "a.example=b example",
        "a.example=*.example",
        "none none",
        "none a.example=b.example",
        f"a.example={LONG}",
    ),
    "GPSZONE_LIST_GRACE_HOURS": (*NUMBERS, "169"),
    "GPSZONE_REVOCATION_ORDER": (*WORDS, "list crl", "list list", "list,ocsp", "LIST"),
    "GPSZONE_OCSP_URLS": (
        *URLS,
        *(f"G3={url}" for url in URLS),
        "G3",
        "G3=",
        "=http://ocsp.example",
        "G333=http://ocsp.example",
        "g3=http://ocsp.example",
        "ABCD=http://ocsp.example",
        "G3=ldap://ocsp.example",
        "G3=http://ocsp.example G2",
    ),
    "GPSZONE_OCSP_FOR": (*WORDS, "all", "High"),
    "GPSZONE_OCSP_NONCE": (*WORDS, "no", "Required"),
    "GPSZONE_OCSP_RESPONDERS": (
        "abc",
        SHA,
        f"={SHA}",
        f"{KEY_ID}=",
        f"{KEY_ID}={SHA[:-1]}",
        f"{KEY_ID}={SHA}a",
        f"{KEY_ID}={SHA[:-1]}g",
        f"{KEY_ID}={SHA},{KEY_ID}={SHA}",
        f"{KEY_ID}={SHA} {SHA}",
        f"{KEY_ID}={SHA} abc",
        f"{KEY_ID}=sha256:{SHA}",
        f"{KEY_ID}=0x{SHA}",
        f"{KEY_ID}={'１' * 64}",
        f"{KEY_ID}={':' * 64}",
        f"{KEY_ID} = {SHA}",
        f"{KEY_ID}=={SHA}",
        f"{KEY_ID[:-1]}={SHA}",
        f"{KEY_ID.upper()}={SHA}",
        f"{'g' * 40}={SHA}",
        f"{'a' * 65}={SHA}",
        f"G3={SHA}",
        LONG,
    ),
    "GPSZONE_AUTHORITY_LIST_URLS": (*URLS, "http://good.example/a.crl mistyped"),
    "GPSZONE_AUTHORITY_LIST_REQUIRED": (*WORDS, "yes", "perhaps", "YES"),
    "GPSZONE_REGISTRY_URL": (*URLS, "http://registry.example/?q=1", "http://registry.example/a b"),
    "GPSZONE_REGISTRY_TOKEN": (LONG, "to\r\nken", " token", "token ", "to\x00ken"),
    "GPSZONE_REGISTRY_RELEASE": (*WORDS, "on", "HEED"),
    "GPSZONE_UNKNOWN_COMPANY": (*WORDS, "accept", "Person"),
    "GPSZONE_LIMITS": (*WORDS, "off", "ON"),
    "GPSZONE_DOCUMENTS": (*WORDS, "nobody", "TRUSTED"),
    "GPSZONE_STREAMS": (*NUMBERS, "9", "100001"),
    "GPSZONE_REQUESTS_AT_ONCE": (*NUMBERS, "9", "10001"),
    "GPSZONE_CONNECTIONS_PER_ADDRESS": (*NUMBERS, "9", "100001"),
    "GPSZONE_DRAIN_SECONDS": (*(text for text in NUMBERS if text != "0"), "301", "5s"),
    "GPSZONE_AT_ONCE": (*NUMBERS, "101"),
    "GPSZONE_LOG": (*WORDS, "xml", "JSON"),
}
SECRET = {setting.variable for setting in settings_in() if setting.secret}


def test_every_setting_has_ten_impossible_values_and_more() -> None:
    variables = [setting.variable for setting in settings_in()]

    assert sorted(IMPOSSIBLE) == sorted(variables)
    for variable in variables:
        assert len({*IMPOSSIBLE[variable], *ANYWHERE}) >= 10, variable


@pytest.mark.parametrize("variable", IMPOSSIBLE)
def test_an_impossible_value_is_refused_with_one_sentence(variable: str) -> None:
    for value in (*IMPOSSIBLE[variable], *ANYWHERE):
        with pytest.raises(SettingsRefused) as refused:
            from_environ(GOOD | {variable: value})
        [sentence] = refused.value.sentences

        assert re.match(rf"{variable}(=.*)?: expected \S", sentence), (value, sentence)
        assert sentence.isprintable(), value
        assert len(sentence) < 500, value
        if variable in SECRET:
            assert sentence.startswith(f"{variable}: ")
        assert "secret" not in sentence


@pytest.mark.parametrize("variable", IMPOSSIBLE)
def test_an_impossible_value_ends_a_command_with_2(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The environment of a process holds no NUL.
    possible = [value for value in (*IMPOSSIBLE[variable], *ANYWHERE) if "\x00" not in value]

    for value in possible:
        ended = run(["migrate"], GOOD | {variable: value}, monkeypatch=monkeypatch)

        assert ended.code == 2, value
        assert ended.said.count("\n") == 1, ended.said
        assert variable in ended.said


@pytest.mark.parametrize("variable", IMPOSSIBLE)
def test_a_file_is_read_by_the_same_measure(variable: str, tmp_path: Path) -> None:
    file = tmp_path / "value"
    environ = {name: value for name, value in GOOD.items() if name != variable}
    for value in IMPOSSIBLE[variable]:
        # Blanks around what a file holds do not count.
        if value != value.strip() or "\udcff" in value:
            continue
        file.write_text(value, encoding="utf-8", newline="")
        with pytest.raises(SettingsRefused) as refused:
            from_environ(environ | {f"{variable}_FILE": str(file)})

        assert [variable in sentence for sentence in refused.value.sentences] == [True], value


@pytest.mark.parametrize("variable", IMPOSSIBLE)
def test_a_file_that_cannot_be_read_is_one_sentence(variable: str, tmp_path: Path) -> None:
    huge, binary, pipe = tmp_path / "huge", tmp_path / "binary", tmp_path / "pipe"
    huge.write_bytes(b"k" * (64 * 1024 + 1))
    binary.write_bytes(b"\xff\xfe\x00k")
    os.mkfifo(pipe)
    environ = {name: value for name, value in GOOD.items() if name != variable}
    wrong = (tmp_path / "missing", tmp_path, huge, binary, pipe, "/dev/zero", "x" * 5000, "a\x00b")

    for path in wrong:
        with pytest.raises(SettingsRefused) as refused:
            from_environ(environ | {f"{variable}_FILE": str(path)})

        [sentence] = refused.value.sentences
        assert f"{variable}_FILE" in sentence
        assert "expected a readable file" in sentence
        assert (str(tmp_path) in sentence) <= (variable not in SECRET)


@pytest.mark.parametrize("variable", IMPOSSIBLE)
def test_a_value_and_its_file_are_not_both_given(variable: str, tmp_path: Path) -> None:
    file = tmp_path / "value"
    file.write_text("value")

    with pytest.raises(SettingsRefused) as refused:
        from_environ(GOOD | {variable: "value", f"{variable}_FILE": str(file)})

    [sentence] = refused.value.sentences
    assert sentence == f"{variable} and {variable}_FILE are both set: expected one of them"
