"""One card takes another's place at an account: in one change, so that none is ever missing."""

from datetime import datetime

from models.account.account import Account
from models.card.certificate import AT_PLACE, Certificate, CertificateStatus
from models.card_changes.card_change import ChangeKind
from models.card_changes.manage_cards import require_room, stop
from models.card_changes.notice import CardChangeDetails, record_card_change
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
    """Make the record of a proven card that takes an old one's place; the caller saves it.

    Without a contact it keeps how the old card's holder was reached, and its label.
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
    by: Certificate,
    notices: AccountNotices,
    seal: Seal,
    at: datetime,
) -> None:
    """Put the new card in the old one's place; the account is held.

    :raises TooManyCertificates: when the old one had none of the account's places any more.
    :raises IntegrityError: when the new one or its holder is bound elsewhere.
    """
    if old.status not in AT_PLACE:
        await require_room(account)
    before = {"status": old.status.value}
    replaced, because = CertificateStatus.REPLACED, SessionEnd.CARD_REPLACED
    await stop(change, old, replaced, because=because, actor=by.subject, at=at)
    await new.save(using_db=change.client)
    await Evidence.keep(change, accepted, subject=account.subject, seal=seal, at=at)
    done = CardChangeDetails(kind=ChangeKind.REPLACED, card=new, by=by, previous=old, before=before)
    also = (old.email,)
    await record_card_change(change, done, account=account, notices=notices, at=at, also=also)
