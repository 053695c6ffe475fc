"""The replacement of a card by another one, in a single transaction."""

from datetime import datetime

from models.account.account import Account
from models.card.certificate import AT_PLACE, Certificate, CertificateStatus
from models.card_changes.card_change import ChangeKind
from models.card_changes.manage_cards import require_room, stop
from models.card_changes.record import CardChangeDetails, record_card_change
from models.core.seal import Seal
from models.database.transaction import Change
from models.forms.typed_text import Contact
from models.notices.account import AccountNotices
from models.pki.verdict import Proof
from models.session.session import SessionEnd
from models.signature.evidence import Evidence
from models.signature.verification import VerifiedSignature


def successor(
    proof: Proof,
    old: Certificate,
    *,
    at: datetime,
    contact: Contact | None = None,
    label: str | None = None,
) -> Certificate:
    """Return the unsaved record of a proven card that replaces an old one.

    Without a contact it has the old card's contact and label.
    """
    return Certificate.proven(
        proof,
        contact=contact or Contact(phone=old.phone, email=old.email),
        control_number=old.control_number,
        application_id=old.application_id,
        account_id=old.account_id,
        label=label if contact else old.label,
        at=at,
    )


async def succeed(
    change: Change,
    accepted: VerifiedSignature,
    *,
    old: Certificate,
    new: Certificate,
    account: Account,
    signer: Certificate,
    notices: AccountNotices,
    seal: Seal,
    at: datetime,
) -> None:
    """Replace the old card by the new one; called while the account is locked.

    :raises TooManyCertificates: when the old card was no longer bound and the account is full.
    :raises IntegrityError: when the new card or its holder is bound elsewhere.
    """
    if old.status not in AT_PLACE:
        await require_room(account)
    before = {"status": old.status.value}
    replaced, because = CertificateStatus.REPLACED, SessionEnd.CARD_REPLACED
    await stop(change, old, replaced, because=because, actor=signer.subject, at=at)
    await new.save(using_db=change.client)
    await Evidence.keep(change, accepted, subject=account.subject, seal=seal, at=at)
    done = CardChangeDetails(
        kind=ChangeKind.REPLACED, card=new, signer=signer, previous=old, before=before
    )
    also = (old.email,)
    await record_card_change(change, done, account=account, notices=notices, at=at, also=also)
