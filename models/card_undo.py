"""An objection takes effect: a card is frozen, given free, or all is put back as it was."""

from datetime import datetime
from typing import Any

from models.account import Account
from models.account_cards import must_have_room, stop
from models.card_change import CardChange, ChangeKind
from models.certificate import AT_PLACE, LISTED, Certificate, CertificateStatus
from models.database import Change
from models.errors import UserError
from models.session import SessionEnd


class ChangeNotUndoable(UserError):
    """Say that what was before cannot be put back: its place has been taken meanwhile."""


async def freeze(
    change: Change, record: CardChange, account: Account, *, actor: str, at: datetime
) -> None:
    """Let nothing change at the account, and the card that the change brought count for nothing."""
    if account.frozen_at is None:
        await Account.filter(id=account.id).update(frozen_at=at)
    if not record.brought_a_card:
        return
    card = await record.card_now()
    if card.status is CertificateStatus.LIVE:
        frozen, because = CertificateStatus.FROZEN, SessionEnd.CARD_FROZEN
        await stop(change, card, frozen, because=because, actor=actor, at=at)


async def let_stand(record: CardChange, account: Account) -> None:
    """Give the card that the change brought free, unless another objection holds it."""
    if record.brought_a_card:
        card = await record.card_now()
        if card.status is CertificateStatus.FROZEN and not await _held_by_another(card, account):
            card.status, card.released_at = CertificateStatus.LIVE, None
            await card.save(update_fields=["status", "released_at"])
    await thaw(account)


async def undo(
    change: Change, record: CardChange, account: Account, *, actor: str, at: datetime
) -> None:
    """Put everything back as it was before the change; the account is held.

    :raises ChangeNotUndoable: when the card that was there before stands elsewhere now.
    :raises TooManyCertificates: when the account has filled up meanwhile.
    :raises IntegrityError: when the database finds the card or its holder bound elsewhere.
    """
    if record.brought_a_card:
        card = await record.card_now()
        if card.status in LISTED:
            removed, because = CertificateStatus.REMOVED, SessionEnd.CARD_REMOVED
            await stop(change, card, removed, because=because, actor=actor, at=at)
            await Certificate.filter(id=card.id).update(removed_by=actor)
    if record.kind is ChangeKind.EDITED:
        columns: dict[str, Any] = dict(record.before)
        await Certificate.filter(id=(await record.card_now()).id).update(**columns)
    if record.kind is ChangeKind.REMOVED:
        await _put_back(await record.card_now(), record, account)
    if record.previous_id is not None:
        await _put_back(await Certificate.get(id=record.previous_id), record, account)
    await thaw(account)


async def thaw(account: Account) -> None:
    """Let the account's cards change again when no objection is open."""
    if not await CardChange.alarms_of(account):
        await Account.filter(id=account.id).update(frozen_at=None)


async def _put_back(card: Certificate, record: CardChange, account: Account) -> None:
    """Give a card the status that it had before it was removed or replaced."""
    status = CertificateStatus(str(record.before["status"]))
    if card.status not in (CertificateStatus.REMOVED, CertificateStatus.REPLACED):
        raise ChangeNotUndoable("id")
    if status in AT_PLACE:
        await must_have_room(account)
    card.status, card.released_at, card.removed_by = status, None, None
    await card.save(update_fields=["status", "released_at", "removed_by"])


async def _held_by_another(card: Certificate, account: Account) -> bool:
    """Tell whether another open objection is about the same card."""
    for alarm in await CardChange.alarms_of(account):
        if alarm.brought_a_card and (await alarm.card_now()).id == card.id:
            return True
    return False
