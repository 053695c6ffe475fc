"""更換自然人憑證: a holder replaces a card of the account, which may be the last."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.account.account import Account, AnotherAccount
from models.card.certificate import Certificate, CertificateStatus
from models.card.challenge import ChallengePurpose
from models.card.refusals import BOUND_ALREADY, PersonAlreadyBound
from models.card_changes.manage_cards import (
    AccountFrozen,
    CardsChanged,
    CertificateNotFound,
    lock_account,
    require_colleagues_allowed,
    require_unique_label,
    shown_card_of,
)
from models.card_changes.members import end_membership, membership_for
from models.card_changes.succession import succeed, successor
from models.database.transaction import Change, tx
from models.forms.typed_text import InvalidInput, read_card_details
from models.membership.membership import Membership
from models.membership.moves import Beginning, Ending, MemberActor
from models.membership.person import Person
from models.notices.account import AccountNotices
from models.pki.verdict import Proof
from models.revocation.settings import Assurance
from models.session.permissions import NOT_STAFF, CardProofNeeded, require_fresh_proof
from models.session.session import SessionEnd, Viewer
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import SignedChallenge, VerificationPolicy, verify_signature


@dataclass(frozen=True, kw_only=True)
class Replacement:
    """The card to replace as the page showed it, and the details entered for the new one."""

    control_number: str
    certificate_id: UUID
    version: str
    phone: str
    email: str
    label: str | None


RAISES = (
    *NOT_STAFF,
    CardProofNeeded,
    InvalidInput,
    AnotherAccount,
    CertificateNotFound,
    CardsChanged,
    *CARD_REFUSALS,
    AccountFrozen,
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

    The old card's sessions end, including this one if it is that card's. If the new card is another
    person's, the membership of the old card's holder ends.

    :raises SignInNeeded, CardProofNeeded: unless the viewer's card signed within ``PROOF_LIFE``.
    :raises AnotherAccount: when the page showed another control number.
    :raises NotAllowed: when the account is a staff account.
    :raises InvalidInput: when phone, e-mail or label is invalid.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CertificateNotFound: when the viewer's account has no such card.
    :raises CardsChanged: when the card is no longer as the page showed it.
    :raises AccountFrozen: while an objection waits for staff.
    :raises CertificateAlreadyBound, PersonAlreadyBound: when the card or person is bound anywhere.
    """
    someone = require_fresh_proof(viewer, at=now)
    details = read_card_details(
        phone=replacement.phone, email=replacement.email, label=replacement.label
    )
    account = await Account.for_viewer(someone, someone.account_id)
    account.require_shown(replacement.control_number)
    require_colleagues_allowed(account)
    # Checked before the signature, so that a wrong id or an outdated page does not cost one.
    await shown_card_of(account, replacement.certificate_id, version=replacement.version)
    accepted = await verify_signature(
        presented,
        viewer=someone.viewer,
        purpose=ChallengePurpose.REPLACE,
        subject=account.control_number,
        policy=policy,
        at=now,
        assurance=Assurance.HIGH,
    )
    async with tx() as change:
        account = await lock_account(someone, at=now)
        old = await shown_card_of(account, replacement.certificate_id, version=replacement.version)
        await require_unique_label(account, details.label, but=old.id)
        proof = accepted.proof
        person = await Person.identify(change, proof, actor=someone.actor, at=now)
        signer = await Certificate.get(id=someone.certificate_id)
        membership, ended = await _members(
            change, proof, person, old, account, actor=someone.actor, at=now
        )
        new = successor(
            proof,
            old,
            person=person,
            membership=membership,
            at=now,
            contact=details.contact,
            label=details.label,
        )
        await succeed(
            change,
            accepted,
            old=old,
            new=new,
            ended=ended,
            account=account,
            signer=signer,
            notices=notices,
            seal=policy.seal,
            at=now,
        )
    return new


async def _members(
    change: Change,
    proof: Proof,
    person: Person,
    old: Certificate,
    account: Account,
    *,
    actor: str,
    at: datetime,
) -> tuple[Membership, Membership | None]:
    """Return the new card's membership, and the other person's that the replacement ended."""
    joined = await membership_for(proof, person, account, at=at, instead_of=old)
    if joined is not None and joined.id != old.membership_id:
        # The person is a member already, by another card.
        raise PersonAlreadyBound("signature")
    if joined is not None:
        return joined, None
    leaving = await Membership.get(id=old.membership_id)
    await end_membership(
        change,
        leaving,
        account,
        Ending.REPLACED,
        actor_kind=MemberActor.HOLDER,
        status=CertificateStatus.REPLACED,
        session_end=SessionEnd.CARD_REPLACED,
        actor=actor,
        at=at,
    )
    begun = await Membership.begin(
        change,
        person,
        account_id=account.id,
        kind=account.kind,
        because=Beginning.SUCCEEDED,
        actor_kind=MemberActor.HOLDER,
        actor=actor,
        at=at,
        confirmed_by=actor,
    )
    return begun, leaving
