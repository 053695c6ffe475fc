"""The mail that goes next: a mailbox's allowance is shared out among those who write to it."""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.core import trace
from models.database.transaction import Change, tx
from models.database.unavailable import is_of_database
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.limits.limiter import Limiter
from models.limits.table import TooManyRequests
from models.mail.outbox import Mail, MailState
from models.notices.allowance import Allowance
from models.notices.newest_case import of_newest_cases
from models.notices.obsolete import End, ends_of

log = logging.getLogger(__name__)

SENDER = "service:mail"
_KINDS = {MailState.SENT: EventKind.MAIL_SENT, MailState.SUPERSEDED: EventKind.MAIL_SUPERSEDED}


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One mailbox's turn: the mail that was leased, or None where none may go now.

    With a ``fault``, which nobody foresaw, the mail is the one whose turn it was, and not leased.
    """

    mail: Mail | None
    fault: Exception | None = None


async def next_turn(*, limiter: Limiter, at: datetime, lease: timedelta) -> Turn | None:
    """Lease a mail to the mailbox whose turn it is; return None when no mail is due.

    First what is not to be sent is settled, so that it takes nothing of the allowance. Of the
    others one goes that there is room for (``Allowance``); a letter of a company's newest case
    leads. Mails beyond the allowance are put off until there is room.
    """
    first = await Mail.next_due(at=at)
    if first is None:
        return None
    try:
        return Turn(mail=await _next_of(first.mailbox, limiter=limiter, at=at, lease=lease))
    except Exception as fault:
        if is_of_database(fault):
            raise
        return Turn(mail=first, fault=fault)


async def _next_of(
    mailbox: str, *, limiter: Limiter, at: datetime, lease: timedelta
) -> Mail | None:
    async with tx() as change:
        waiting = await Mail.waiting_for(mailbox, at=at)
        ends = await ends_of(waiting, at=at)
        for mail in waiting:
            if mail.id in ends:
                await _end(mail, ends[mail.id], change, at=at)
        ready = [mail for mail in waiting if mail.id not in ends and _is_ready(mail, at=at)]
        leading = await of_newest_cases(ready)
        allowance = await Allowance.of(mailbox, limiter=limiter, now=at)
        return await _leased(ready, allowance, leading=leading, lease=lease)


def _is_ready(mail: Mail, *, at: datetime) -> bool:
    # One that was put off may have become the newest case's since.
    return mail.due_at <= at or mail.trouble == TooManyRequests.code


async def _leased(
    ready: Collection[Mail], allowance: Allowance, *, leading: Collection[UUID], lease: timedelta
) -> Mail | None:
    """Lease the first mail that there is room for; if there is none, put off all that are due."""
    until = allowance.now + lease
    found = allowance.next_of(ready, leading=leading)
    if found is not None:
        mail, leads = found
        await mail.lease_until(until, leads=leads)
        return mail
    for mail in allowance.fairly(ready):
        if mail.due_at > allowance.now:
            continue
        leads = mail.id in leading
        full = allowance.soonest(mail, leads=leads)
        if not allowance.limiter.reached(full.act, full.counted):
            await mail.lease_until(until, leads=leads)
            return mail
        # A letter in flight may fail, which makes room again.
        room = min(full.until, until) if allowance.in_flight else full.until
        await mail.wait(room, why=TooManyRequests.code)
        log.warning("mail %s waits: its mailbox was sent enough", mail.id)
    return None


async def _end(mail: Mail, end: End, change: Change, *, at: datetime) -> None:
    await mail.end(end.state, why=end.why, sent_at=end.sent_at)
    with trace.carrying(mail.trace):
        kind = _KINDS[end.state]
        change.record(NewEvent(subject=mail.subject, kind=kind, actor=SENDER, at=at))
        log.info("mail %s is not sent: %s", mail.id, end.why or "its link was used")
