"""A holder changes how a card's holder is reached, and what the card is called."""

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
from models.card_changes.notice import CardChangeDetails, record_card_change
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
    """Put other details in the place of a card's; the mailbox that it had is told, too.

    Where nothing differs nothing happens, and nobody is told.

    :raises SignInNeeded: or CardProofNeeded: the holder's own card must have signed just now.
    :raises InvalidInput: naming phone, e-mail or label.
    :raises CertificateNotFound: when the viewer's account has no such card.
    :raises AccountFrozen: when staff must settle an objection first.
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
