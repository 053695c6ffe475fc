"""The session's own card signs again, for actions that need a fresh proof."""

from datetime import datetime

from models.access.recheck import require_still
from models.account.account import Account
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.core.errors import UserError, Words
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Session, Viewer
from models.signature.evidence import Evidence
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import SignedChallenge, VerificationPolicy, verify_signature


class AnotherCard(UserError):
    """The card that signed is not the one that signed in."""

    zh = Words(title="不是您登入所用的卡片", message="讀到的不是您登入所用的憑證，請改插該張憑證。")
    en = Words(
        title="This is not the card you signed in with",
        message="A different card was read. Insert the card you signed in with.",
    )


RAISES = (SignInNeeded, *CARD_REFUSALS, AnotherCard)


async def prove_card(
    *, viewer: Viewer | None, presented: SignedChallenge, policy: VerificationPolicy, now: datetime
) -> datetime:
    """Verify a signature of the session's own card; return the time from which the proof counts.

    :raises SignInNeeded: unless the viewer is signed in with a card.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises AnotherCard: when another card signed.
    """
    someone = require_signed_in(viewer)
    account = await Account.get(id=someone.account_id)
    accepted = await verify_signature(
        presented,
        viewer=someone.viewer,
        purpose=ChallengePurpose.PROVE,
        subject=account.control_number,
        policy=policy,
        at=now,
    )
    card = await Certificate.get(id=someone.certificate_id)
    if accepted.proof.certificate_sha256 != card.sha256:
        raise AnotherCard("signature")
    async with tx() as change:
        await require_still(someone, at=now)
        await Session.proved(someone.viewer, at=now)
        await Evidence.keep(change, accepted, subject=account.subject, seal=policy.seal, at=now)
        used = {"certificate": card.sha256}
        account.note(change, EventKind.CARD_PROVED, actor=someone.actor, at=now, payload=used)
    return now
