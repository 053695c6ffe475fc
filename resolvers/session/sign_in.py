"""登入: a bound card signs, and the browser gets a new session."""

from datetime import datetime, timedelta

from models.access.start_session import SignedInNow, start_session
from models.account.account import Account, AccountNotActive
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.card.refusals import CardFrozen, CardNotBound
from models.core.errors import Remedy, UserError, Words
from models.database.transaction import tx
from models.pki.verdict import Proof
from models.session.session import SessionMissing, Viewer
from models.signature.evidence import Evidence
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import SignedChallenge, VerificationPolicy, verify_signature


class CardWaits(UserError):
    """The card is bound to an application whose account is not yet open."""

    zh = Words(title="帳號還沒有開通", message="此憑證的帳號申請尚未開通，請查看申請進度。")
    en = Words(
        title="The account is not active yet",
        message="The application for an account with this card is not completed. Check its status.",
    )
    remedy = Remedy.STATUS


class CardRenewed(UserError):
    """An older card of the person is bound; `renewCertificate` replaces it by this one."""

    zh = Words(
        title="您的自然人憑證已換發",
        message="您的自然人憑證已換發。請以新憑證取代原有憑證後登入。",
    )
    en = Words(
        title="Your card was reissued",
        message="Your card was reissued. Replace the old card with the new one to sign in.",
    )
    remedy = Remedy.SIGN_IN


RAISES = (
    SessionMissing,
    *CARD_REFUSALS,
    CardNotBound,
    CardWaits,
    CardRenewed,
    CardFrozen,
    AccountNotActive,
)


async def sign_in(
    *,
    viewer: Viewer | None,
    presented: SignedChallenge,
    device: str | None,
    life: timedelta,
    policy: VerificationPolicy,
    now: datetime,
) -> SignedInNow:
    """Start a session for a verified card; it replaces the browser's old one.

    Applications of the old session move to the new one.

    :raises SessionMissing: when the browser has requested no challenge.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CardNotBound, CardWaits, CardRenewed, CardFrozen: when the card opens no account.
    :raises AccountNotActive: when its account is suspended or closed.
    """
    if viewer is None:
        raise SessionMissing
    accepted = await verify_signature(
        presented,
        viewer=viewer,
        purpose=ChallengePurpose.SIGN_IN,
        subject="-",
        policy=policy,
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
        await Evidence.keep(change, accepted, subject=account.subject, seal=policy.seal, at=now)
        card = {"certificate": certificate.sha256}
        account.note(change, "SIGNED_IN", actor=actor, at=now, payload=card)
    return SignedInNow(session=session, account=account, certificate=certificate)


async def _bound(proof: Proof) -> Certificate:
    certificate = await Certificate.live_of(proof)
    if certificate is not None and certificate.account_id is not None:
        return certificate
    if certificate is not None:
        raise CardWaits("signature")
    older = await Certificate.renewable_by(proof)
    if older is not None and older.sha256 != proof.certificate_sha256:
        raise CardRenewed("signature")
    raise CardNotBound("signature")
