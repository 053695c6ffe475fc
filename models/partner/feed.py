"""The partners' view of accounts: the visible events, and stable pages of changed accounts."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.core.errors import UserError, Words
from models.journal.cursor import Cursor, is_known
from models.journal.event import Event
from models.journal.kinds import EventKind
from models.journal.reader import ENTRY_COLUMNS, JournalEntry
from models.session.roles import AccountKind

TOPIC = "account:"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class CursorUnknown(UserError):
    """The cursor was not issued by this service; begin without a cursor."""

    zh = Words(
        title="清單的位置已失效",
        message="此位置標記並非由本系統目前的紀錄所發出，請不帶標記從頭讀取。",
    )
    en = Words(
        title="Unknown cursor",
        message="This cursor was not issued by the current journal. Start again without a cursor.",
    )


class AccountEventKind(StrEnum):
    """A kind of event that partners see: changes of who may act for an account."""

    ACCOUNT_OPENED = "ACCOUNT_OPENED"
    ACCOUNT_SUSPENDED = "ACCOUNT_SUSPENDED"
    ACCOUNT_RESTORED = "ACCOUNT_RESTORED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"
    ACCOUNT_CHANGED = "ACCOUNT_CHANGED"
    CERTIFICATE_ADDED = "CERTIFICATE_ADDED"
    CERTIFICATE_REMOVED = "CERTIFICATE_REMOVED"
    CERTIFICATE_REPLACED = "CERTIFICATE_REPLACED"
    CERTIFICATE_REVOKED = "CERTIFICATE_REVOKED"
    CERTIFICATE_EXPIRED = "CERTIFICATE_EXPIRED"
    CERTIFICATE_ON_HOLD = "CERTIFICATE_ON_HOLD"
    CERTIFICATES_DISPUTED = "CERTIFICATES_DISPUTED"
    CERTIFICATES_SETTLED = "CERTIFICATES_SETTLED"


# An allow list by the journal's kind: sign-ins and proofs are not shown to partners, and a new kind
# of event is hidden until it is listed here.
PARTNER_VISIBLE_EVENTS: Mapping[str, AccountEventKind] = {
    EventKind.ACCOUNT_OPENED: AccountEventKind.ACCOUNT_OPENED,
    EventKind.ACCOUNT_SUSPENDED: AccountEventKind.ACCOUNT_SUSPENDED,
    EventKind.ACCOUNT_RESTORED: AccountEventKind.ACCOUNT_RESTORED,
    EventKind.ACCOUNT_CLOSED: AccountEventKind.ACCOUNT_CLOSED,
    EventKind.DATA_CHANGED: AccountEventKind.ACCOUNT_CHANGED,
    EventKind.FIRST_CARD_BOUND: AccountEventKind.CERTIFICATE_ADDED,
    EventKind.CARD_ADDED: AccountEventKind.CERTIFICATE_ADDED,
    EventKind.CARD_REMOVED: AccountEventKind.CERTIFICATE_REMOVED,
    EventKind.CARD_REPLACED: AccountEventKind.CERTIFICATE_REPLACED,
    EventKind.CARD_REVOKED: AccountEventKind.CERTIFICATE_REVOKED,
    EventKind.CARD_EXPIRED: AccountEventKind.CERTIFICATE_EXPIRED,
    EventKind.CARD_ON_HOLD: AccountEventKind.CERTIFICATE_ON_HOLD,
    EventKind.CHANGE_REPORTED: AccountEventKind.CERTIFICATES_DISPUTED,
    EventKind.CHANGE_SETTLED: AccountEventKind.CERTIFICATES_SETTLED,
}


# What a partner gets that names no kinds. A kind that is added later stays out of it, so that a
# client whose enum is closed never receives what it does not know.
FIRST_KINDS: Sequence[AccountEventKind] = (
    AccountEventKind.ACCOUNT_OPENED,
    AccountEventKind.ACCOUNT_SUSPENDED,
    AccountEventKind.ACCOUNT_RESTORED,
    AccountEventKind.ACCOUNT_CLOSED,
    AccountEventKind.ACCOUNT_CHANGED,
    AccountEventKind.CERTIFICATE_ADDED,
    AccountEventKind.CERTIFICATE_REMOVED,
    AccountEventKind.CERTIFICATE_REPLACED,
    AccountEventKind.CERTIFICATE_REVOKED,
    AccountEventKind.CERTIFICATE_EXPIRED,
    AccountEventKind.CERTIFICATE_ON_HOLD,
    AccountEventKind.CERTIFICATES_DISPUTED,
    AccountEventKind.CERTIFICATES_SETTLED,
)


@dataclass(frozen=True, kw_only=True)
class AccountEvent:
    """An event of an account as partners see it, without personal data.

    ``certificate_sha256`` (hex) is that of the card concerned, if there is one.
    """

    cursor: Cursor
    kind: AccountEventKind
    at: datetime
    control_number: str
    certificate_sha256: str | None


@dataclass(frozen=True, kw_only=True)
class Round:
    """A position in a listing of accounts: of all, or of those that changed since an event.

    Accounts are in the order of their ids, which never change, so no page skips or repeats one.
    ``as_of`` is the journal's end from before the first page was read: a later change, also on a
    page that was read already, has a higher number and comes in the next round. Times of change
    would not do: two may be equal, and a transaction that commits late has an earlier time than one
    already read. The journal assigns its numbers at the end of a transaction, in the order of
    commits.
    """

    as_of: Cursor
    since: Cursor | None = None
    last: UUID | None = None

    def __str__(self) -> str:
        return f"{self.as_of}~{self.since or '-'}~{self.last or '-'}"

    @classmethod
    async def at(cls, after: str | None, *, now: Cursor) -> Self:
        """Parse the cursor of a listing; without one it starts with all accounts.

        :raises CursorUnknown: when the cursor is not one of this journal.
        """
        if after is None:
            return cls(as_of=now)
        if after.count("~") != 2:
            return cls(as_of=now, since=await known(after, now=now))
        as_of, since, last = after.split("~")
        return cls(
            as_of=await known(as_of, now=now),
            since=None if since == "-" else await known(since, now=now),
            last=None if last == "-" else _uuid(last),
        )


async def known(after: str, *, now: Cursor) -> Cursor:
    """Parse a cursor of any age: events are never deleted, except by restoring a backup.

    :raises CursorUnknown: when it is not one of this journal, or of an event that it has not.
    """
    cursor = Cursor.read(after)
    if cursor is None or not await is_known(cursor, now=now):
        raise CursorUnknown("after")
    return cursor


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CursorUnknown("after") from None


def of_partners() -> QuerySet[Account]:
    """Return a query for the accounts that partners may know of; those of staff are none."""
    return Account.filter(kind__not=AccountKind.STAFF)


async def _visible(
    since: int, *, kinds: Collection[AccountEventKind] = tuple(AccountEventKind)
) -> QuerySet[Event]:
    """Return a query for the visible events of some kinds after a number."""
    staff = await Account.filter(kind=AccountKind.STAFF).values_list("id", flat=True)
    hidden = Q(subject__in=[f"{TOPIC}{account_id}" for account_id in staff])
    return Event.filter(
        ~hidden,
        seq__gt=since,
        subject__startswith=TOPIC,
        kind__in=[name for name, kind in PARTNER_VISIBLE_EVENTS.items() if kind in kinds],
    )


async def changed_accounts(*, since: int, last: UUID | None, most: int) -> list[UUID]:
    """Return the ids of accounts with visible events after a number, in the order of the ids."""
    events = await _visible(since)
    if last is not None:
        events = events.filter(subject__gt=f"{TOPIC}{last}")
    subjects = await events.distinct().order_by("subject").limit(most).values_list("subject")
    return [UUID(subject.removeprefix(TOPIC)) for (subject,) in subjects]


async def events_behind(
    cursor: Cursor, *, kinds: Collection[AccountEventKind], most: int
) -> list[AccountEvent]:
    visible = (await _visible(cursor.seq, kinds=kinds)).order_by("seq").limit(most)
    rows = await visible.values(*ENTRY_COLUMNS)
    entries = [JournalEntry(**row) for row in rows]
    return await visible_events(entries, kinds=kinds, epoch=cursor.epoch)


async def visible_events(
    entries: Sequence[JournalEntry], *, kinds: Collection[AccountEventKind], epoch: str
) -> list[AccountEvent]:
    """Return those of these events that are of some kinds, reduced to what partners may see."""
    ours = [entry for entry in entries if shows(entry, kinds=kinds)]
    numbers = await control_numbers({account_of(entry) for entry in ours})
    return [
        visible_event(entry, number, epoch=epoch)
        for entry in ours
        if (number := numbers.get(account_of(entry)))
    ]


def shows(entry: JournalEntry, *, kinds: Collection[AccountEventKind]) -> bool:
    """Return whether partners who ask for some kinds see an event."""
    return PARTNER_VISIBLE_EVENTS.get(entry.kind) in kinds


def account_of(entry: JournalEntry) -> UUID:
    return UUID(entry.subject.removeprefix(TOPIC))


async def control_numbers(account_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the control numbers of those accounts that partners may know of."""
    rows = await of_partners().filter(id__in=account_ids).values_list("id", "control_number")
    return dict(rows)


def visible_event(entry: JournalEntry, control_number: str, *, epoch: str) -> AccountEvent:
    """Return what partners may know of an event."""
    return AccountEvent(
        cursor=Cursor(epoch=epoch, seq=entry.seq, mark=entry.mark),
        kind=PARTNER_VISIBLE_EVENTS[entry.kind],
        at=entry.at,
        control_number=control_number,
        certificate_sha256=_sha256(entry.payload),
    )


def _sha256(payload: Mapping[str, str]) -> str | None:
    named = str(payload.get("certificate", ""))
    return named if _SHA256.fullmatch(named) else None
