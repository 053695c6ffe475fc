"""A change of an account's cards is put down, and everybody is told, with a link to object by."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange, ChangeKind
from models.database.transaction import Change
from models.mail.kinds import Template
from models.mail.letter import masked
from models.notices.account import AccountNotices

_LETTERS: Mapping[ChangeKind, Template] = {
    ChangeKind.ADDED: Template.CARD_ADDED,
    ChangeKind.EDITED: Template.CARD_EDITED,
    ChangeKind.REMOVED: Template.CARD_REMOVED,
    ChangeKind.REPLACED: Template.CARD_REPLACED,
}


@dataclass(frozen=True, kw_only=True)
class CardChangeDetails:
    """Say what was done to a card; see `CardChange`."""

    kind: ChangeKind
    card: Certificate
    by: Certificate
    previous: Certificate | None = None
    before: Mapping[str, str | None]


async def keep(done: CardChangeDetails, *, account: Account, at: datetime) -> CardChange:
    """Keep what was done, so that it can be objected to and undone; the caller tells of it."""
    return await CardChange.create(
        account_id=account.id,
        kind=done.kind,
        certificate_id=done.card.id,
        previous_id=done.previous.id if done.previous else None,
        by_certificate_id=done.by.id,
        before=dict(done.before),
        at=at,
    )


async def record_card_change(
    change: Change,
    done: CardChangeDetails,
    *,
    account: Account,
    notices: AccountNotices,
    at: datetime,
    also: tuple[str, ...] = (),
) -> CardChange:
    """Put a change of cards down, in the journal too, and queue the letters about it.

    ``also`` are mailboxes that are no holder's any more. Names stand masked in the letters, and
    nothing else that anybody typed.
    """
    record = await keep(done, account=account, at=at)
    payload = {"certificate": done.card.sha256, "change": str(record.id)}
    account.note(change, f"CARD_{done.kind}", actor=done.by.subject, at=at, payload=payload)
    values = {
        "holder": masked((done.previous or done.card).holder_name),
        "by": masked(done.by.holder_name),
        "changed_at": at.isoformat(),
    }
    if done.previous is not None:
        values["successor"] = masked(done.card.holder_name)
    await notices.tell_everybody(
        account, _LETTERS[done.kind], at=at, values=values, about=record.subject, also=also
    )
    return record
