"""An applicant who lost the session goes on with the card that was bound."""

from datetime import datetime, timedelta
from uuid import UUID

from models.application import Application
from models.certificate import Certificate
from models.challenge import Challenge, ChallengePurpose
from models.database import tx
from models.errors import UserError
from models.moves import OPEN
from models.pki.trust import TrustStore
from models.pki.verdict import prove
from models.revocation import lists_on_hand
from models.session import SessionMissing, Viewer


class NoApplicationOfThisCard(UserError):
    """Say that the card is not bound to any open application."""


async def continue_application(
    *,
    viewer: Viewer | None,
    challenge_id: UUID,
    signature: bytes,
    trust: TrustStore,
    list_grace: timedelta,
    now: datetime,
) -> Application:
    """Hand the open application of a proven card to this session; the old session loses it.

    :raises NoApplicationOfThisCard: when the card is bound to no open application.
    :raises ChallengeUnknown: or ChallengeSpent, ChallengeExpired.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    """
    if viewer is None:
        raise SessionMissing
    content_sha256 = await Challenge.spend(
        challenge_id, viewer=viewer, purpose=ChallengePurpose.CONTINUE, subject="-", at=now
    )
    proof = prove(
        signature,
        content_sha256=content_sha256,
        trust=trust,
        lists=await lists_on_hand(trust),
        at=now,
        grace=list_grace,
    )
    certificate = await Certificate.live_of(proof)
    application = await Application.get_or_none(
        id=certificate.application_id if certificate else None, status__in=OPEN
    )
    if application is None:
        raise NoApplicationOfThisCard("signature")
    async with tx() as change:
        await application.hand_to(change, viewer, at=now)
    return application
