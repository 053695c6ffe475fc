"""A card is presented: its challenge is spent, then its signature is judged."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from models.card.certificate import Certificate
from models.card.challenge import Challenge, ChallengePurpose
from models.core.errors import UserError
from models.core.seal import Seal
from models.pki.algorithms import Scheme
from models.pki.cms.message import read
from models.pki.crl.status import RevocationUnknown
from models.pki.path.chain import CertificateExpired
from models.pki.path.trust import TrustStore
from models.pki.verdict import Proof, examine
from models.revocation.checker import Ask, NotRevoked, RevocationChecker, Subject, ask_nobody
from models.revocation.settings import Assurance, RevocationSettings
from models.revocation.stored_list import lists_on_hand
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class SignedChallenge:
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
class VerificationPolicy:
    """Hold what a signature is judged by, and what seals the evidence of it.

    ``list_grace`` is how long a revocation list counts after its next update. ``ask`` is the way to
    the responders that ``revocation`` names.
    """

    trust: TrustStore
    list_grace: timedelta
    seal: Seal
    revocation: RevocationSettings = field(default_factory=RevocationSettings)
    ask: Ask = ask_nobody

    async def clearing(self, *, at: datetime) -> RevocationChecker:
        """Gather what certificates are cleared by at a time."""
        return RevocationChecker(
            lists=await lists_on_hand(self.trust),
            list_grace=self.list_grace,
            settings=self.revocation,
            schemes=self.trust.schemes,
            ask=self.ask,
            at=at,
        )


@dataclass(frozen=True, kw_only=True)
class VerifiedSignature:
    """Hold a proof with all that it was proven from, of which evidence is made.

    ``signature`` is the CMS (DER), ``content_sha256`` the 32 bytes that the challenge demanded.
    """

    proof: Proof
    purpose: ChallengePurpose
    signature: bytes = field(repr=False)
    content_sha256: bytes
    list_grace: timedelta
    cleared: NotRevoked
    schemes: frozenset[Scheme]


async def verify_signature(
    presented: SignedChallenge,
    *,
    viewer: Viewer,
    purpose: ChallengePurpose,
    subject: str,
    by: VerificationPolicy,
    at: datetime,
    weight: Assurance = Assurance.USUAL,
) -> VerifiedSignature:
    """Spend the challenge, whatever comes of it, and prove who signed it.

    Not to be called in a change: a responder may have to be asked.

    :raises ChallengeUnknown: or ChallengeSpent, ChallengeExpired.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    """
    content_sha256 = await Challenge.spend(
        presented.challenge_id, viewer=viewer, purpose=purpose, subject=subject, at=at
    )
    try:
        proof, cleared = await judge_signature(
            presented.signature,
            content_sha256=content_sha256,
            trust=by.trust,
            checker=partial(by.clearing, at=at),
            at=at,
            assurance=weight,
        )
    except UserError as refusal:
        refusal.path = ("signature",)
        raise
    return VerifiedSignature(
        proof=proof,
        purpose=purpose,
        signature=presented.signature,
        content_sha256=content_sha256,
        list_grace=by.list_grace,
        cleared=cleared,
        schemes=by.trust.schemes,
    )


async def judge_signature(
    signature: bytes,
    *,
    content_sha256: bytes,
    trust: TrustStore,
    checker: Callable[[], Awaitable[RevocationChecker]],
    at: datetime,
    assurance: Assurance = Assurance.USUAL,
) -> tuple[Proof, NotRevoked]:
    """Prove who signed, and that the certificate is not revoked.

    ``signature`` is the CMS (DER). ``checker`` gathers the lists only for a signature that is
    otherwise good.

    :raises UserError: the refusals of ``models.pki``, each its own type.
    """
    found = examine(
        signature, content_sha256=content_sha256, trust=trust, at=at, schemes=trust.schemes
    )
    subject = Subject(
        issuer=found.issuer,
        serial_number=found.serial_number,
        crl_urls=found.holder.crl_urls,
    )
    cleared = await (await checker()).clear(subject, weight=assurance)
    return found.proof(cleared.by), cleared


async def check_standing(
    card: Certificate, *, by: VerificationPolicy, at: datetime, weight: Assurance = Assurance.HIGH
) -> NotRevoked:
    """Insist that a bound card, which is not here to sign, is still in force.

    :raises CertificateExpired: when its time is over.
    :raises CertificateRevoked: or CertificateOnHold, IssuerRevoked.
    :raises RevocationUnknown: or RevocationStale, when nobody can say.
    """
    if at > card.not_after:
        raise CertificateExpired
    issuer = by.trust.issuers.get(card.issuer_key_id)
    if issuer is None:
        # Retired, or taken out of the folder: nobody is left whose word on it would count.
        raise RevocationUnknown
    clearing = await by.clearing(at=at)
    subject = Subject(
        issuer=issuer,
        serial_number=int(card.serial_number, 16),
        crl_urls=frozenset(card.crl_urls),
    )
    return await clearing.clear(subject, weight=weight)
