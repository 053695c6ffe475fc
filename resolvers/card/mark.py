"""Revoked and expired cards of accounts are marked as such, whether or not they sign."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tortoise.expressions import Q

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.card_status import end_card
from models.core.errors import CouldNotFindOut
from models.core.rules import TAIWAN
from models.database.brake import Brake
from models.database.put_off import PutOff
from models.database.transaction import tx
from models.database.unavailable import is_of_database
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership
from models.notices.account import AccountNotices
from models.pki.crl import status as revocation
from models.pki.crl.status import CertificateOnHold, CertificateRevoked, RevocationList
from models.revocation.lists_on_hand import lists_on_hand
from models.session.session import Session, SessionEnd
from models.signature.verification import VerificationPolicy

MARKER = "service:mark"
# Cards checked in one step, so that the worker's other jobs get their turn.
BATCH = 500
_BRAKE = Brake("expired")
_EXPIRED, _REVOKED = PutOff("expired"), PutOff("revoked", most=None)
# Sorts before every card's id.
_FIRST = UUID(int=0)
_ENDS = {
    CertificateStatus.EXPIRED: (
        SessionEnd.CARD_EXPIRED,
        EventKind.CARD_EXPIRED,
        Template.CARD_EXPIRED,
    ),
    CertificateStatus.REVOKED: (
        SessionEnd.CARD_REVOKED,
        EventKind.CARD_REVOKED,
        Template.CARD_REVOKED,
    ),
}
# The SHA-256 of every list that a run checks against, and the day in Taiwan.
Occasion = tuple[frozenset[str], date]


@dataclass
class Run:
    """A worker's progress through the cards, in memory.

    Losing it costs one more pass over the cards; each card is marked only once.
    """

    done: Occasion | None = None
    on: Occasion | None = None
    after: UUID = _FIRST


async def mark_expired(*, notices: AccountNotices, now: datetime) -> bool:
    """Mark one expired card of an account; return False when there is none."""
    live = Certificate.filter(status=CertificateStatus.LIVE, account_id__isnull=False)
    over = live.filter(not_after__lt=now)
    if not await _BRAKE.is_free(over, of=live, at=now):
        return False
    card_id = await _EXPIRED.next(over.order_by("not_after"), at=now)
    if card_id is None:
        return False
    with _EXPIRED.trying(card_id, at=now):
        card = await Certificate.get(id=card_id)
        await _mark(card, CertificateStatus.EXPIRED, notices=notices, now=now)
    return True


async def mark_revoked(
    run: Run, *, policy: VerificationPolicy, notices: AccountNotices, now: datetime
) -> bool:
    """Check one batch of cards against the stored lists; return False when all were checked.

    A run starts when a list is newer than in the last run, and at midnight in Taiwan. A card whose
    status cannot be determined is left as it is, because signing in refuses it anyway.
    """
    lists = await lists_on_hand(policy.trust, at=now)
    if run.on is None:
        occasion = frozenset(known.sha256 for known in lists), now.astimezone(TAIWAN).date()
        if occasion == run.done:
            return False
        run.on, run.after = occasion, _FIRST
    live = Certificate.filter(
        status=CertificateStatus.LIVE, account_id__isnull=False, id__gt=run.after
    )
    batch = await _REVOKED.all(live.order_by("id").limit(BATCH), at=now)
    known = await _known(batch)
    for card_id in batch:
        with _REVOKED.trying(card_id, at=now):
            card = known.get(card_id) or await Certificate.get(id=card_id)
            await _look_up(card, lists, policy=policy, notices=notices, now=now)
    if len(batch) == BATCH:
        run.after = batch[-1]
        return True
    # As long as a card is put off, runs are repeated after the job's pause.
    run.done, run.on = (None if _REVOKED.count(at=now) else run.on), None
    return False


async def _known(ids: list[UUID]) -> dict[UUID, Certificate]:
    """Read a batch of cards at once; none where one of them cannot be read."""
    try:
        return {card.id: card for card in await Certificate.filter(id__in=ids)}
    except Exception as fault:
        if is_of_database(fault):
            raise
        return {}


async def _look_up(
    card: Certificate,
    lists: tuple[RevocationList, ...],
    *,
    policy: VerificationPolicy,
    notices: AccountNotices,
    now: datetime,
) -> None:
    try:
        revocation.check(
            int(card.serial_number, 16),
            lists,
            issuer_key_id=card.issuer_key_id,
            crl_urls=frozenset(card.crl_urls),
            at=now,
            grace=policy.list_grace,
            same_hosts=policy.revocation.same_hosts,
        )
    except CertificateRevoked:
        await _mark(card, CertificateStatus.REVOKED, notices=notices, now=now)
    except CertificateOnHold:
        await _suspend(card, now=now)
    except CouldNotFindOut:
        pass  # The card is checked again at its next signature.
    else:
        if card.on_hold_since is not None:
            await _resume(card, now=now)


async def _mark(
    card: Certificate, status: CertificateStatus, *, notices: AccountNotices, now: datetime
) -> None:
    because, kind, letter = _ENDS[status]
    account = await Account.get(id=card.account_id)
    async with tx() as change:
        await account.hold(at=now)
        await card.refresh_from_db()
        if card.status is not CertificateStatus.LIVE:
            return
        await end_card(change, card, status, because=because, actor=MARKER, at=now)
        payload = _payload(card)
        account.note(change, kind, actor=MARKER, at=now, payload=payload)
        values = {"holder": masked(card.holder_name), "stopped_at": now.isoformat()}
        await notices.tell_everybody(account, letter, at=now, values=values)


async def _suspend(card: Certificate, *, now: datetime) -> None:
    account = await Account.get(id=card.account_id)
    async with tx() as change:
        await account.hold(at=now)
        # The card stays live: its issuer may lift the hold.
        held = Certificate.filter(
            id=card.id, status=CertificateStatus.LIVE, on_hold_since__isnull=True
        )
        if not await held.update(on_hold_since=now):
            return
        its, because = Q(certificate_id=card.id), SessionEnd.CARD_ON_HOLD
        await Session.end(change, its, because=because, actor=MARKER, at=now)
        account.note(change, EventKind.CARD_ON_HOLD, actor=MARKER, at=now, payload=_payload(card))


async def _resume(card: Certificate, *, now: datetime) -> None:
    account = await Account.get(id=card.account_id)
    async with tx() as change:
        await account.hold(at=now)
        on_hold = Certificate.filter(
            id=card.id, status=CertificateStatus.LIVE, on_hold_since__isnull=False
        )
        if not await on_hold.update(on_hold_since=None):
            return
        membership = await Membership.get(id=card.membership_id)
        await membership.wake(change, actor=MARKER, at=now)
        account.note(
            change, EventKind.CARD_HOLD_LIFTED, actor=MARKER, at=now, payload=_payload(card)
        )


def _payload(card: Certificate) -> dict[str, str]:
    return {"certificate": card.sha256, "membership": str(card.membership_id)}
