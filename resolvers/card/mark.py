"""Cards of accounts that were revoked or have expired count no more, whether they sign or not."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tortoise.expressions import Q

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes.manage_cards import stop
from models.core.errors import CouldNotFindOut
from models.core.taiwan import TAIWAN
from models.database.transaction import tx
from models.mail.kinds import Template
from models.mail.letter import masked
from models.notices.account import AccountNotices
from models.pki.crl import status as revocation
from models.pki.crl.status import CertificateOnHold, CertificateRevoked, RevocationList
from models.revocation.stored_list import StoredList, lists_on_hand
from models.session.session import Session, SessionEnd
from models.signature.verification import VerificationPolicy

log = logging.getLogger(__name__)

MARKER = "service:mark"
# How many cards are looked up before others get their turn.
BATCH = 500
# Every id comes behind it.
_FIRST = UUID(int=0)
_ENDS = {
    CertificateStatus.EXPIRED: (SessionEnd.CARD_EXPIRED, Template.CARD_EXPIRED),
    CertificateStatus.REVOKED: (SessionEnd.CARD_REVOKED, Template.CARD_REVOKED),
}
# Which lists a run looks into, each by its number, and on which day.
Occasion = tuple[frozenset[tuple[UUID, str]], date]


@dataclass
class Run:
    """Remember, in a worker, what was looked through, and how far the present run has come.

    Another worker, or this one started anew, only looks once more: cards are marked once.
    """

    done: Occasion | None = None
    on: Occasion | None = None
    after: UUID = _FIRST
    troubled: bool = False


async def mark_expired(*, notices: AccountNotices, now: datetime) -> bool:
    """Mark one card of an account whose time is over; False when there is none."""
    over = Certificate.filter(
        status=CertificateStatus.LIVE, account_id__isnull=False, not_after__lt=now
    )
    card = await over.order_by("not_after").first()
    if card is None:
        return False
    await _mark(card, CertificateStatus.EXPIRED, notices=notices, now=now)
    return True


async def mark_revoked(
    run: Run, *, policy: VerificationPolicy, notices: AccountNotices, now: datetime
) -> bool:
    """Look one batch of cards up in the lists on hand; False when all were looked up.

    A run begins when a list is newer than in the last one, and at midnight in Taiwan. What the
    lists do not say marks no card: signing in refuses it by itself.
    """
    if run.on is None:
        rows = await StoredList.all().values_list("id", "number")
        occasion = (
            frozenset((row[0], str(row[1])) for row in rows),
            now.astimezone(TAIWAN).date(),
        )
        if occasion == run.done:
            return False
        run.on, run.after, run.troubled = occasion, _FIRST, False
    lists = await lists_on_hand(policy.trust)
    live = Certificate.filter(
        status=CertificateStatus.LIVE, account_id__isnull=False, id__gt=run.after
    )
    batch = await live.order_by("id").limit(BATCH)
    for card in batch:
        try:
            await _look_up(card, lists, policy=policy, notices=notices, now=now)
        except Exception:  # One card's trouble must not keep the others' from being found.
            log.exception("card %s could not be marked", card.id)
            run.troubled = True
    if len(batch) == BATCH:
        run.after = batch[-1].id
        return True
    # With trouble it is begun again after the pause.
    run.done, run.on = (None if run.troubled else run.on), None
    return False


async def _look_up(
    card: Certificate,
    lists: tuple[RevocationList, ...],
    *,
    policy: VerificationPolicy,
    notices: AccountNotices,
    now: datetime,
) -> None:
    """Look one card up, and do what follows."""
    try:
        revocation.check(
            int(card.serial_number, 16),
            lists,
            issuer_key_id=card.issuer_key_id,
            crl_urls=frozenset(card.crl_urls),
            at=now,
            grace=policy.list_grace,
        )
    except CertificateRevoked:
        await _mark(card, CertificateStatus.REVOKED, notices=notices, now=now)
    except CertificateOnHold:
        await _suspend(card, now=now)
    except CouldNotFindOut:
        pass  # Unknown is no news of the card; it is asked again at its next signature.


async def _mark(
    card: Certificate, status: CertificateStatus, *, notices: AccountNotices, now: datetime
) -> None:
    """Let a card count no more, end its sessions, and tell the others, if nobody was faster."""
    because, letter = _ENDS[status]
    account = await Account.get(id=card.account_id)
    async with tx() as change:
        await account.hold(at=now)
        await card.refresh_from_db()
        if card.status is not CertificateStatus.LIVE:
            return
        await stop(change, card, status, because=because, actor=MARKER, at=now)
        payload = {"certificate": card.sha256}
        account.note(change, letter.upper(), actor=MARKER, at=now, payload=payload)
        values = {"holder": masked(card.holder_name), "stopped_at": now.isoformat()}
        await notices.tell_everybody(account, letter, at=now, values=values)


async def _suspend(card: Certificate, *, now: datetime) -> None:
    """End the sessions of a card that is on hold.

    The card stays live: its issuer may lift the hold, and until then signing in refuses it.
    """
    account = await Account.get(id=card.account_id)
    async with tx() as change:
        its, because = Q(certificate_id=card.id), SessionEnd.CARD_ON_HOLD
        if await Session.end(change, its, because=because, actor=MARKER, at=now):
            payload = {"certificate": card.sha256}
            account.note(change, "CARD_ON_HOLD", actor=MARKER, at=now, payload=payload)
