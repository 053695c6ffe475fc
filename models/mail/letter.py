"""Rendering of letters as mails, in every language, as plain text and as HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.core.characters import is_unseen
from models.core.errors import Failure
from models.core.language import Language
from models.core.rules import FIRST_CARD_SESSION_LIFE, MINUTE, SENDER_ADDRESS, SENDER_NAME, TAIWAN
from models.mail.kinds import LINKS, NOTES, REQUIRED_VALUES, TIMES, Template

# The portal's name and mailbox, as in its manual.
SENDER = Address(SENDER_NAME, addr_spec=SENDER_ADDRESS)
STAGING_SUBJECT = "【測試 STAGING】"


class EmailInvalid(Failure):
    """This is not the address of a mailbox that mail can be sent to."""


_MESSAGE_ID = re.compile(r"<[A-Za-z0-9][A-Za-z0-9._-]*@[A-Za-z0-9.-]+>")
# Domains of the provider that ignores dots, and the one that its mailboxes are counted under.
_IGNORING_DOTS = dict.fromkeys(("gmail.com", "googlemail.com"), "gmail.com")
# RFC 5322 §2.1.1: a line should have no more; a Message-ID cannot be folded.
_LONGEST_MESSAGE_ID = 76
# RFC 5321 §4.5.3.1.3, without the angle brackets.
LONGEST_MAILBOX = 254


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The content of a letter, before it is addressed.

    It is in every language, Chinese first, because it is not known who reads a mailbox.

    Times are RFC 3339 with an offset; ``holder`` is masked already (``masked``).

    :raises ValueError: when a value is missing, extra, empty or malformed
    """

    template: Template
    values: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.values.keys() != REQUIRED_VALUES[self.template]:
            wrong = sorted(self.values.keys() ^ REQUIRED_VALUES[self.template])
            raise ValueError(f"letter {self.template}: missing or extra: {', '.join(wrong)}")
        for name, value in self.values.items():
            _check(name, value)

    def render(
        self,
        *,
        to: str,
        date: datetime,
        message_id: str,
        sender: Address = SENDER,
        help_line: str | None = None,
        staging: bool = False,
    ) -> EmailMessage:
        """Return the mail, as plain text and as HTML; one of staging says so, and first of all.

        :raises EmailInvalid: when ``to`` is not a mailbox
        :raises ValueError: when ``message_id`` or ``date`` is unfit for a header
        """
        if not _MESSAGE_ID.fullmatch(message_id) or len(message_id) > _LONGEST_MESSAGE_ID:
            raise ValueError(f"not a Message-ID: {message_id!r}")
        if date.tzinfo is None:
            raise ValueError("a date without its offset")
        message = EmailMessage(policy=SMTP)
        message["From"] = sender
        message["To"] = Address(addr_spec=mailbox(to))
        subject = " / ".join(self._sections("subject", help_line=help_line, sender=sender))
        subject = STAGING_SUBJECT + subject if staging else subject
        message["Subject"] = subject
        message["Date"] = format_datetime(date)
        message["Message-ID"] = message_id
        # RFC 3834 §5; Exchange and Outlook obey the second one.
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        # Base64 for both, so that no relay has a reason to change a line.
        page = partial(self._page, subject=subject, help_line=help_line, sender=sender)
        plain = page("plain", staging=staging)
        message.set_content(plain, charset="utf-8", cte="base64")
        html = page("html", staging=staging)
        message.add_alternative(html, subtype="html", charset="utf-8", cte="base64")
        message["Content-Language"] = ", ".join(Language)
        # A mail that is sent again is identical, byte for byte.
        message.set_boundary(f"=_{sha256(message_id.encode()).hexdigest()[:32]}")
        return message

    def _page(
        self, medium: str, *, subject: str, sender: Address, help_line: str | None, staging: bool
    ) -> str:
        sections = self._sections(medium, sender=sender, help_line=help_line)
        page = _environment(medium).get_template(f"{medium}.page.jinja")
        return page.render(
            subject=subject,
            languages=list(Language),
            sections=sections,
            staging=staging,
        )

    def _sections(self, medium: str, *, sender: Address, help_line: str | None) -> list[str]:
        return [
            _environment(medium)
            .get_template(f"{self.template}.{language}.jinja")
            .render(
                self.values,
                layout=f"{medium}.section.jinja",
                language=language.value,
                contact=sender.addr_spec,
                sender_name=SENDER_NAME,
                first_card_minutes=FIRST_CARD_SESSION_LIFE // MINUTE,
                help_line=help_line,
            )
            .strip()
            for language in Language
        ]


def heading(template: Template, language: Language) -> str:
    """Return a letter's heading, which says in a few words what it is about."""
    found = _environment("plain").get_template(f"{template}.{language}.jinja")
    return "".join(found.blocks["heading"](found.new_context())).strip()


def mailbox(address: str) -> str:
    """Return the address in the form for headers and envelopes: ASCII, one mailbox.

    No DNS lookup is made. A domain in another script becomes its ASCII form (RFC 5890).

    :raises EmailInvalid: when it is not one mailbox's address
    """
    if len(address) > LONGEST_MAILBOX:
        # The library normalises an address before it looks at its length.
        raise EmailInvalid
    try:
        checked = validate_email(
            address, check_deliverability=False, allow_smtputf8=False, strict=True
        )
    except EmailNotValidError as invalid:
        raise EmailInvalid from invalid
    if checked.ascii_email is None:
        # Cannot happen: without SMTPUTF8 every valid address has its ASCII form.
        raise EmailInvalid
    return checked.ascii_email


def mailbox_counted(address: str) -> str:
    """Return the key under which letters to an address are counted, which all its spellings share.

    Case and a +tag are left out, and a domain is in its ASCII form. Dots are kept: one provider
    ignores them, and for it they are left out; at all others they distinguish people.
    """
    try:
        address = mailbox(address)
    except EmailInvalid:
        # It reaches nobody, and must only fit into its column.
        return address.strip()[:LONGEST_MAILBOX].casefold()[:LONGEST_MAILBOX]
    name, _, host = address.casefold().rpartition("@")
    name = name.partition("+")[0] or name
    if host in _IGNORING_DOTS:
        return f"{name.replace('.', '')}@{_IGNORING_DOTS[host]}"
    return f"{name}@{host}"


def masked(name: str) -> str:
    """Return the name mostly hidden: 王小明 → 王○明, 王明 → 王○, Mary Lee → M*** L***."""
    if name.isascii():
        return " ".join(f"{word[0]}***" for word in name.split())
    if len(name) <= 2:
        return name[:1] + "○"
    return name[0] + "○" * (len(name) - 2) + name[-1]


def _check(name: str, value: str) -> None:
    if not value.strip():
        raise ValueError(f"{name} is empty")
    if any(map(is_unseen, value.replace("\n", "") if name in NOTES else value)):
        raise ValueError(f"{name} holds a control character")
    if name in TIMES and datetime.fromisoformat(value).tzinfo is None:
        raise ValueError(f"{name} is a time without its offset")
    if name in LINKS:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or " " in value:
            raise ValueError(f"{name} is not an http or https address")


def _in_taiwan(moment: str, language: str) -> str:
    there = datetime.fromisoformat(moment).astimezone(TAIWAN)
    if language == Language.ZH_HANT_TW:
        # The Republic's calendar, as the pages and Taiwan's forms have it.
        return f"民國{there.year - 1911}年{there.month}月{there.day}日 {there:%H:%M}"
    return f"{there.day} {_MONTHS[there.month - 1]} {there.year}, {there:%H:%M}"


# Not strftime("%B"), which follows the locale of the process.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@cache
def _environment(medium: str) -> Environment:
    """Return the templates of a medium, ``subject``, ``plain`` or ``html``.

    Each letter has one text per language; the medium decides on markup and escaping.
    """
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("letters")),
        autoescape=medium == "html",  # noqa: S701  # Plain text and subjects have no markup.
        undefined=StrictUndefined,
        # Templates are a release's: whether a file has changed is not asked at each letter.
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["in_taiwan"] = _in_taiwan
    if medium != "subject":
        environment.globals["mark"] = environment.get_template(f"{medium}.marks.jinja").module
    return environment
