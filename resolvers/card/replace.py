"""更換自然人憑證: a holder puts another card in the place of one, be it the last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from models.account.account import Account
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.card.refusals import BOUND_ALREADY
from models.card_changes.manage_cards import (
    AccountFrozen,
    CertificateNotFound,
    TooManyCertificates,
    card_of,
    lock_account,
    require_colleagues_allowed,
    require_unique_label,
)
from models.card_changes.succession import succeed, successor
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_card_details
from models.notices.account import AccountNotices
from models.revocation.settings import Assurance
from models.session.permissions import NOT_STAFF, CardProofNeeded, require_fresh_proof
from models.session.session import Viewer
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import SignedChallenge, VerificationPolicy, verify_signature


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """Name the card whose place is taken, and what is typed about the one that takes it."""

    certificate_id: UUID
    phone: str
    email: str
    label: str | None


RAISES = (
    *NOT_STAFF,
    CardProofNeeded,
    InvalidInput,
    CertificateNotFound,
    *CARD_REFUSALS,
    AccountFrozen,
    TooManyCertificates,
    *BOUND_ALREADY,
)


async def replace(
    *,
    viewer: Viewer | None,
    replacement: Replacement,
    presented: SignedChallenge,
    notices: AccountNotices,
    policy: VerificationPolicy,
    now: datetime,
) -> Certificate:
    """Put the card that signed this session's challenge in the place of another of the account.

    The old card's sessions end, this one too if it is its own.

    :raises SignInNeeded: or CardProofNeeded: the holder's own card must have signed just now.
    :raises NotAllowed: at an account of staff.
    :raises InvalidInput: naming phone, e-mail or label.
    :raises ChallengeUnknown: or ChallengeSpent, ChallengeExpired.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CertificateNotFound: when the viewer's account has no such card.
    :raises AccountFrozen: or TooManyCertificates.
    :raises CertificateAlreadyBound: when the card is live anywhere; PersonAlreadyBound likewise.
    """
    someone = require_fresh_proof(viewer, at=now)
    details = read_card_details(
        phone=replacement.phone, email=replacement.email, label=replacement.label
    )
    account = await Account.for_viewer(someone, someone.account_id)
    require_colleagues_allowed(account)
    # A card that is not there costs no signature either.
    await card_of(account, replacement.certificate_id)
    accepted = await verify_signature(
        presented,
        viewer=someone.viewer,
        purpose=ChallengePurpose.REPLACE,
        subject=account.control_number,
        policy=policy,
        at=now,
        weight=Assurance.HIGH,
    )
    try:
        async with tx() as change:
            account = await lock_account(someone, at=now)
            old = await card_of(account, replacement.certificate_id)
            await require_unique_label(account, details.label, but=old.id)
            new = successor(
                accepted.proof, old, at=now, contact=details.contact, label=details.label
            )
            await succeed(
                change,
                accepted,
                old=old,
                new=new,
                account=account,
                signer=await Certificate.get(id=someone.certificate_id),
                notices=notices,
                seal=policy.seal,
                at=now,
            )
    except IntegrityError:
        await Certificate.refuse_bound(accepted.proof)
        raise  # Cannot happen: no other rule of the database stands in this change's way.
    return new
