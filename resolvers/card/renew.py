"""憑證換發: a person's new card replaces the old one, and the browser is signed in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from models.access.belonging import RightsNotConfirmed, belonging_of
from models.access.start_session import SignedInNow, lock_applications, start_session
from models.account.account import Account, AccountNotActive
from models.application.application import Application, ApplicationMoved
from models.application.events import ApplicationEventKind
from models.card.certificate import Certificate, CertificateStatus
from models.card.challenge import ChallengePurpose
from models.card.refusals import BOUND_ALREADY, CardNotBound, CertificateAlreadyBound
from models.card_changes.manage_cards import AccountFrozen, require_not_frozen
from models.card_changes.succession import succeed, successor
from models.database.transaction import tx
from models.membership.person import Person
from models.notices.account import AccountNotices
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
    AccountFrozen,
    RightsNotConfirmed,
    AccountNotActive,
    ApplicationMoved,
)


async def renew(
    *, viewer: Viewer | None, presented: SignedChallenge, terms: Renewal, now: datetime
) -> SignedInNow | Application:
    """Replace the person's older card by the one that signed, and continue where that was bound.

    The person is found by the card's identifiers, see `Person.of`, and must be a member of the
    account. There a session starts; an open application moves to this browser.

    :raises SessionMissing: when the browser has requested no challenge.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CardNotBound: when the person belongs nowhere, or had a newer card there.
    :raises CertificateAlreadyBound: when this very card is the one bound.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises RightsNotConfirmed: when an ADMIN has not confirmed a member of staff yet.
    :raises AccountNotActive: when the account is suspended or closed.
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
    try:
        account = (await belonging_of(accepted.proof, at=now)).account
    except CardNotBound:
        return await _at_application(accepted, viewer, terms=terms, now=now)
    return await _at_account(accepted, viewer, account, terms=terms, now=now)


async def _at_account(
    accepted: VerifiedSignature, viewer: Viewer, account: Account, *, terms: Renewal, now: datetime
) -> SignedInNow:
    proof = accepted.proof
    async with tx() as change:
        await lock_applications(viewer)
        await account.hold(at=now)
        account.require_active()
        # Read again under the account's lock.
        found = await belonging_of(proof, at=now)
        if found.account.id != account.id:
            raise CardNotBound("signature")
        if found.card is not None:
            raise CertificateAlreadyBound("signature")
        if found.membership.confirmed_at is None:
            raise RightsNotConfirmed("signature")
        require_not_frozen(account)
        person = await Person.identify(change, proof, actor=viewer.actor, at=now)
        old = await Certificate.listed_of(found.membership)
        new = successor(proof, old, person=person, membership=found.membership, at=now)
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
    accepted: VerifiedSignature, viewer: Viewer, *, terms: Renewal, now: datetime
) -> Application:
    proof = accepted.proof
    known = await Certificate.waiting_of(await Person.of(proof))
    if known is None:
        raise CardNotBound("signature")
    async with tx() as change:
        # As everywhere: the application is locked before the person.
        await Application.filter(id=known.application_id).select_for_update(no_key=True).first()
        person = await Person.identify(change, proof, actor=viewer.actor, at=now)
        old = await Certificate.waiting_of(person)
        if old is None or old.not_before > proof.not_before:
            raise CardNotBound("signature")
        if old.sha256 == proof.certificate_sha256:
            raise CertificateAlreadyBound("signature")
        application = await Application.get(id=old.application_id)
        await application.hand_to(change, viewer, at=now)
        await Certificate.filter(id=old.id).update(
            status=CertificateStatus.REPLACED, released_at=now
        )
        await successor(proof, old, person=person, membership=None, at=now).save(
            using_db=change.client
        )
        await Evidence.keep(
            change, accepted, subject=application.subject, seal=terms.policy.seal, at=now
        )
        application.note(change, ApplicationEventKind.CARD_RENEWED, actor=viewer.actor, at=now)
    return application
