"""自然人憑證帳號綁定: a card is bound by a mailed link, and signed in once its rights begin."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from tortoise.expressions import Q

from models.access.recheck import require_live
from models.account.account import Account, AccountNotActive
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.card.refusals import BOUND_ALREADY
from models.card_changes import first_card
from models.card_changes.card_change import ChangeKind
from models.card_changes.card_status import bind_card
from models.card_changes.first_card import FirstCardBound, FormerHolder
from models.card_changes.invited import (
    AnotherMemberThere,
    AnotherPersonInvited,
    InvitationReplaced,
    join_by_invitation,
)
from models.card_changes.manage_cards import AccountFrozen
from models.card_changes.record import CardChangeDetails, keep
from models.database.transaction import Change, tx
from models.forms.typed_text import CardDetails, InvalidInput, read_card_details
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.access_request import AccessOutcome, AccessRequest
from models.membership.membership import Membership
from models.notices.account import AccountNotices, LinkAbout
from models.session.permissions import SignInNeeded, require_first_card_session
from models.session.roles import AccountKind
from models.session.session import NewSession, Session, SessionEnd, SessionKind, Viewer
from models.signature.evidence import Evidence
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import (
    SignedChallenge,
    VerificationPolicy,
    VerifiedSignature,
    verify_signature,
)


@dataclass(frozen=True, kw_only=True)
class FirstBound:
    """The new card and its account; no session while the rights of staff await confirmation."""

    session: NewSession | None
    account: Account
    certificate: Certificate


@dataclass(frozen=True, kw_only=True)
class BindRules:
    """How signatures are verified, who is notified, and how long the session lasts."""

    policy: VerificationPolicy
    notices: AccountNotices
    life: timedelta


RAISES = (
    SignInNeeded,
    InvalidInput,
    AccountNotActive,
    AccountFrozen,
    FirstCardBound,
    FormerHolder,
    InvitationReplaced,
    AnotherPersonInvited,
    AnotherMemberThere,
    *CARD_REFUSALS,
    *BOUND_ALREADY,
)


async def bind_first_card(
    *,
    viewer: Viewer | None,
    presented: SignedChallenge,
    phone: str,
    email: str,
    label: str | None,
    device: str | None,
    rules: BindRules,
    now: datetime,
) -> FirstBound:
    """Bind the card that signed, and replace the link's session by the card's own.

    Where an ADMIN has to confirm the card, the link's session ends without another.

    :raises SignInNeeded: when the browser's session did not come from a sign-in link.
    :raises InvalidInput: when phone, e-mail or label is invalid.
    :raises AccountNotActive: when the account is suspended or closed.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises FirstCardBound: when the account has a member, or one of staff with a valid card.
    :raises FormerHolder: when others removed the person from the account.
    :raises InvitationReplaced, AnotherPersonInvited: when no live invitation names the person.
    :raises AnotherMemberThere: when the staff account's member is another person.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CertificateAlreadyBound, PersonAlreadyBound: when the card or person is bound anywhere.
    """
    account = await Account.get(id=require_first_card_session(viewer))
    if viewer is None:
        raise SignInNeeded  # Cannot happen: require_first_card_session refuses it.
    form = read_card_details(phone=phone, email=email, label=label)
    await first_card.require_waiting_for_card(account, at=now)
    accepted = await verify_signature(
        presented,
        viewer=viewer,
        purpose=ChallengePurpose.FIRST_CARD,
        subject=account.control_number,
        policy=rules.policy,
        at=now,
    )
    async with tx() as change:
        await account.hold(at=now)
        # A newer link that was followed meanwhile has ended this session.
        await require_live(viewer, at=now)
        await first_card.require_waiting_for_card(account, at=now)
        card, membership = await _bind(change, form, account, accepted, rules=rules, now=now)
        session = None
        if membership.confirmed_at is not None:
            session = await _sign_in(card, account, device=device, rules=rules, now=now)
        bind_only = Q(account_id=account.id, kind=SessionKind.BIND_ONLY)
        bound = SessionEnd.CARD_BOUND
        await Session.end(change, bind_only, because=bound, actor=card.subject, at=now)
    return FirstBound(session=session, account=account, certificate=card)


async def _bind(
    change: Change,
    form: CardDetails,
    account: Account,
    accepted: VerifiedSignature,
    *,
    rules: BindRules,
    now: datetime,
) -> tuple[Certificate, Membership]:
    proof, card_id = accepted.proof, uuid4()
    actor = f"certificate:{card_id}"
    by_invitation = account.kind is AccountKind.STAFF
    join = join_by_invitation if by_invitation else first_card.join_by_mailbox
    joined = await join(change, account, proof, actor=actor, at=now)
    card = Certificate.proven(
        proof,
        person=joined.person,
        membership=joined.membership,
        contact=form.contact,
        control_number=account.control_number,
        application_id=None,
        label=form.label,
        at=now,
    )
    card.id = card_id
    old = joined.previous
    before = {"status": old.status.value} if old else {}
    await bind_card(change, card, actor=actor, at=now)
    seal = rules.policy.seal
    await Evidence.keep(change, accepted, subject=account.subject, seal=seal, at=now)
    bound_now = AccessOutcome.BOUND
    await AccessRequest.end_open(change, account.id, bound_now, actor=actor, at=now)
    bound = {"certificate": card.sha256, "membership": str(joined.membership.id)}
    account.note(change, EventKind.FIRST_CARD_BOUND, actor=actor, at=now, payload=bound)
    done = CardChangeDetails(
        kind=ChangeKind.REPLACED if old else ChangeKind.ADDED,
        card=card,
        signer=card,
        previous=old,
        before=before,
    )
    record = await keep(done, account=account, at=now)
    waits = joined.membership.confirmed_at is None
    await rules.notices.tell_everybody(
        account,
        Template.STAFF_CARD_BOUND if waits else Template.FIRST_CARD_BOUND,
        at=now,
        values={"holder": masked(card.holder_name), "bound_at": now.isoformat()},
        about=LinkAbout(subject=record.subject),
    )
    return card, joined.membership


async def _sign_in(
    card: Certificate,
    account: Account,
    *,
    device: str | None,
    rules: BindRules,
    now: datetime,
) -> NewSession:
    return await Session.start(
        kind=SessionKind.STAFF if account.kind is AccountKind.STAFF else SessionKind.HOLDER,
        at=now,
        life=rules.life,
        account_id=account.id,
        certificate_id=card.id,
        role=account.role,
        device=device,
    )
