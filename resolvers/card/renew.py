"""憑證換發: a person's new card replaces the old one, and the browser is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from models.access.start_session import SignedInNow, start_session
from models.account.account import Account, AccountNotActive
from models.application.application import Application, ApplicationMoved
from models.application.events import ApplicationEventKind
from models.application.transitions import OPEN
from models.card.certificate import Certificate, CertificateStatus
from models.card.challenge import ChallengePurpose
from models.card.refusals import BOUND_ALREADY, CardFrozen, CardNotBound, CertificateAlreadyBound
from models.card_changes.manage_cards import AccountFrozen, TooManyCertificates, require_not_frozen
from models.card_changes.succession import succeed, successor
from models.database.transaction import tx
from models.notices.account import AccountNotices
from models.pki.verdict import Proof
from models.revocation.settings import Assurance
from models.session.session import SessionMissing, Viewer
from models.signature.evidence import Evidence
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import (
    SignedChallenge,
    VerificationPolicy,
    VerifiedSignature,
    verify_signature,
)


@dataclass(frozen=True, kw_only=True)
class Renewal:
    """What a renewal needs besides the card: the notices, and the terms of the new session."""

    device: str | None
    life: timedelta
    notices: AccountNotices
    policy: VerificationPolicy


RAISES = (
    SessionMissing,
    *CARD_REFUSALS,
    CardNotBound,
    *BOUND_ALREADY,
    CardFrozen,
    AccountFrozen,
    AccountNotActive,
    TooManyCertificates,
    ApplicationMoved,
)


async def renew(
    *, viewer: Viewer | None, presented: SignedChallenge, terms: Renewal, now: datetime
) -> SignedInNow | Application:
    """Replace the person's older card by the one that signed, and continue where that was bound.

    The person is identified by issuer key and subject serial number, never by name. At an account
    a session starts; an open application moves to this browser.

    :raises SessionMissing: when the browser has requested no challenge.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CardNotBound: when the person has no bound card, or it was removed.
    :raises CertificateAlreadyBound: when this very card is the one bound.
    :raises CardFrozen, AccountFrozen: while an objection waits for staff.
    :raises AccountNotActive: when the account is suspended or closed.
    :raises TooManyCertificates: when the old card had ended and the account is full.
    :raises ApplicationMoved: when the application has ended, or was moved meanwhile.
    """
    if viewer is None:
        raise SessionMissing
    accepted = await verify_signature(
        presented,
        viewer=viewer,
        purpose=ChallengePurpose.RENEW,
        subject="-",
        policy=terms.policy,
        at=now,
        assurance=Assurance.HIGH,
    )
    old = await _older(accepted.proof)
    try:
        if old.account_id is not None:
            account = await Account.get(id=old.account_id)
            return await _at_account(accepted, viewer, account, terms=terms, now=now)
        return await _at_application(accepted, viewer, old, terms=terms, now=now)
    except IntegrityError:
        await Certificate.refuse_bound(accepted.proof)
        raise  # Cannot happen: no other database constraint applies here.


async def _older(proof: Proof) -> Certificate:
    old = await Certificate.renewable_by(proof)
    if old is None:
        raise CardNotBound("signature")
    if old.sha256 == proof.certificate_sha256:
        raise CertificateAlreadyBound("signature")
    return old


async def _at_account(
    accepted: VerifiedSignature, viewer: Viewer, account: Account, *, terms: Renewal, now: datetime
) -> SignedInNow:
    async with tx() as change:
        await account.hold(at=now)
        account.require_active()
        require_not_frozen(account)
        # Read again under the account's lock.
        old = await _older(accepted.proof)
        if old.account_id != account.id:
            raise CardNotBound("signature")
        new = successor(accepted.proof, old, at=now)
        await succeed(
            change,
            accepted,
            old=old,
            new=new,
            account=account,
            signer=new,
            notices=terms.notices,
            seal=terms.policy.seal,
            at=now,
        )
        session = await start_session(
            change, viewer, new, account, device=terms.device, life=terms.life, at=now
        )
    return SignedInNow(session=session, account=account, certificate=new)


async def _at_application(
    accepted: VerifiedSignature, viewer: Viewer, old: Certificate, *, terms: Renewal, now: datetime
) -> Application:
    application = await Application.get_or_none(id=old.application_id, status__in=OPEN)
    if application is None:
        raise CardNotBound("signature")
    async with tx() as change:
        await application.hand_to(change, viewer, at=now)
        here = Certificate.filter(id=old.id, status=CertificateStatus.LIVE, account_id__isnull=True)
        if not await here.update(status=CertificateStatus.REPLACED, released_at=now):
            raise ApplicationMoved("signature", values={"status": application.status.value})
        await successor(accepted.proof, old, at=now).save(using_db=change.client)
        await Evidence.keep(
            change, accepted, subject=application.subject, seal=terms.policy.seal, at=now
        )
        application.note(change, ApplicationEventKind.CARD_RENEWED, actor=viewer.actor, at=now)
    return application
