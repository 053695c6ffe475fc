"""刪除自然人憑證: a card is removed from its account, and its sessions end."""

from datetime import datetime
from uuid import UUID

from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.card_change import ChangeKind
from models.card_changes.manage_cards import (
    AccountFrozen,
    CertificateNotFound,
    LastCertificate,
    card_of,
    lock_account,
    require_another_card,
    stop,
)
from models.card_changes.record import CardChangeDetails, record_card_change
from models.database.transaction import tx
from models.notices.account import AccountNotices
from models.session.permissions import NOT_PROVEN, require_fresh_proof
from models.session.session import SessionEnd, Viewer

RAISES = (*NOT_PROVEN, CertificateNotFound, LastCertificate, AccountFrozen)


async def remove(
    *, viewer: Viewer | None, certificate_id: UUID, notices: AccountNotices, now: datetime
) -> Certificate:
    """Remove a card from the viewer's account; removing the viewer's own ends this session.

    :raises SignInNeeded, CardProofNeeded: unless the viewer's card signed within ``PROOF_LIFE``.
    :raises CertificateNotFound: when the viewer's account has no such card.
    :raises LastCertificate: when it is the last live card, which can only be replaced.
    :raises AccountFrozen: while an objection waits for staff.
    """
    someone = require_fresh_proof(viewer, at=now)
    async with tx() as change:
        account = await lock_account(someone, at=now)
        card = await card_of(account, certificate_id)
        await require_another_card(account, card)
        before = {"status": card.status.value}
        doer = await Certificate.get(id=someone.certificate_id)
        removed, because = CertificateStatus.REMOVED, SessionEnd.CARD_REMOVED
        await stop(change, card, removed, because=because, actor=someone.actor, at=now)
        card.removed_by = someone.actor
        await card.save(update_fields=["removed_by"])
        done = CardChangeDetails(kind=ChangeKind.REMOVED, card=card, signer=doer, before=before)
        also = (card.email,)
        await record_card_change(change, done, account=account, notices=notices, at=now, also=also)
    return card
