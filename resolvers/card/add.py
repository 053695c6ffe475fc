"""新增自然人憑證: a holder of the account adds a colleague's card, which signs for itself."""

from datetime import datetime

from tortoise.exceptions import IntegrityError

from models.account.account import Account
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.card.refusals import BOUND_ALREADY
from models.card_changes.card_change import ChangeKind
from models.card_changes.manage_cards import (
    AccountFrozen,
    TooManyCertificates,
    lock_account,
    require_colleagues_allowed,
    require_room,
    require_unique_label,
)
from models.card_changes.record import CardChangeDetails, record_card_change
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_card_details
from models.notices.account import AccountNotices
from models.revocation.settings import Assurance
from models.session.permissions import NOT_STAFF, CardProofNeeded, require_fresh_proof
from models.session.session import Viewer
from models.signature.evidence import Evidence
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import SignedChallenge, VerificationPolicy, verify_signature

RAISES = (
    *NOT_STAFF,
    CardProofNeeded,
    InvalidInput,
    *CARD_REFUSALS,
    AccountFrozen,
    TooManyCertificates,
    *BOUND_ALREADY,
)


async def add(
    *,
    viewer: Viewer | None,
    presented: SignedChallenge,
    phone: str,
    email: str,
    label: str | None,
    notices: AccountNotices,
    policy: VerificationPolicy,
    now: datetime,
) -> Certificate:
    """Bind the card that signed this session's challenge to the viewer's account.

    The form is validated first, so that a typing mistake costs no signature.

    :raises SignInNeeded, CardProofNeeded: unless the viewer's card signed within ``PROOF_LIFE``.
    :raises NotAllowed: when the account is a staff account.
    :raises InvalidInput: when phone, e-mail or label is invalid.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises AccountFrozen: while an objection waits for staff.
    :raises TooManyCertificates: when the account has ``MAX_CARDS`` cards.
    :raises CertificateAlreadyBound, PersonAlreadyBound: when the card or person is bound anywhere.
    """
    someone = require_fresh_proof(viewer, at=now)
    details = read_card_details(phone=phone, email=email, label=label)
    account = await Account.for_viewer(someone, someone.account_id)
    require_colleagues_allowed(account)
    accepted = await verify_signature(
        presented,
        viewer=someone.viewer,
        purpose=ChallengePurpose.ADD,
        subject=account.control_number,
        policy=policy,
        at=now,
        assurance=Assurance.HIGH,
    )
    card = Certificate.proven(
        accepted.proof,
        contact=details.contact,
        control_number=account.control_number,
        application_id=None,
        account_id=account.id,
        label=details.label,
        at=now,
    )
    try:
        async with tx() as change:
            account = await lock_account(someone, at=now)
            await require_room(account)
            await require_unique_label(account, details.label)
            await card.save(using_db=change.client)
            await Evidence.keep(change, accepted, subject=account.subject, seal=policy.seal, at=now)
            doer = await Certificate.get(id=someone.certificate_id)
            done = CardChangeDetails(kind=ChangeKind.ADDED, card=card, signer=doer, before={})
            await record_card_change(change, done, account=account, notices=notices, at=now)
    except IntegrityError:
        await Certificate.refuse_bound(accepted.proof)
        raise  # Cannot happen: no other database constraint applies here.
    return card
