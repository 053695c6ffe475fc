"""新增自然人憑證: a holder of the account adds a colleague's card, which signs for itself."""

from datetime import datetime

from models.account.account import Account, AnotherAccount
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.card.refusals import BOUND_ALREADY
from models.card_changes.card_change import ChangeKind
from models.card_changes.card_status import bind_card
from models.card_changes.manage_cards import (
    AccountFrozen,
    TooManyCertificates,
    lock_account,
    require_colleagues_allowed,
    require_room,
    require_unique_label,
)
from models.card_changes.members import membership_for
from models.card_changes.record import CardChangeDetails, record_card_change
from models.database.transaction import tx
from models.forms.typed_text import InvalidInput, read_card_details
from models.membership.membership import Membership
from models.membership.moves import Beginning, MemberActor
from models.membership.person import Person
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
    AnotherAccount,
    *CARD_REFUSALS,
    AccountFrozen,
    TooManyCertificates,
    *BOUND_ALREADY,
)


async def add(
    *,
    viewer: Viewer | None,
    control_number: str,
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
    :raises AnotherAccount: when the page showed another control number.
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
    account.require_shown(control_number)
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
    async with tx() as change:
        account = await lock_account(someone, at=now)
        await require_unique_label(account, details.label)
        proof = accepted.proof
        person = await Person.identify(change, proof, actor=someone.actor, at=now)
        membership = await membership_for(proof, person, account, at=now)
        old = await Certificate.listed_of(membership) if membership else None
        before = {"status": old.status.value} if old else {}
        if membership is None:
            await require_room(account)
            membership = await Membership.begin(
                change,
                person,
                account_id=account.id,
                kind=account.kind,
                because=Beginning.ADDED,
                actor_kind=MemberActor.HOLDER,
                actor=someone.actor,
                at=now,
                confirmed_by=someone.actor,
            )
        card = Certificate.proven(
            proof,
            person=person,
            membership=membership,
            contact=details.contact,
            control_number=account.control_number,
            application_id=None,
            label=details.label,
            at=now,
        )
        await bind_card(change, card, actor=someone.actor, at=now)
        await Evidence.keep(change, accepted, subject=account.subject, seal=policy.seal, at=now)
        doer = await Certificate.get(id=someone.certificate_id)
        done = CardChangeDetails(
            kind=ChangeKind.REPLACED if old else ChangeKind.ADDED,
            card=card,
            signer=doer,
            previous=old,
            before=before,
        )
        await record_card_change(change, done, account=account, notices=notices, at=now)
    return card
