"""A holder edits a card's contact details and label."""

from datetime import datetime
from uuid import UUID

from models.card.certificate import Certificate
from models.card_changes.card_change import ChangeKind
from models.card_changes.manage_cards import (
    AccountFrozen,
    CertificateNotFound,
    card_of,
    lock_account,
    require_unique_label,
)
from models.card_changes.record import CardChangeDetails, record_card_change
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_card_details
from models.notices.account import AccountNotices
from models.session.permissions import NOT_PROVEN, require_fresh_proof
from models.session.session import Viewer

RAISES = (*NOT_PROVEN, InvalidInput, CertificateNotFound, AccountFrozen)


async def edit(
    *,
    viewer: Viewer | None,
    certificate_id: UUID,
    phone: str,
    email: str,
    label: str | None,
    notices: AccountNotices,
    now: datetime,
) -> Certificate:
    """Update a card's details and notify its old mailbox too; without a difference do nothing.

    :raises SignInNeeded, CardProofNeeded: unless the viewer's card signed within ``PROOF_LIFE``.
    :raises InvalidInput: when phone, e-mail or label is invalid.
    :raises CertificateNotFound: when the viewer's account has no such card.
    :raises AccountFrozen: while an objection waits for staff.
    """
    someone = require_fresh_proof(viewer, at=now)
    details = read_card_details(phone=phone, email=email, label=label)
    async with tx() as change:
        account = await lock_account(someone, at=now)
        card = await card_of(account, certificate_id)
        await require_unique_label(account, details.label, but=card.id)
        was = {"phone": card.phone, "email": card.email, "label": card.label}
        wanted = {
            "phone": details.contact.phone,
            "email": details.contact.email,
            "label": details.label,
        }
        before = {name: value for name, value in was.items() if wanted[name] != value}
        if not before:
            return card
        card.update_from_dict({name: wanted[name] for name in before})
        await card.save(update_fields=list(before))
        doer = await Certificate.get(id=someone.certificate_id)
        done = CardChangeDetails(kind=ChangeKind.EDITED, card=card, signer=doer, before=before)
        also = (str(was["email"]),)
        await record_card_change(change, done, account=account, notices=notices, at=now, also=also)
    return card
