"""Tests of every letter, in both languages, as text and HTML."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from models.mail.kinds import REQUIRED_VALUES, TIMES, Template
from models.mail.letter import EmailInvalid, Letter, mailbox, mailbox_counted, masked

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
MESSAGE_ID = "<5f0c.passed@gps.example.org>"
VALUES = {
    "company_name": "大安化工運輸股份有限公司",
    "control_number": "A1234567",
    "case_number": "GPS-2026-000123",
    "holder": "王○明",
    "link": "https://gps.example.org/activate#k3J9-tok_en",
    "expires_at": "2026-03-09T16:30:00+00:00",
    "activated_at": "2026-03-02T04:00:00+00:00",
    "by": "陳○華",
    "successor": "林○○",
    "changed_at": "2026-03-02T04:00:00+00:00",
    "reported_at": "2026-03-02T05:00:00+00:00",
    "settled_at": "2026-03-02T06:00:00+00:00",
    "stopped_at": "2026-03-02T07:00:00+00:00",
    "valid_until": "2026-05-01T04:00:00+00:00",
    "since": "2026-03-02T04:00:00+00:00",
    "note": "請附上最新之公司登記表",
    "bound_at": "2026-03-02T04:00:00+00:00",
    "decided_at": "2026-03-02T08:00:00+00:00",
    "name": "測試車機股份有限公司",
    "last_four": "6789",
    "asked_at": "2026-03-02T04:00:00+00:00",
    "cancelled_at": "2026-03-02T05:00:00+00:00",
    "effective_at": "2026-03-05T04:00:00+00:00",
    "ended_at": "2026-03-02T06:00:00+00:00",
    "ends_at": "2026-04-01T04:00:00+00:00",
    "leaves_at": "2026-03-05T04:00:00+00:00",
}
MONTHS = ("January", "February", "March", "April", "May")


def _there(moment: str) -> datetime:
    return datetime.fromisoformat(moment).astimezone(timezone(timedelta(hours=8)))


SHOWN: dict[str, Callable[[str], str]] = {
    "zh-Hant-TW": lambda moment: (
        f"民國{_there(moment).year - 1911}年"
        + "{0.month}月{0.day}日 {0:%H:%M}".format(_there(moment))
    ),
    "en": lambda moment: "{0.day} {1} {0.year}, {0:%H:%M}".format(
        _there(moment), MONTHS[_there(moment).month - 1]
    ),
}


def a_letter(
    template: Template = Template.PASSED, *, changed: dict[str, str] | None = None
) -> Letter:
    values = {name: VALUES[name] for name in REQUIRED_VALUES[template]} | (changed or {})
    return Letter(template=template, values=values)


def rendered(
    letter: Letter,
    *,
    to: str = "alice@example.com",
    message_id: str = MESSAGE_ID,
    sender: Address | None = None,
) -> EmailMessage:
    if sender:
        mail = letter.render(to=to, date=NOON, message_id=message_id, sender=sender)
    else:
        mail = letter.render(to=to, date=NOON, message_id=message_id)
    # What arrives is what counts: read it back from its bytes.
    parsed = message_from_bytes(mail.as_bytes(), policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    text: str = body.get_content()
    return text


def languages_of(mail: EmailMessage) -> dict[str, tuple[str, str]]:
    """Take the mail apart: what each language says, as plain text and as HTML."""
    plain = re.split(r"\r?\n-{60}\r?\n", part(mail, "plain"))
    html = re.findall(r'<section lang="([^"]+)">(.*?)</section>', part(mail, "html"), re.DOTALL)
    assert [language for language, _ in html] == ["zh-Hant-TW", "en"]
    assert len(plain) == len(html)
    return {language: (text, page) for text, (language, page) in zip(plain, html, strict=True)}


@pytest.mark.parametrize("template", Template)
def test_every_letter_shows_all_its_values_in_both_languages_and_forms(
    template: Template,
) -> None:
    mail = rendered(a_letter(template))

    for language, forms in languages_of(mail).items():
        for text in forms:
            for name in REQUIRED_VALUES[template] - TIMES:
                assert VALUES[name] in text, (name, language)
            for name in REQUIRED_VALUES[template] & TIMES:
                assert SHOWN[language](VALUES[name]) in text, (name, language)
            assert "toxicgps@moenv.gov.tw" in text


@pytest.mark.parametrize("template", Template)
def test_every_letter_has_a_subject_and_a_heading_in_both_languages(template: Template) -> None:
    mail = rendered(a_letter(template))

    chinese, english = str(mail["Subject"]).split(" / ")
    assert chinese.startswith("毒性及關注化學物質運送車輛即時追蹤系統專區-")
    assert re.fullmatch(r"GPS zone: [A-Za-z' ]+", english)
    forms = languages_of(mail)
    headings = {
        language: re.search(r"<h1[^>]*>([^<]+)</h1>", html) for language, (_, html) in forms.items()
    }
    assert headings["en"] is not None
    assert headings["en"][1].isascii()
    assert headings["zh-Hant-TW"] is not None
    assert not headings["zh-Hant-TW"][1].isascii()


@pytest.mark.parametrize("template", Template)
def test_the_english_part_of_a_letter_is_english(template: Template) -> None:
    letter = a_letter(template)
    english = languages_of(rendered(letter))["en"]

    for text in english:
        for value in letter.values.values():
            text = text.replace(value, "")
        assert not re.search(r"[\u3400-\u9fff]", text)


def test_every_letter_file_is_rendered() -> None:
    folder = Path("models/mail/letters")
    letters = {path.name.partition(".")[0] for path in folder.glob("*.en.jinja")}

    assert letters == {template.value for template in Template} | {"closing"}
    assert letters == {path.name.partition(".")[0] for path in folder.glob("*.zh-Hant-TW.jinja")}


@pytest.mark.parametrize("template", Template)
def test_every_letter_is_seven_bit_and_has_no_long_line(template: Template) -> None:
    mail = a_letter(template).render(to="alice@example.com", date=NOON, message_id=MESSAGE_ID)

    raw = mail.as_bytes()

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


@pytest.mark.parametrize("template", Template)
def test_every_letter_holds_only_its_own_link_and_fetches_nothing(template: Template) -> None:
    mail = rendered(a_letter(template))

    expected = {VALUES["link"]} if "link" in REQUIRED_VALUES[template] else set()
    for forms in languages_of(mail).values():
        for text in forms:
            assert set(re.findall(r"https?://[^\s\"<]+", text)) == expected
    html = part(mail, "html")
    assert set(re.findall(r"https?://[^\s\"<]+", html)) == expected
    assert not re.search(r"<(img|link|script|iframe|form)\b|url\(|@import", html)


def test_a_note_keeps_its_lines_in_both_forms() -> None:
    letter = a_letter(Template.NOT_PASSED_NOTED, changed={"note": "請附登記表\n並更正地址"})

    for plain, html in languages_of(rendered(letter)).values():
        assert "請附登記表\n  並更正地址" in plain.replace("\r\n", "\n")
        assert re.search(r"white-space: pre-line;\">請附登記表\r?\n並更正地址</dd>", html)


def test_the_headers_are_those_of_an_automatic_mail() -> None:
    mail = rendered(a_letter())

    assert mail["From"] == "毒關化物車輛GPS客服 <toxicgps@moenv.gov.tw>"
    assert mail["To"] == "alice@example.com"
    assert mail["Subject"] == (
        "毒性及關注化學物質運送車輛即時追蹤系統專區-帳號申請認證 / GPS zone: open your account"
    )
    assert mail["Date"] == "Mon, 02 Mar 2026 04:00:00 +0000"
    assert mail["Message-ID"] == MESSAGE_ID
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Content-Language"] == "zh-Hant-TW, en"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]


def test_a_letter_written_twice_is_the_same_byte_for_byte() -> None:
    first, second = (
        a_letter().render(to="alice@example.com", date=NOON, message_id=MESSAGE_ID).as_bytes()
        for _ in range(2)
    )

    assert first == second


def test_the_letter_that_opens_the_account_has_the_manuals_words() -> None:
    text = part(rendered(a_letter()), "plain")

    assert (
        "請點選下列連結開通帳號權限；若貴公司未於本系統提送帳號申請需求，請忽略此信件，感謝。"
        in text
    )
    assert "敬祝順心\n毒關化物車輛GPS客服" in text.replace("\r\n", "\n")


def test_times_are_shown_as_the_clocks_of_taiwan_show_them() -> None:
    said = languages_of(rendered(a_letter()))

    assert "民國115年3月10日 00:30" in said["zh-Hant-TW"][0]
    assert "10 March 2026, 00:30" in said["en"][0]


ABOUT_CARDS = [template for template in Template if template.value.startswith(("card_", "change_"))]


@pytest.mark.parametrize("template", ABOUT_CARDS)
def test_no_typed_text_is_in_a_letter_about_cards(template: Template) -> None:
    said = {"control_number", "holder", "by", "successor", "link"} | TIMES

    assert REQUIRED_VALUES[template] <= said


@pytest.mark.parametrize("template", [Template.NOT_PASSED, Template.NOT_CONFIRMED])
def test_what_a_stranger_typed_is_in_no_letter_about_data_that_did_not_agree(
    template: Template,
) -> None:
    assert not REQUIRED_VALUES[template] & {"company_name", "holder"}


def test_an_unconfirmed_mailbox_learns_nothing_of_the_registry() -> None:
    text = part(rendered(a_letter(Template.NOT_CONFIRMED)), "plain")

    assert "資料無法確認" in text
    assert "could not be confirmed" in text
    assert not re.search("EMS|登載|管制編號|不一致|查無|registry|control number|differ", text)


def test_markup_in_a_value_is_text_in_the_page() -> None:
    letter = a_letter(changed={"company_name": '<b onload="x">甲&乙</b>'})

    mail = rendered(letter)

    assert "&lt;b onload=&#34;x&#34;&gt;甲&amp;乙&lt;/b&gt;" in part(mail, "html")
    assert '<b onload="x">甲&乙</b>' in part(mail, "plain")


def test_the_help_line_is_shown_where_there_is_one() -> None:
    mail = a_letter().render(
        to="alice@example.com", date=NOON, message_id=MESSAGE_ID, help_line="02-0000-0000"
    )

    assert "客服專線：02-0000-0000" in part(mail, "plain")
    assert "Telephone: 02-0000-0000" in part(mail, "plain")
    assert "客服專線" not in part(rendered(a_letter()), "plain")


def test_another_sender_may_be_set() -> None:
    sender = Address("GPS zone, staging", addr_spec="staging@example.org")

    mail = rendered(a_letter(), sender=sender)

    assert mail["From"].addresses[0] == sender
    assert "staging@example.org" in part(mail, "plain")


@pytest.mark.parametrize("template", Template)
def test_a_missing_value_is_our_mistake(template: Template) -> None:
    for name in REQUIRED_VALUES[template]:
        values = {each: VALUES[each] for each in REQUIRED_VALUES[template] - {name}}

        with pytest.raises(ValueError, match=name):
            Letter(template=template, values=values)


def test_an_extra_value_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="extra: company_name"):
        a_letter(Template.NOT_CONFIRMED, changed={"company_name": "a stranger's message"})


@pytest.mark.parametrize(
    "value", ["", "  ", "a\r\nBcc: dan@example.com", "a\nb", "a\x00b", "a\u2028b"]
)
def test_a_value_that_could_break_a_line_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="case_number"):
        a_letter(changed={"case_number": value})


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "//gps.example.org/", "https://", "mailto:a@b.tw", "https://a/ b"],
)
def test_a_link_is_an_http_address(link: str) -> None:
    with pytest.raises(ValueError, match="link"):
        a_letter(changed={"link": link})


@pytest.mark.parametrize("moment", ["2026-03-09T16:30:00", "soon"])
def test_a_time_needs_its_offset(moment: str) -> None:
    with pytest.raises(ValueError, match=r"offset|isoformat"):
        a_letter(changed={"expires_at": moment})


@pytest.mark.parametrize(
    "message_id",
    ["5f0c@example.org", "<5f0c>", "<a b@example.org>", "<a@b>\r\nBcc: x@y", f"<{'a' * 70}@b.org>"],
)
def test_a_message_id_is_one_token(message_id: str) -> None:
    with pytest.raises(ValueError, match="Message-ID"):
        rendered(a_letter(), message_id=message_id)


def test_a_date_needs_its_offset() -> None:
    with pytest.raises(ValueError, match="offset"):
        a_letter().render(
            to="alice@example.com", date=NOON.replace(tzinfo=None), message_id=MESSAGE_ID
        )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "alice",
        "alice@",
        "alice@example.com, dan@example.com",
        "Alice <alice@example.com>",
        "alice@example.com\r\nBcc: dan@example.com",
        "alice@example.com\n",
        "alice@[127.0.0.1]",
        "alice@localhost",
        '"a b"@example.com',
        "愛麗絲@example.com",
        "a" * 65 + "@example.com",
        "alice@" + "a" * 250 + ".com",
    ],
)
def test_what_is_not_one_mailbox_is_refused(address: str) -> None:
    with pytest.raises(EmailInvalid):
        mailbox(address)
    with pytest.raises(EmailInvalid):
        rendered(a_letter(), to=address)


def test_a_mailbox_is_given_as_ascii() -> None:
    assert mailbox("Alice.Wang+gps@Example.COM") == "Alice.Wang+gps@example.com"
    assert mailbox("alice@例子.tw") == "alice@xn--fsqu00a.tw"


def test_the_longest_address_arrives_whole() -> None:
    address = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 55}.org"

    mail = rendered(a_letter(), to=address)

    assert mail["To"].addresses[0].addr_spec == address


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王○明"),
        ("王明", "王○"),
        ("歐陽小明", "歐○○明"),
        ("王", "王○"),
        ("Mary Ann Lee", "M*** A*** L***"),
    ],
)
def test_a_masked_name_hides_most_of_it(name: str, shown: str) -> None:
    assert masked(name) == shown


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("alice@company.example", "alice@company.example"),
        ("Alice@Company.EXAMPLE", "alice@company.example"),
        ("alice+1@company.example", "alice@company.example"),
        ("ALICE+a+b@company.example", "alice@company.example"),
        ("+alice@company.example", "+alice@company.example"),
        ("a.lice@company.example", "a.lice@company.example"),
        ("bruno@company.example", "bruno@company.example"),
        ("a.l.ice+1@Gmail.com", "alice@gmail.com"),
        ("alice@googlemail.com", "alice@gmail.com"),
        ("alice@例子.example", "alice@xn--fsqu00a.example"),
        ("alice@xn--fsqu00a.EXAMPLE", "alice@xn--fsqu00a.example"),
        (" No Mailbox ", "no mailbox"),
        ("ß" * 254, "ss" * 127),
    ],
)
def test_the_spellings_of_a_mailbox_are_counted_as_one(address: str, counted: str) -> None:
    assert mailbox_counted(address) == counted
