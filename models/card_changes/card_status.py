"""The status of an account's cards: the only functions that change it, with an event each."""

from datetime import datetime

from tortoise.expressions import Q

from models.card.certificate import LISTED, Certificate, CertificateStatus
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.membership.membership import Membership
from models.session.session import Session, SessionEnd


async def bind_card(change: Change, card: Certificate, *, actor: str, at: datetime) -> None:
    """Save a card as its membership's only listed one; earlier ones become REPLACED.

    Called while the account and the person are locked.

    :raises IntegrityError: when the card or its holder is bound elsewhere.
    """
    earlier = Certificate.filter(membership_id=card.membership_id, status__in=LISTED)
    for old in await earlier.exclude(id=card.id):
        replaced, because = CertificateStatus.REPLACED, SessionEnd.CARD_REPLACED
        await end_card(change, old, replaced, because=because, actor=actor, at=at)
    await card.save(using_db=change.client)
    await (await Membership.get(id=card.membership_id)).wake(change, actor=actor, at=at)
    _note(change, card, actor=actor, at=at)


async def end_card(
    change: Change,
    card: Certificate,
    status: CertificateStatus,
    *,
    because: SessionEnd,
    actor: str,
    at: datetime,
) -> None:
    """Unbind a card and end its sessions; called while the account is locked.

    Sessions come first: signing in locks the two in this order, too.
    """
    sessions = Q(certificate_id=card.id)
    await Session.end(change, sessions, because=because, actor=actor, at=at)
    card.status, card.released_at = status, at
    await card.save(update_fields=["status", "released_at"])
    _note(change, card, actor=actor, at=at)


async def restore_card(
    change: Change,
    card: Certificate,
    membership: Membership,
    status: CertificateStatus,
    *,
    actor: str,
    at: datetime,
) -> None:
    """Restore the status that a card had, as a card of this membership.

    :raises IntegrityError: when the card or its holder is bound elsewhere.
    """
    card.membership_id, card.account_id = membership.id, membership.account_id
    card.status, card.released_at, card.removed_by = status, None, None
    columns = ["membership_id", "account_id", "status", "released_at", "removed_by"]
    await card.save(update_fields=columns)
    if status is CertificateStatus.LIVE:
        await membership.wake(change, actor=actor, at=at)
    _note(change, card, actor=actor, at=at)


def _note(change: Change, card: Certificate, *, actor: str, at: datetime) -> None:
    payload = {
        "certificate": card.sha256,
        "status": card.status.value,
        "membership": str(card.membership_id),
        "account": str(card.account_id),
    }
    change.record(
        NewEvent(
            subject=card.subject,
            kind=EventKind.CARD_STATUS_CHANGED,
            actor=actor,
            at=at,
            payload=payload,
        )
    )
