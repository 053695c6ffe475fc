"""An applicant who lost the session continues with the bound card."""

from datetime import datetime

from models.application.application import Application, ApplicationMoved
from models.application.transitions import OPEN
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.core.errors import Remedy, UserError, Words
from models.database.transaction import tx
from models.session.session import SessionMissing, Viewer
from models.signature.evidence import Evidence
from models.signature.refusals import CARD_REFUSALS
from models.signature.verification import SignedChallenge, VerificationPolicy, verify_signature


class NoApplicationOfThisCard(UserError):
    """The card is not bound to any open application."""

    zh = Words(
        title="沒有以此卡片綁定的申請",
        message="此憑證沒有進行中的申請案。請確認插入的是申請時所用的憑證。",
    )
    en = Words(
        title="No application is bound to this card",
        message=(
            "This card has no open application. Make sure that it is the card you applied with."
        ),
    )
    remedy = Remedy.APPLY


RAISES = (SessionMissing, NoApplicationOfThisCard, ApplicationMoved, *CARD_REFUSALS)


async def continue_application(
    *,
    viewer: Viewer | None,
    presented: SignedChallenge,
    policy: VerificationPolicy,
    now: datetime,
) -> Application:
    """Move the card's open application to this session; the old session loses access.

    :raises NoApplicationOfThisCard: when the card is not bound to an open application.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    """
    if viewer is None:
        raise SessionMissing
    accepted = await verify_signature(
        presented,
        viewer=viewer,
        purpose=ChallengePurpose.CONTINUE,
        subject="-",
        policy=policy,
        at=now,
    )
    certificate = await Certificate.live_of(accepted.proof)
    application = await Application.get_or_none(
        id=certificate.application_id if certificate else None, status__in=OPEN
    )
    if certificate is None or application is None:
        raise NoApplicationOfThisCard("signature")
    async with tx() as change:
        await application.hand_to(change, viewer, at=now)
        await Evidence.keep(change, accepted, subject=application.subject, seal=policy.seal, at=now)
    return application
