"""A card is presented: its challenge is spent, then its signature is judged."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from models.challenge import Challenge, ChallengePurpose
from models.errors import UserError
from models.pki.trust import TrustStore
from models.pki.verdict import Proof, prove
from models.revocation import lists_on_hand
from models.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Presented:
    """Hold what a page brings back from a card: which challenge, and the CMS over its text."""

    challenge_id: UUID
    signature: bytes


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Hold what a signature is judged by: believed issuers, and how old a list may be."""

    trust: TrustStore
    list_grace: timedelta


async def prove_presented(
    presented: Presented,
    *,
    viewer: Viewer,
    purpose: ChallengePurpose,
    subject: str,
    by: Judgement,
    at: datetime,
) -> Proof:
    """Spend the challenge, whatever comes of it, and prove who signed it.

    :raises ChallengeUnknown: or ChallengeSpent, ChallengeExpired.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    """
    content_sha256 = await Challenge.spend(
        presented.challenge_id, viewer=viewer, purpose=purpose, subject=subject, at=at
    )
    try:
        return prove(
            presented.signature,
            content_sha256=content_sha256,
            trust=by.trust,
            lists=await lists_on_hand(by.trust),
            at=at,
            grace=by.list_grace,
        )
    except UserError as refusal:
        refusal.path = ("signature",)
        raise
