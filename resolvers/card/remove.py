"""刪除自然人憑證: a holder's card is removed, and with it the membership and the sessions."""

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
)
from models.card_changes.members import end_membership, require_another_member
from models.card_changes.record import CardChangeDetails, record_card_change
from models.database.transaction import tx
from models.membership.membership import Membership
from models.membership.moves import Ending, MemberActor
from models.notices.account import AccountNotices
from models.session.permissions import NOT_PROVEN, require_fresh_proof
from models.session.session import SessionEnd, Viewer

RAISES = (*NOT_PROVEN, CertificateNotFound, LastCertificate, AccountFrozen)


async def remove(
    *, viewer: Viewer | None, certificate_id: UUID, notices: AccountNotices, now: datetime
) -> Certificate:
    """Remove a card and its holder's membership; removing the viewer's own ends this session.

    :raises SignInNeeded, CardProofNeeded: unless the viewer's card signed within ``PROOF_LIFE``.
    :raises CertificateNotFound: when the viewer's account has no such card.
    :raises LastCertificate: when nobody else can sign in; the card can only be replaced.
    :raises AccountFrozen: while an objection waits for staff.
    """
    someone = require_fresh_proof(viewer, at=now)
    async with tx() as change:
        account = await lock_account(someone, at=now)
        card = await card_of(account, certificate_id)
        await require_another_member(account, card, at=now)
        before = {"status": card.status.value}
        doer = await Certificate.get(id=someone.certificate_id)
        membership = await Membership.get(id=card.membership_id)
        own = card.id == someone.certificate_id
        await end_membership(
            change,
            membership,
            account,
            Ending.LEFT if own else Ending.REMOVED,
            actor_kind=MemberActor.MEMBER if own else MemberActor.HOLDER,
            status=CertificateStatus.REMOVED,
            session_end=SessionEnd.CARD_REMOVED,
            actor=someone.actor,
            at=now,
        )
        await card.refresh_from_db()
        done = CardChangeDetails(
            kind=ChangeKind.REMOVED, card=card, signer=doer, before=before, ended=membership
        )
        also = (card.email,)
        await record_card_change(change, done, account=account, notices=notices, at=now, also=also)
    return card
