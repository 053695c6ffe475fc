"""登入: a bound card signs, and the browser gets a new session."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import product

from models.access.belonging import Belonging, RightsNotConfirmed, belonging_of
from models.access.start_session import SignedInNow, lock_applications, start_session
from models.account.account import AccountNotActive
from models.card.certificate import Certificate
from models.card.challenge import ChallengePurpose
from models.card.refusals import CardNotBound
from models.card_changes.manage_cards import AccountFrozen, require_not_frozen
from models.core.errors import Remedy, UserError, Words
from models.core.tally import Tally
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.membership.person import Person
from models.pki.verdict import Proof
from models.session.roles import AccountKind
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
    AccountFrozen,
    AccountNotActive,
    RightsNotConfirmed,
)


class SignInKind(StrEnum):
    """Who signs in, by the kind of account; unknown where a card leads to none."""

    BUSINESS = AccountKind.BUSINESS
    VENDOR = AccountKind.VENDOR
    STAFF = AccountKind.STAFF
    APPLICANT = "APPLICANT"
    UNKNOWN = "UNKNOWN"


DONE = "SIGNED_IN"
# For which reason is counted of every card, whatever it is for.
CARD_REFUSED = "CARD_REFUSED"
_OUTCOMES = (DONE, CARD_REFUSED, *(one.code for one in RAISES if one not in CARD_REFUSALS))


@dataclass
class SignInCounts:
    """How often persons of each kind have signed in at this process, or were refused."""

    tally: Tally = field(
        default_factory=lambda: Tally(
            "sign_ins",
            "Attempts to sign in, by kind of person and outcome.",
            labels=("kind", "outcome"),
            declared=product(SignInKind, _OUTCOMES),
        )
    )

    @contextmanager
    def attempt(self) -> Iterator["_Attempt"]:
        """Count the attempt that is made in a block."""
        attempt = _Attempt()
        try:
            yield attempt
        except CARD_REFUSALS:
            self.tally.count(attempt.kind, CARD_REFUSED)
            raise
        except RAISES as refusal:
            self.tally.count(attempt.kind, refusal.code)
            raise
        self.tally.count(attempt.kind, DONE)


@dataclass
class _Attempt:
    """An attempt to sign in; who makes it is known once the card has led to an account."""

    kind: SignInKind = SignInKind.UNKNOWN


async def sign_in(
    *,
    viewer: Viewer | None,
    presented: SignedChallenge,
    device: str | None,
    life: timedelta,
    policy: VerificationPolicy,
    counts: SignInCounts,
    now: datetime,
) -> SignedInNow:
    """Start a session for a verified card; it replaces the browser's old one.

    Applications of the old session move to the new one.

    :raises SessionMissing: when the browser has requested no challenge.
    :raises ChallengeUnknown, ChallengeSpent, ChallengeExpired: by the state of the challenge.
    :raises UserError: the refusals of ``models.pki``, each its own type.
    :raises CardNotBound, CardWaits: when the card opens no account.
    :raises CardRenewed: when it is a new card of a member; AccountFrozen while it cannot be bound
        because of a dispute.
    :raises RightsNotConfirmed: when an ADMIN has not confirmed a member of staff yet.
    :raises AccountNotActive: when its account is suspended or closed.
    """
    with counts.attempt() as attempt:
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
        account = (await _belonging(accepted.proof, attempt, at=now)).account
        async with tx() as change:
            await lock_applications(viewer)
            await account.lock()
            # Read again under the account's lock.
            found = await _belonging(accepted.proof, attempt, at=now)
            if found.account.id != account.id or found.card is None:
                raise CardNotBound("signature")
            certificate = found.card
            actor = f"certificate:{certificate.id}"
            # Keeps what the card states, by which a card of the next generation is recognised.
            await Person.identify(change, accepted.proof, actor=actor, at=now)
            session = await start_session(
                change, viewer, certificate, account, device=device, life=life, at=now
            )
            await Evidence.keep(change, accepted, subject=account.subject, seal=policy.seal, at=now)
            payload = {"certificate": certificate.sha256, "membership": str(found.membership.id)}
            account.note(change, EventKind.SIGNED_IN, actor=actor, at=now, payload=payload)
        return SignedInNow(session=session, account=account, certificate=certificate)


async def _belonging(proof: Proof, attempt: _Attempt, *, at: datetime) -> Belonging:
    try:
        found = await belonging_of(proof, at=at)
    except CardNotBound:
        await _refuse_applicant(proof, attempt)
        raise
    attempt.kind = SignInKind(found.account.kind)
    found.account.require_active()
    if found.card is None:
        require_not_frozen(found.account)
        raise CardRenewed("signature")
    if found.membership.confirmed_at is None:
        raise RightsNotConfirmed("signature")
    return found


async def _refuse_applicant(proof: Proof, attempt: _Attempt) -> None:
    waiting = await Certificate.waiting_of(await Person.of(proof))
    if waiting is None:
        return
    attempt.kind = SignInKind.APPLICANT
    if waiting.sha256 == proof.certificate_sha256:
        raise CardWaits("signature")
    if waiting.not_before <= proof.not_before:
        raise CardRenewed("signature")
