"""更換自然人憑證: a holder replaces a card of the account, which may be the last."""

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
    """The card to replace, and the details entered for the new one."""

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
    """Bind the card that signed this session's challenge in place of another of the account.

    The old card's sessions end, including this one if it is that card's.

    :raises SignInNeeded, CardProofNeeded: unless the viewer's card signed within ``PROOF_LIFE``.
    :raises NotAllowed: when the account is a staff account.
    :raises InvalidInput: when phone, e-mail or label is invalid.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CertificateNotFound: when the viewer's account has no such card.
    :raises AccountFrozen: while an objection waits for staff.
    :raises TooManyCertificates: when the account has ``MAX_CARDS`` cards.
    :raises CertificateAlreadyBound, PersonAlreadyBound: when the card or person is bound anywhere.
    """
    someone = require_fresh_proof(viewer, at=now)
    details = read_card_details(
        phone=replacement.phone, email=replacement.email, label=replacement.label
    )
    account = await Account.for_viewer(someone, someone.account_id)
    require_colleagues_allowed(account)
    # Checked before the signature, so that a wrong id does not cost one.
    await card_of(account, replacement.certificate_id)
    accepted = await verify_signature(
        presented,
        viewer=someone.viewer,
        purpose=ChallengePurpose.REPLACE,
        subject=account.control_number,
        policy=policy,
        at=now,
        assurance=Assurance.HIGH,
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
        raise  # Cannot happen: no other database constraint applies here.
    return new
