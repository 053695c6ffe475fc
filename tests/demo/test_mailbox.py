"""Tests of the demo's mailbox page."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from tests.support.paths import ROOT
from web.demo.mailbox import mailbox_app

NINE = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LINK = "http://localhost:8000/activate#abc_DEF-123"


def put(
    folder: Path, name: str, *, subject: str = "認證信", html: str = "", sent: datetime = NINE
) -> Path:
    mail = EmailMessage()
    mail["From"] = "毒關化物車輛GPS客服 <toxicgps@moenv.gov.tw>"
    mail["To"] = "ehs@test-chemical.example"
    mail["Subject"] = subject
    mail["Date"] = format_datetime(sent)
    mail.set_content(f"請點選 {LINK} 開通 <b>帳號</b>")
    if html:
        mail.add_alternative(html, subtype="html")
    path = folder / name
    path.write_bytes(mail.as_bytes())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Create a mail folder with a secret file beside it."""
    put(tmp_path, "secret.eml", subject="outside")
    folder = tmp_path / "mail"
    folder.mkdir()
    return folder


@pytest.fixture
def client(folder: Path) -> httpx.AsyncClient:
    """Open a browser at the portal with the mailbox mounted."""
    portal = Starlette(routes=[Mount("/demo/mailbox", mailbox_app(folder))])
    transport = httpx.ASGITransport(app=portal)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost:8000/demo/mailbox")


async def test_mails_are_listed_newest_first(folder: Path, client: httpx.AsyncClient) -> None:
    put(folder, "b.eml", subject="第二封", sent=NINE + timedelta(minutes=1))
    put(folder, "a.eml", subject="第三封", sent=NINE + timedelta(minutes=2))
    put(folder, "c.eml", subject="第一封")

    page = (await client.get("/")).text

    assert page.index("第三封") < page.index("第二封") < page.index("第一封")
    assert "2026-03-02 09:02:00" in page
    assert "ehs@test-chemical.example" in page
    assert "沒有寄給任何人" in page


async def test_an_empty_mailbox_says_what_will_come(client: httpx.AsyncClient) -> None:
    page = await client.get("/")

    assert "目前沒有信件" in page.text


async def test_a_mail_opens_with_its_links(folder: Path, client: httpx.AsyncClient) -> None:
    put(folder, "a.eml", html="<p>您好</p>")

    page = (await client.get("/mail/a.eml")).text

    assert f'<a href="{LINK}" target="_blank" rel="noopener noreferrer">' in page
    assert "&lt;b&gt;" in page
    assert 'src="/demo/mailbox/mail/a.eml/html"' in page
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in page


async def test_the_html_part_can_do_no_harm(folder: Path, client: httpx.AsyncClient) -> None:
    put(folder, "a.eml", html="<html><head><title>t</title></head><a href='/x'>x</a></html>")
    put(folder, "b.eml", html="<a href='/x'>x</a>")

    whole = await client.get("/mail/a.eml/html")
    bare = await client.get("/mail/b.eml/html")

    policy = whole.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    assert "script-src" not in policy
    assert "allow-scripts" not in policy
    assert '<head><base target="_blank">' in whole.text
    assert bare.text.startswith('<base target="_blank">')


async def test_the_pages_allow_only_their_own_files(
    folder: Path, client: httpx.AsyncClient
) -> None:
    put(folder, "a.eml")

    answers = [await client.get(path) for path in ("/", "/mail/a.eml")]

    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'")
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    "name", ["../secret.eml", "..%2Fsecret.eml", "%2e%2e/secret.eml", "..%5csecret.eml", "x.eml"]
)
@pytest.mark.parametrize("part", ["", "/html"])
async def test_nothing_outside_the_folder_opens(
    client: httpx.AsyncClient, name: str, part: str
) -> None:
    answer = await client.get(f"/mail/{name}{part}")

    assert answer.status_code == 404
    assert "outside" not in answer.text


async def test_a_symbolic_link_out_of_the_folder_is_no_mail(
    folder: Path, client: httpx.AsyncClient
) -> None:
    (folder / "link.eml").symlink_to(folder.parent / "secret.eml")

    opened = await client.get("/mail/link.eml")
    listed = await client.get("/")

    assert opened.status_code == 404
    assert "outside" not in listed.text


async def test_a_broken_mail_does_not_hide_the_others(
    folder: Path, client: httpx.AsyncClient
) -> None:
    (folder / "junk.eml").write_bytes(b"\xff\x00 no mail at all")
    charset = b"Content-Type: text/plain; charset=none-such\nDate: never\n\nhello\n"
    (folder / "odd.eml").write_bytes(charset)
    put(folder, "good.eml", subject="好的信")

    listed = await client.get("/")
    opened = [await client.get(f"/mail/{name}.eml") for name in ("junk", "odd")]

    assert "好的信" in listed.text
    assert [answer.status_code for answer in opened] == [200, 200]


async def test_the_version_changes_with_a_new_mail(folder: Path, client: httpx.AsyncClient) -> None:
    before = (await client.get("/version")).text
    put(folder, "a.eml")
    after = (await client.get("/version")).text
    page = (await client.get("/")).text

    assert before != after
    assert f'data-version="{after}"' in page
    assert 'data-version-url="/demo/mailbox/version"' in page


async def test_the_page_finds_its_files_where_it_is_mounted(client: httpx.AsyncClient) -> None:
    answers = [await client.get(f"/pages/{name}") for name in ("demo.css", "mailbox.js")]

    assert [answer.status_code for answer in answers] == [200, 200]


def test_the_demo_registry_has_the_cases_that_a_reviewer_meets() -> None:
    path = ROOT / "web" / "demo" / "registry.json"
    entries: list[dict[str, str]] = json.loads(path.read_text("utf-8"))

    numbers = {entry["control_number"] for entry in entries}
    assert len(numbers) == len(entries) == 8
    assert "A0000006" in numbers
    assert all(len(number) == 8 and number.isalnum() for number in numbers)
    assert all(len(entry["mailing_postal_code"]) == 6 for entry in entries)
    assert _blank(entries, "business_email") == ["O4567890"]
    assert _blank(entries, "contact_name") == _blank(entries, "contact_email") == ["H1234567"]
    mailboxes = [entry["business_email"] for entry in entries if entry["business_email"]]
    assert all(box.endswith((".example", ".example.com")) for box in mailboxes)


def _blank(entries: Iterable[dict[str, str]], field: str) -> list[str]:
    return [entry["control_number"] for entry in entries if not entry[field]]
