"""登入: a bound card signs, and its browser gets a session of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from models.account import Account
from models.application import Application
from models.certificate import Certificate, CertificateStatus
from models.challenge import ChallengePurpose
from models.database import tx
from models.errors import UserError
from models.evidence import Evidence
from models.pki.verdict import Proof
from models.presented import Accepted, Judgement, Presented, prove_presented
from models.session import NewSession, Session, SessionEnd, SessionKind, SessionMissing, Viewer
from models.standing import AccountKind

# A person who stood at an account by one of these has a right to go on by a renewed card.
RENEWABLE = (CertificateStatus.LIVE, CertificateStatus.EXPIRED, CertificateStatus.REVOKED)


class CardNotBound(UserError):
    """Say that the card is bound to no account."""


class CardWaits(UserError):
    """Say that the card is bound to an application whose account is not open yet."""


class CardRenewed(UserError):
    """Say that the person is known by an older card, which this one can take the place of."""


class CardFrozen(UserError):
    """Say that somebody objected to this card's being added, and staff look into it."""


@dataclass(frozen=True, kw_only=True)
class SignedInNow:
    """Hand over the new session, the account it acts for, and the card that signed."""

    session: NewSession
    account: Account
    certificate: Certificate


async def sign_in(
    *,
    viewer: Viewer | None,
    presented: Presented,
    device: str | None,
    life: timedelta,
    by: Judgement,
    now: datetime,
) -> SignedInNow:
    """Start a session for a proven card; the browser's old one ends, what it applied for moves.

    :raises SessionMissing: when the browser has asked for no challenge.
    :raises ChallengeUnknown: or ChallengeSpent, ChallengeExpired.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CardNotBound: or CardWaits, CardRenewed, CardFrozen: why the card opens nothing.
    :raises AccountNotActive: when its account is suspended or closed.
    """
    if viewer is None:
        raise SessionMissing
    accepted = await prove_presented(
        presented,
        viewer=viewer,
        purpose=ChallengePurpose.SIGN_IN,
        subject="-",
        by=by,
        at=now,
    )
    certificate = await _bound(accepted.proof)
    account = await Account.get(id=certificate.account_id)
    account.must_be_active()
    return await _start(
        accepted, viewer, certificate, account, device=device, life=life, by=by, now=now
    )


async def _bound(proof: Proof) -> Certificate:
    """Find the card at its account, or say why it is at none."""
    certificate = await Certificate.live_of(proof)
    if certificate is not None and certificate.account_id is not None:
        return certificate
    if certificate is not None:
        raise CardWaits("signature")
    if await Certificate.filter(
        sha256=proof.certificate_sha256, status=CertificateStatus.FROZEN
    ).exists():
        raise CardFrozen("signature")
    older = await Certificate.of_person(proof, *RENEWABLE)
    if older is not None and older.sha256 != proof.certificate_sha256:
        raise CardRenewed("signature")
    raise CardNotBound("signature")


async def _start(
    accepted: Accepted,
    viewer: Viewer,
    certificate: Certificate,
    account: Account,
    *,
    device: str | None,
    life: timedelta,
    by: Judgement,
    now: datetime,
) -> SignedInNow:
    """Put the new session in the old one's place, in one change."""
    actor = f"certificate:{certificate.id}"
    async with tx() as change:
        session = await Session.start(
            kind=SessionKind.STAFF if account.kind is AccountKind.STAFF else SessionKind.HOLDER,
            at=now,
            life=life,
            account_id=account.id,
            certificate_id=certificate.id,
            role=account.role,
            device=device,
        )
        await Application.filter(session_id=viewer.session_id).update(
            session_id=session.viewer.session_id
        )
        old = Q(id=viewer.session_id)
        await Session.end(change, old, because=SessionEnd.SIGNED_IN_ANEW, actor=actor, at=now)
        await Certificate.filter(id=certificate.id).update(last_used_at=now)
        await Evidence.keep(change, accepted, subject=account.subject, seal=by.seal, at=now)
        accepted.cleared.note(change, subject=certificate.subject, actor=actor, at=now)
        card = {"certificate": certificate.sha256}
        account.note(change, "SIGNED_IN", actor=actor, at=now, payload=card)
    return SignedInNow(session=session, account=account, certificate=certificate)
