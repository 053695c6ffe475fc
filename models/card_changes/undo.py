"""The effects of an objection: cards are frozen, released, or restored."""

from datetime import datetime
from typing import Any
from uuid import UUID

from models.account.account import Account
from models.card.certificate import AT_PLACE, LISTED, Certificate, CertificateStatus
from models.card_changes.card_change import CardChange, ChangeKind, ChangeOutcome
from models.card_changes.manage_cards import require_room, stop
from models.database.transaction import Change
from models.session.session import SessionEnd


async def freeze(
    change: Change, record: CardChange, account: Account, *, actor: str, at: datetime
) -> None:
    """Freeze the account's cards against changes, and the card that the change added."""
    if account.frozen_at is None:
        await Account.filter(id=account.id).update(frozen_at=at)
    if not record.brought_a_card:
        return
    card = await record.card_now()
    if card.status is CertificateStatus.LIVE:
        frozen, because = CertificateStatus.FROZEN, SessionEnd.CARD_FROZEN
        await stop(change, card, frozen, because=because, actor=actor, at=at)


async def let_stand(record: CardChange, account: Account) -> None:
    """Release the card that the change added, unless another objection is about it."""
    if record.brought_a_card:
        card = await record.card_now()
        if card.status is CertificateStatus.FROZEN and not await _held_by_another(card, account):
            card.status, card.released_at = CertificateStatus.LIVE, None
            await card.save(update_fields=["status", "released_at"])
    await thaw(account)


async def undo(
    change: Change, record: CardChange, account: Account, *, actor: str, at: datetime
) -> None:
    """Restore the state before the change; called while the account is locked.

    :raises TooManyCertificates: when the account has become full.
    :raises IntegrityError: when the earlier card or its holder is bound elsewhere.
    """
    if record.brought_a_card:
        card = await record.card_now()
        if card.status in LISTED:
            removed, because = CertificateStatus.REMOVED, SessionEnd.CARD_REMOVED
            await stop(change, card, removed, because=because, actor=actor, at=at)
            await Certificate.filter(id=card.id).update(removed_by=actor)
    if record.kind is ChangeKind.EDITED:
        await _undo_edit(record)
    if record.kind is ChangeKind.REMOVED:
        await _put_back(record.certificate_id, record, account)
    if record.previous_id is not None:
        await _put_back(record.previous_id, record, account)
    await thaw(account)


async def thaw(account: Account) -> None:
    """Permit changes of the account's cards if no objection is open."""
    if not await CardChange.disputes_of(account):
        await Account.filter(id=account.id).update(frozen_at=None)


async def _undo_edit(record: CardChange) -> None:
    # Only values that the card, or its successor, still has from the edit are restored.
    edited, card = await Certificate.get(id=record.certificate_id), await record.card_now()
    columns: dict[str, Any] = {
        name: value
        for name, value in record.before.items()
        if getattr(card, name) == getattr(edited, name)
    }
    if columns:
        card.update_from_dict(columns)
        await card.save(update_fields=list(columns))


async def _put_back(card_id: UUID, record: CardChange, account: Account) -> None:
    """Restore the status that a card had before it was removed or replaced.

    A card whose addition was undone is not restored, and one that another objection is about is
    restored as FROZEN.
    """
    if await CardChange.brought(card_id).filter(outcome=ChangeOutcome.UNDONE).exists():
        return
    card = await Certificate.get(id=card_id)
    status = CertificateStatus(str(record.before["status"]))
    if status in AT_PLACE:
        await require_room(account)
        held = await _held_by_another(card, account)
        status = CertificateStatus.FROZEN if held else status
    card.status, card.released_at, card.removed_by = status, None, None
    await card.save(update_fields=["status", "released_at", "removed_by"])


async def _held_by_another(card: Certificate, account: Account) -> bool:
    for dispute in await CardChange.disputes_of(account):
        if dispute.brought_a_card and (await dispute.card_now()).id == card.id:
            return True
    return False
