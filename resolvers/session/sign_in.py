"""登入: a bound card signs, and its browser gets a session of its own."""

from datetime import datetime, timedelta

from models.access.start_session import SignedInNow, start_session
from models.account.account import Account
from models.card.certificate import CardNotBound, Certificate
from models.card.challenge import ChallengePurpose
from models.core.errors import UserError
from models.database.transaction import tx
from models.pki.verdict import Proof
from models.session.session import SessionMissing, Viewer
from models.signature.evidence import Evidence
from models.signature.verification import SignedChallenge, VerificationPolicy, verify_signature


class CardWaits(UserError):
    """Say that the card is bound to an application whose account is not open yet."""


class CardRenewed(UserError):
    """Say that the person is known by an older card, which this one can take the place of."""


async def sign_in(
    *,
    viewer: Viewer | None,
    presented: SignedChallenge,
    device: str | None,
    life: timedelta,
    by: VerificationPolicy,
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
    accepted = await verify_signature(
        presented,
        viewer=viewer,
        purpose=ChallengePurpose.SIGN_IN,
        subject="-",
        by=by,
        at=now,
    )
    certificate = await _bound(accepted.proof)
    account = await Account.get(id=certificate.account_id)
    account.require_active()
    actor = f"certificate:{certificate.id}"
    async with tx() as change:
        session = await start_session(
            change, viewer, certificate, account, device=device, life=life, at=now
        )
        await Evidence.keep(change, accepted, subject=account.subject, seal=by.seal, at=now)
        card = {"certificate": certificate.sha256}
        account.note(change, "SIGNED_IN", actor=actor, at=now, payload=card)
    return SignedInNow(session=session, account=account, certificate=certificate)


async def _bound(proof: Proof) -> Certificate:
    """Find the card at its account, or say why it is at none."""
    certificate = await Certificate.live_of(proof)
    if certificate is not None and certificate.account_id is not None:
        return certificate
    if certificate is not None:
        raise CardWaits("signature")
    older = await Certificate.renewable_by(proof)
    if older is not None and older.sha256 != proof.certificate_sha256:
        raise CardRenewed("signature")
    raise CardNotBound("signature")
