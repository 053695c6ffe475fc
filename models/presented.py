"""A card is presented: its challenge is spent, then its signature is judged."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from models.certificate import Certificate
from models.challenge import Challenge, ChallengePurpose
from models.errors import UserError
from models.pki import revocation
from models.pki.chain import CertificateExpired
from models.pki.cms import read
from models.pki.trust import TrustStore
from models.pki.verdict import Proof, prove
from models.revocation import lists_on_hand
from models.seal import Seal
from models.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Presented:
    """Hold what a page brings back from a card: which challenge, and the CMS over its text."""

    challenge_id: UUID
    signature: bytes

    @property
    def claimed_card(self) -> str | None:
        """Give the SHA-256 of the certificate in the message, unproven; None when it has none."""
        try:
            return hashlib.sha256(read(self.signature).certificate).hexdigest()
        except UserError:
            return None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """Hold what a signature is judged by, and what seals the evidence of it.

    ``list_grace`` is how long a revocation list counts after its next update.
    """

    trust: TrustStore
    list_grace: timedelta
    seal: Seal


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """Hold a proof with all that it was proven from, of which evidence is made.

    ``signature`` is the CMS (DER), ``content_sha256`` the 32 bytes that the challenge demanded.
    """

    proof: Proof
    purpose: ChallengePurpose
    signature: bytes = field(repr=False)
    content_sha256: bytes
    list_grace: timedelta


async def prove_presented(
    presented: Presented,
    *,
    viewer: Viewer,
    purpose: ChallengePurpose,
    subject: str,
    by: Judgement,
    at: datetime,
) -> Accepted:
    """Spend the challenge, whatever comes of it, and prove who signed it.

    :raises ChallengeUnknown: or ChallengeSpent, ChallengeExpired.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    """
    content_sha256 = await Challenge.spend(
        presented.challenge_id, viewer=viewer, purpose=purpose, subject=subject, at=at
    )
    try:
        proof = prove(
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
    return Accepted(
        proof=proof,
        purpose=purpose,
        signature=presented.signature,
        content_sha256=content_sha256,
        list_grace=by.list_grace,
    )


async def check_standing(card: Certificate, *, by: Judgement, at: datetime) -> None:
    """Insist that a bound card, which is not here to sign, is still in force.

    :raises CertificateExpired: when its time is over.
    :raises CertificateRevoked: or CertificateOnHold, by the lists on hand.
    :raises RevocationUnknown: or RevocationStale, when they do not say.
    """
    if at > card.not_after:
        raise CertificateExpired
    revocation.check(
        int(card.serial_number, 16),
        await lists_on_hand(by.trust),
        issuer_key_id=card.issuer_key_id,
        crl_urls=frozenset(card.crl_urls),
        at=at,
        grace=by.list_grace,
    )
