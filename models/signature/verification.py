"""Verification of a card's signature: its challenge is spent first, then the signature checked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
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
from models.pki.path.end_entity import CertificateExpired
from models.pki.path.fingerprint import fingerprint
from models.pki.path.trust import TrustStore
from models.pki.verdict import Proof, examine
from models.revocation.checker import Ask, NotRevoked, RevocationChecker, Subject, ask_nobody
from models.revocation.lists_on_hand import lists_on_hand
from models.revocation.settings import Assurance, RevocationSettings, Source
from models.session.session import Viewer
from models.signature.refused_cards import CardCounts, CardStep


@dataclass(frozen=True, kw_only=True)
class SignedChallenge:
    """What a client sends from a card: the challenge's id, and the CMS over its text."""

    challenge_id: UUID
    signature: bytes

    @property
    def claimed_card(self) -> str | None:
        """Return the fingerprint of the certificate, unverified; None if there is none."""
        try:
            return fingerprint(read(self.signature).certificate)
        except UserError:
            return None


@dataclass(frozen=True, kw_only=True)
class VerificationPolicy:
    """The inputs of every verification, and the seal of its evidence.

    ``list_grace`` is how long a revocation list is accepted after its next update. ``ask`` sends
    requests to the responders that ``revocation`` names. ``counts`` are those of the process.
    """

    trust: TrustStore
    list_grace: timedelta
    seal: Seal
    revocation: RevocationSettings = field(default_factory=RevocationSettings)
    ask: Ask = ask_nobody
    counts: CardCounts = field(default_factory=CardCounts, repr=False)

    def on_hand(self) -> "VerificationPolicy":
        """Return the policy that asks no responder, unless responders are the only source."""
        if Source.LIST not in self.revocation.order:
            return self
        return replace(self, revocation=replace(self.revocation, order=(Source.LIST,)))

    async def clearing(self, *, at: datetime) -> RevocationChecker:
        return RevocationChecker(
            lists=await lists_on_hand(self.trust, at=at),
            list_grace=self.list_grace,
            settings=self.revocation,
            ask=self.ask,
            at=at,
        )


@dataclass(frozen=True, kw_only=True)
class VerifiedSignature:
    """A proof with everything that it was verified from, for the evidence.

    ``signature`` is the CMS as received, ``content_sha256`` the 32 bytes that the challenge
    requires. ``schemes`` are those that the card's issuer allows.
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
    policy: VerificationPolicy,
    at: datetime,
    assurance: Assurance = Assurance.USUAL,
) -> VerifiedSignature:
    """Spend the challenge in any case, then verify its signature.

    Do not call it in a transaction: it may query a responder, and a refusal is counted for good.

    :raises ChallengeUnknown: or ChallengeSpent, ChallengeExpired.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    """
    async with policy.counts.judging(CardStep.SIGNED, at=at):
        content_sha256 = await Challenge.spend(
            presented.challenge_id, viewer=viewer, purpose=purpose, subject=subject, at=at
        )
        try:
            proof, cleared = await judge_signature(
                presented.signature,
                content_sha256=content_sha256,
                trust=policy.trust,
                checker=partial(policy.clearing, at=at),
                at=at,
                assurance=assurance,
            )
        except UserError as refusal:
            refusal.path = ("signature",)
            raise
    return VerifiedSignature(
        proof=proof,
        purpose=purpose,
        signature=presented.signature,
        content_sha256=content_sha256,
        list_grace=policy.list_grace,
        cleared=cleared,
        schemes=policy.trust.issuers[proof.issuer_key_id].schemes,
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
    """Verify a signature, and that its certificate is not revoked.

    ``signature`` is the CMS as received. ``checker`` loads the lists only for a signature that is
    otherwise good.

    :raises UserError: the refusals of ``models.pki``, each its own type.
    """
    found = examine(signature, content_sha256=content_sha256, trust=trust, at=at)
    subject = Subject(
        issuer=found.issuer,
        serial_number=found.serial_number,
        crl_urls=found.holder.crl_urls,
    )
    cleared = await (await checker()).clear(subject, assurance=assurance)
    return found.proof(cleared.cleared_by), cleared


async def check_standing(
    card: Certificate,
    *,
    policy: VerificationPolicy,
    at: datetime,
    assurance: Assurance = Assurance.HIGH,
) -> NotRevoked:
    """Require that a bound card, which does not sign now, is still valid.

    :raises CertificateExpired: when it has expired.
    :raises CertificateRevoked: or CertificateOnHold, IssuerRevoked.
    :raises RevocationUnknown: or RevocationStale, when its status is not known.
    """
    if at > card.not_after:
        raise CertificateExpired
    issuer = policy.trust.issuers.get(card.issuer_key_id)
    if issuer is None:
        # Its issuer has expired or was removed, so that nobody can vouch for it.
        raise RevocationUnknown
    clearing = await policy.clearing(at=at)
    subject = Subject(
        issuer=issuer,
        serial_number=int(card.serial_number, 16),
        crl_urls=frozenset(card.crl_urls),
    )
    return await clearing.clear(subject, assurance=assurance)
