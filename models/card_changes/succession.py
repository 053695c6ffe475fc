"""The replacement of a card by another one, in a single transaction."""

from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.card_change import ChangeKind
from models.card_changes.card_status import bind_card
from models.card_changes.record import CardChangeDetails, record_card_change
from models.core.seal import Seal
from models.database.transaction import Change
from models.forms.typed_text import Contact
from models.membership.membership import Membership
from models.membership.person import Person
from models.notices.account import AccountNotices
from models.pki.verdict import Proof
from models.signature.evidence import Evidence
from models.signature.verification import VerifiedSignature


def successor(
    proof: Proof,
    old: Certificate,
    *,
    person: Person,
    membership: Membership | None,
    at: datetime,
    contact: Contact | None = None,
    label: str | None = None,
) -> Certificate:
    """Return the unsaved record of a proven card that replaces an old one.

    Without a contact it has the old card's contact and label.
    """
    return Certificate.proven(
        proof,
        person=person,
        membership=membership,
        contact=contact or Contact(phone=old.phone, email=old.email),
        control_number=old.control_number,
        application_id=old.application_id,
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
    ended: Membership | None = None,
) -> None:
    """Replace the old card by the new one; called while account and person are locked.

    ``ended`` is the membership that the replacement has ended, if it is another person's.

    :raises IntegrityError: when the new card or its holder is bound elsewhere.
    """
    before = {"status": old.status.value}
    await bind_card(change, new, actor=signer.subject, at=at)
    await Evidence.keep(change, accepted, subject=account.subject, seal=seal, at=at)
    done = CardChangeDetails(
        kind=ChangeKind.REPLACED,
        card=new,
        signer=signer,
        previous=old,
        before=before,
        ended=ended,
    )
    also = (old.email,)
    await record_card_change(change, done, account=account, notices=notices, at=at, also=also)
