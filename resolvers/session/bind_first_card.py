"""自然人憑證帳號綁定: an account's first card is bound and signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from models.access.recheck import require_live
from models.account.account import Account, AccountNotActive
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.card.refusals import BOUND_ALREADY
from models.card_changes import first_card
from models.card_changes.card_change import ChangeKind
from models.card_changes.first_card import FirstCardBound
from models.card_changes.record import CardChangeDetails, keep
from models.database.transaction import Change, tx
from models.forms.typed_text import InvalidInput, read_card_details
from models.mail.kinds import Template
from models.mail.letter import masked
from models.notices.account import AccountNotices
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
    """The new card, its session and its account."""

    session: NewSession
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
    FirstCardBound,
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

    :raises SignInNeeded: when the browser's session did not come from a sign-in link.
    :raises InvalidInput: when phone, e-mail or label is invalid.
    :raises AccountNotActive: when the account is suspended or closed.
    :raises FirstCardBound: when the account already has a card.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CertificateAlreadyBound, PersonAlreadyBound: when the card or person is bound anywhere.
    """
    account = await Account.get(id=require_first_card_session(viewer))
    if viewer is None:
        raise SignInNeeded  # Cannot happen: require_first_card_session refuses it.
    form = read_card_details(phone=phone, email=email, label=label)
    await first_card.require_waiting_for_card(account)
    accepted = await verify_signature(
        presented,
        viewer=viewer,
        purpose=ChallengePurpose.FIRST_CARD,
        subject=account.control_number,
        policy=rules.policy,
        at=now,
    )
    card = Certificate.proven(
        accepted.proof,
        contact=form.contact,
        control_number=account.control_number,
        application_id=None,
        account_id=account.id,
        label=form.label,
        at=now,
    )
    try:
        async with tx() as change:
            await account.hold(at=now)
            # A newer link that was followed meanwhile has ended this session.
            await require_live(viewer, at=now)
            await first_card.require_waiting_for_card(account)
            await _bind(change, card, account, accepted, rules=rules, now=now)
            session = await _sign_in(change, card, account, device=device, rules=rules, now=now)
    except IntegrityError:
        await Certificate.refuse_bound(accepted.proof)
        raise  # Cannot happen: no other database constraint applies here.
    return FirstBound(session=session, account=account, certificate=card)


async def _bind(
    change: Change,
    card: Certificate,
    account: Account,
    accepted: VerifiedSignature,
    *,
    rules: BindRules,
    now: datetime,
) -> None:
    await card.save(using_db=change.client)
    seal = rules.policy.seal
    await Evidence.keep(change, accepted, subject=account.subject, seal=seal, at=now)
    await first_card.use_link(account, at=now)
    bound = {"certificate": card.sha256}
    actor = f"certificate:{card.id}"
    account.note(change, "FIRST_CARD_BOUND", actor=actor, at=now, payload=bound)
    done = CardChangeDetails(kind=ChangeKind.ADDED, card=card, signer=card, before={})
    record = await keep(done, account=account, at=now)
    await rules.notices.tell_everybody(
        account,
        Template.FIRST_CARD_BOUND,
        at=now,
        values={"holder": masked(card.holder_name), "bound_at": now.isoformat()},
        about=record.subject,
    )


async def _sign_in(
    change: Change,
    card: Certificate,
    account: Account,
    *,
    device: str | None,
    rules: BindRules,
    now: datetime,
) -> NewSession:
    session = await Session.start(
        kind=SessionKind.STAFF if account.kind is AccountKind.STAFF else SessionKind.HOLDER,
        at=now,
        life=rules.life,
        account_id=account.id,
        certificate_id=card.id,
        role=account.role,
        device=device,
    )
    bind_only = Q(account_id=account.id, kind=SessionKind.BIND_ONLY)
    actor = session.viewer.actor
    await Session.end(change, bind_only, because=SessionEnd.CARD_BOUND, actor=actor, at=now)
    return session
