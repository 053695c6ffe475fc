"""What a partner is told of accounts: which events, from which place in the journal."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from models.account.account import Account
from models.core.errors import UserError, Words
from models.journal.event import Event
from models.journal.reader import Cursor, JournalEntry

TOPIC = "account:"
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class CursorUnknown(UserError):
    """The cursor was not given out by this service; begin without one."""

    zh = Words(
        title="清單的位置已失效",
        message="此位置標記並非由本系統目前的紀錄所發出，請不帶標記從頭讀取。",
    )
    en = Words(
        title="The place in the list is not known",
        message="This cursor was not given out by the journal that is here. Read on without one.",
    )


class AccountEventKind(StrEnum):
    """Name what a partner is told of: what changes who may act for an account."""

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


# An allow list, by what the journal calls it: that somebody signed in, or proved a card, is no
# partner's business, and what is journaled later is told to nobody until it stands here.
PARTNER_VISIBLE_EVENTS: Mapping[str, AccountEventKind] = {
    "ACCOUNT_OPENED": AccountEventKind.ACCOUNT_OPENED,
    "ACCOUNT_SUSPENDED": AccountEventKind.ACCOUNT_SUSPENDED,
    "ACCOUNT_RESTORED": AccountEventKind.ACCOUNT_RESTORED,
    "ACCOUNT_CLOSED": AccountEventKind.ACCOUNT_CLOSED,
    "DATA_CHANGED": AccountEventKind.ACCOUNT_CHANGED,
    "FIRST_CARD_BOUND": AccountEventKind.CERTIFICATE_ADDED,
    "CARD_ADDED": AccountEventKind.CERTIFICATE_ADDED,
    "CARD_REMOVED": AccountEventKind.CERTIFICATE_REMOVED,
    "CARD_REPLACED": AccountEventKind.CERTIFICATE_REPLACED,
    "CARD_REVOKED": AccountEventKind.CERTIFICATE_REVOKED,
    "CARD_EXPIRED": AccountEventKind.CERTIFICATE_EXPIRED,
    "CARD_ON_HOLD": AccountEventKind.CERTIFICATE_ON_HOLD,
    "CHANGE_REPORTED": AccountEventKind.CERTIFICATES_DISPUTED,
    "CHANGE_SETTLED": AccountEventKind.CERTIFICATES_SETTLED,
}


@dataclass(frozen=True, kw_only=True)
class AccountEvent:
    """Tell that something happened to an account; of persons it says nothing.

    ``certificate_sha256`` is hex, of the card that it was about, if it was about one.
    """

    cursor: Cursor
    kind: AccountEventKind
    at: datetime
    control_number: str
    certificate_sha256: str | None


@dataclass(frozen=True, kw_only=True)
class Round:
    """Be a place in a listing of accounts: of all, or of those that changed since an event.

    Accounts come in the order of their ids, which never change, so no page skips or repeats one.
    ``as_of`` is the journal's end from before the first page was read: whatever changes later, on
    a page that was read already too, has a higher number and comes in the next round. Times of
    change would not do: two may be equal, and who commits late writes an early one behind a
    reader's back. The journal's numbers are taken last in a transaction, in the order of commits.
    """

    epoch: str
    as_of: int
    since: int | None = None
    last: UUID | None = None

    def __str__(self) -> str:
        since = "-" if self.since is None else self.since
        return f"{self.epoch}.{self.as_of}.{since}.{self.last or '-'}"

    @property
    def end(self) -> Cursor:
        """Give the cursor that the next round begins with."""
        return Cursor(epoch=self.epoch, seq=self.as_of)

    @classmethod
    def at(cls, after: str | None, *, now: Cursor) -> Self:
        """Read where a listing goes on; without a cursor it begins with all accounts.

        :raises CursorUnknown: when the cursor is none of this journal.
        """
        if after is None:
            return cls(epoch=now.epoch, as_of=now.seq)
        if after.count(".") != 3:
            return cls(epoch=now.epoch, as_of=now.seq, since=known(after, now=now).seq)
        epoch, as_of, since, last = after.split(".")
        begun = known(f"{epoch}.{as_of}", now=now)
        return cls(
            epoch=epoch,
            as_of=begun.seq,
            since=None if since == "-" else known(f"{epoch}.{since}", now=now).seq,
            last=None if last == "-" else _uuid(last),
        )


def known(after: str, *, now: Cursor) -> Cursor:
    """Read a cursor; however old, for events are never deleted.

    :raises CursorUnknown: when it is none of this journal, or of its future.
    """
    cursor = Cursor.read(after)
    if cursor is None or cursor.epoch != now.epoch or cursor.seq > now.seq:
        raise CursorUnknown("after")
    return cursor


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CursorUnknown("after") from None


async def changed_accounts(*, since: int, last: UUID | None, most: int) -> list[UUID]:
    """List the ids of accounts that something happened to behind an event, in their order."""
    events = Event.filter(seq__gt=since, subject__startswith=TOPIC, kind__in=PARTNER_VISIBLE_EVENTS)
    if last is not None:
        events = events.filter(subject__gt=f"{TOPIC}{last}")
    subjects = await events.distinct().order_by("subject").limit(most).values_list("subject")
    return [UUID(subject.removeprefix(TOPIC)) for (subject,) in subjects]


async def events_behind(cursor: Cursor, *, most: int) -> list[AccountEvent]:
    """Read the next events that partners are told of."""
    rows = (
        await Event.filter(
            seq__gt=cursor.seq, subject__startswith=TOPIC, kind__in=PARTNER_VISIBLE_EVENTS
        )
        .order_by("seq")
        .limit(most)
        .values("seq", "at", "kind", "subject", "payload")
    )
    return await told([JournalEntry(**row) for row in rows], epoch=cursor.epoch)


async def told(happened: Sequence[JournalEntry], *, epoch: str) -> list[AccountEvent]:
    """Tell partners of those events that they may know of, and no more of each than that."""
    ours = [
        (one, PARTNER_VISIBLE_EVENTS[one.kind])
        for one in happened
        if one.kind in PARTNER_VISIBLE_EVENTS
    ]
    ids = {UUID(one.subject.removeprefix(TOPIC)) for one, _ in ours}
    rows = await Account.filter(id__in=ids).values_list("id", "control_number")
    numbers = {f"{TOPIC}{account_id}": number for account_id, number in rows}
    return [
        AccountEvent(
            cursor=Cursor(epoch=epoch, seq=one.seq),
            kind=kind,
            at=one.at,
            control_number=numbers[one.subject],
            certificate_sha256=_sha256(one.payload),
        )
        for one, kind in ours
    ]


def _sha256(payload: Mapping[str, str]) -> str | None:
    """Read which card an event was about, out of the one key that names it."""
    named = str(payload.get("certificate", ""))
    return named if _SHA256.fullmatch(named) else None
