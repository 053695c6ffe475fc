"""Recording a change of an account's cards, and notifying everybody with a link to object."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange, ChangeKind
from models.database.transaction import Change
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership
from models.notices.account import AccountNotices, LinkAbout

_LETTERS: Mapping[ChangeKind, Template] = {
    ChangeKind.ADDED: Template.CARD_ADDED,
    ChangeKind.EDITED: Template.CARD_EDITED,
    ChangeKind.REMOVED: Template.CARD_REMOVED,
    ChangeKind.REPLACED: Template.CARD_REPLACED,
}

_KINDS: Mapping[ChangeKind, EventKind] = {
    ChangeKind.ADDED: EventKind.CARD_ADDED,
    ChangeKind.EDITED: EventKind.CARD_EDITED,
    ChangeKind.REMOVED: EventKind.CARD_REMOVED,
    ChangeKind.REPLACED: EventKind.CARD_REPLACED,
}


@dataclass(frozen=True, kw_only=True)
class CardChangeDetails:
    """What was done to a card; ``ended`` is the membership that it ended, see `CardChange`."""

    kind: ChangeKind
    card: Certificate
    signer: Certificate
    previous: Certificate | None = None
    ended: Membership | None = None
    before: Mapping[str, str | None]


async def keep(done: CardChangeDetails, *, account: Account, at: datetime) -> CardChange:
    """Store a change of cards, so that it can be disputed and undone, without notifying anybody."""
    return await CardChange.create(
        account_id=account.id,
        kind=done.kind,
        certificate_id=done.card.id,
        previous_id=done.previous.id if done.previous else None,
        membership_id=done.card.membership_id,
        ended_membership_id=done.ended.id if done.ended else None,
        by_certificate_id=done.signer.id,
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
    """Store a change of cards, write its event, and queue the letters about it.

    ``also`` are mailboxes of former holders. The letters contain masked names, and nothing else
    that was typed.
    """
    record = await keep(done, account=account, at=at)
    payload = {
        "certificate": done.card.sha256,
        "change": str(record.id),
        "membership": str(done.card.membership_id),
    }
    if done.previous is not None:
        payload["previous"] = done.previous.sha256
    if done.ended is not None:
        payload["ended"] = str(done.ended.id)
    account.note(change, _KINDS[done.kind], actor=done.signer.subject, at=at, payload=payload)
    values = {
        "holder": masked((done.previous or done.card).holder_name),
        "by": masked(done.signer.holder_name),
        "changed_at": at.isoformat(),
    }
    if done.previous is not None:
        values["successor"] = masked(done.card.holder_name)
    about = LinkAbout(subject=record.subject)
    await notices.tell_everybody(
        account, _LETTERS[done.kind], at=at, values=values, about=about, also=also
    )
    return record
