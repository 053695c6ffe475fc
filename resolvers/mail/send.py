"""The outbox is sent: each mail once, retried after a failure, and finally given up."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from functools import partial

from models.core import trace
from models.core.backoff import FIRST_SLOW_WAIT, FIRST_WAIT, next_try
from models.core.errors import unforeseen
from models.core.rules import LEASE_LIFE, MAIL_TRIED_FOR
from models.database.lease import work_on
from models.database.transaction import tx
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.limits.limiter import Limiter
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.link.link import Link, LinkPurpose, token
from models.mail.kinds import Template
from models.mail.letter import EmailInvalid, Letter
from models.mail.outbox import Mail
from models.notices.outgoing import SENDER, Turn, next_turn
from models.outside.smtp import MailDeferred, MailMisconfigured, MailRefused, Transport

log = logging.getLogger(__name__)

# The client's page for each purpose of a link.
PAGES: Mapping[LinkPurpose | AccountLinkPurpose, str] = {
    LinkPurpose.ACTIVATE: "activate",
    LinkPurpose.CORRECT: "correct",
    AccountLinkPurpose.SIGN_IN: "first-card",
    AccountLinkPurpose.INVITATION: "first-card",
    AccountLinkPurpose.NOT_ME: "not-me",
    AccountLinkPurpose.STOP_ACCESS: "stop-access",
    AccountLinkPurpose.STOP_MAILBOX: "stop-mailbox",
    AccountLinkPurpose.JOIN: "confirm-member",
}
AnyLink = Link | AccountLink


@dataclass(frozen=True, kw_only=True)
class Sending:
    """How letters are written and sent; ``key`` derives the links' tokens.

    Letters of ``staging`` say what they are.
    """

    transport: Transport
    origin: str
    key: bytes
    sender: Address
    help_line: str | None
    limiter: Limiter
    random: Callable[[], float]
    staging: bool = False


async def take_next(sending: Sending, *, now: datetime) -> Callable[[], Awaitable[None]] | None:
    """Lease a mail to the mailbox that is due first; return what sends it, or None without one.

    Mails beyond the allowance of the mailbox, or of the applicant who causes them, are postponed;
    then there may be others.
    """
    turn = await next_turn(limiter=sending.limiter, at=now, lease=LEASE_LIFE)
    if turn is None:
        return None
    return partial(_work, turn, sending, now=now)


async def _work(turn: Turn, sending: Sending, *, now: datetime) -> None:
    """Send a leased mail. The SMTP server is contacted outside any transaction."""
    mail = turn.mail
    if mail is None:
        return
    failed = partial(_failed, mail, random=sending.random, now=now)
    with trace.carrying(mail.trace):
        if turn.fault is not None:
            log.error("the turn of %s failed", mail.name, exc_info=turn.fault)
            await failed(turn.fault)
            return
        await work_on(mail, _send(mail, sending, now=now), failed=failed, now=now)


async def _send(mail: Mail, sending: Sending, *, now: datetime) -> None:
    link = await _link_of(mail)
    letter = Letter(
        template=mail.template,
        values=dict(mail.values) | _address(mail, link, origin=sending.origin, key=sending.key),
    )
    random = sending.random
    try:
        message = letter.render(
            to=mail.recipient,
            date=mail.queued_at,
            message_id=mail.message_id,
            sender=sending.sender,
            help_line=sending.help_line,
            staging=sending.staging,
        )
        await sending.transport.send(message)
    except (MailRefused, EmailInvalid) as refusal:
        await _give_up(mail, str(refusal), now=now)
    except MailDeferred as trouble:
        await _put_off(mail, str(trouble), first=FIRST_WAIT, random=random, now=now)
    except MailMisconfigured as trouble:
        log.error("no mail goes out until its settings or its server are mended: %s", trouble)
        await _put_off(mail, str(trouble), first=FIRST_SLOW_WAIT, random=random, now=now)
    else:
        await _sent(mail, now=now)


async def _failed(
    mail: Mail, fault: Exception, *, random: Callable[[], float], now: datetime
) -> None:
    await _put_off(mail, unforeseen(fault), first=FIRST_WAIT, random=random, now=now)


async def _link_of(mail: Mail) -> AnyLink | None:
    if mail.link_id is not None:
        return await Link.get(id=mail.link_id)
    if mail.account_link_id is not None:
        return await AccountLink.get(id=mail.account_link_id)
    return None


def _address(mail: Mail, link: AnyLink | None, *, origin: str, key: bytes) -> dict[str, str]:
    if link is not None:
        return {"link": f"{origin}/{PAGES[link.purpose]}#{token(link.id, key=key)}"}
    return {"link": f"{origin}/"} if mail.template is Template.ALREADY_OPEN else {}


async def _sent(mail: Mail, *, now: datetime) -> None:
    async with tx() as change:
        if await mail.mark_sent(at=now):
            change.record(
                NewEvent(subject=mail.subject, kind=EventKind.MAIL_SENT, actor=SENDER, at=now)
            )
    log.info("mail %s was sent", mail.id)


async def _give_up(mail: Mail, trouble: str, *, now: datetime) -> None:
    async with tx() as change:
        if await mail.give_up(trouble=trouble):
            change.record(
                NewEvent(subject=mail.subject, kind=EventKind.MAIL_GIVEN_UP, actor=SENDER, at=now)
            )
    log.warning("mail %s was given up", mail.id)


async def _put_off(
    mail: Mail, trouble: str, *, first: timedelta, random: Callable[[], float], now: datetime
) -> None:
    if now - mail.queued_at > MAIL_TRIED_FOR:
        return await _give_up(mail, trouble, now=now)
    until = next_try(attempts=mail.attempts + 1, now=now, random=random, first=first)
    await mail.put_off(until=until, trouble=trouble)
    log.warning("mail %s did not go; it is tried again", mail.id)
    return None
