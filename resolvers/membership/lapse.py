"""Members without a usable card become dormant, are warned, and their memberships end.

The worker does this only where members can renew. At a suspended account, and while an objection
waits for staff, nobody can, so these withdraw the end; afterwards it is set again, not before
`DORMANT_WARNED` has passed (`Membership.pause_endings`).
"""

from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.card.certificate import LISTED, Certificate, CertificateStatus
from models.card_changes.members import end_membership, unimpaired_cards
from models.core.rules import DORMANT_WARNED
from models.database.brake import Brake
from models.database.put_off import PutOff
from models.database.transaction import Change, tx
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.membership.membership import Membership
from models.membership.moves import Ending, MemberActor
from models.notices.account import AccountNotices
from models.session.roles import AccountStatus
from models.session.session import SessionEnd

LAPSER = "service:lapse"
_MARKING, _WARNING, _ENDING = PutOff("dormant"), PutOff("warn dormant"), PutOff("end dormant")
_MARKING_BRAKE, _ENDING_BRAKE = Brake("dormant"), Brake("end dormant")
_CAN_RENEW = Q(account__status=AccountStatus.ACTIVE, account__frozen_at__isnull=True)


async def mark_dormant(*, life: timedelta, now: datetime) -> bool:
    """Mark one membership without a usable card; return False when there is none.

    ``life`` is for how long it stands then.
    """
    due = _awake_without_card(at=now)
    if not await _MARKING_BRAKE.is_free(due, of=_standing(), at=now):
        return False
    membership_id = await _MARKING.next(due.order_by("id"), at=now)
    if membership_id is None:
        return False
    with _MARKING.trying(membership_id, at=now):
        await _mark(membership_id, life=life, now=now)
    return True


async def warn_dormant(*, notices: AccountNotices, now: datetime) -> bool:
    """Warn one dormant member that the membership ends soon; return False when none is due.

    It ends no earlier than `DORMANT_WARNED` after the letter, however late that is.
    """
    due = Membership.filter(
        _CAN_RENEW,
        ended_at__isnull=True,
        dormant_since__isnull=False,
        warned_at__isnull=True,
        ends_at__lte=now + DORMANT_WARNED,
    )
    membership_id = await _WARNING.next(due.order_by("ends_at"), at=now)
    if membership_id is None:
        return False
    with _WARNING.trying(membership_id, at=now):
        await _warn(membership_id, due, notices=notices, now=now)
    return True


async def end_dormant(*, notices: AccountNotices, now: datetime) -> bool:
    """End one dormant membership whose time is over; return False when none is due."""
    due = Membership.filter(
        ended_at__isnull=True, warned_at__lte=now - DORMANT_WARNED, ends_at__lte=now
    ).exclude(account__status=AccountStatus.CLOSED)
    if not await _ENDING_BRAKE.is_free(due, of=_standing(), at=now):
        return False
    membership_id = await _ENDING.next(due.order_by("ends_at"), at=now)
    if membership_id is None:
        return False
    with _ENDING.trying(membership_id, at=now):
        await _tell_and_end(membership_id, due, notices=notices, now=now)
    return True


def _standing() -> QuerySet[Membership]:
    return Membership.filter(ended_at__isnull=True)


async def _mark(membership_id: UUID, *, life: timedelta, now: datetime) -> None:
    membership = await Membership.get(id=membership_id)
    account = await Account.get(id=membership.account_id)
    async with tx() as change:
        await account.hold(at=now)
        # A card may have been bound, or signed in, before the lock.
        found = await _awake_without_card(at=now).get_or_none(id=membership.id)
        if found is None:
            return
        since = found.dormant_since or await _last_card_ended(found, at=now)
        ends_at = max(since + life, now + DORMANT_WARNED)
        await found.sleep(change, since=since, ends_at=ends_at, actor=LAPSER, at=now)


async def _warn(
    membership_id: UUID, due: QuerySet[Membership], *, notices: AccountNotices, now: datetime
) -> None:
    membership = await Membership.get(id=membership_id)
    account = await Account.get(id=membership.account_id)
    async with tx() as change:
        await account.hold(at=now)
        found = await due.get_or_none(id=membership.id)
        if found is None or found.ends_at is None or found.dormant_since is None:
            return
        ends_at = max(found.ends_at, now + DORMANT_WARNED)
        await found.warn(change, ends_at=ends_at, actor=LAPSER, at=now)
        values = {"since": found.dormant_since.isoformat(), "ends_at": ends_at.isoformat()}
        await _tell(found, account, Template.DORMANT_WARNED, values, notices=notices, at=now)


async def _tell_and_end(
    membership_id: UUID, due: QuerySet[Membership], *, notices: AccountNotices, now: datetime
) -> None:
    membership = await Membership.get(id=membership_id)
    account = await Account.get(id=membership.account_id)
    async with tx() as change:
        await account.hold(at=now)
        found = await due.get_or_none(id=membership.id)
        if found is None:
            return
        # The card's e-mail is read before it is removed.
        values = {"ended_at": now.isoformat()}
        await _tell(found, account, Template.DORMANT_ENDED, values, notices=notices, at=now)
        await _end(change, found, account, at=now)


async def _end(change: Change, membership: Membership, account: Account, *, at: datetime) -> None:
    await end_membership(
        change,
        membership,
        account,
        Ending.DORMANT,
        actor_kind=MemberActor.SERVICE,
        status=CertificateStatus.REMOVED,
        session_end=SessionEnd.CARD_REMOVED,
        actor=LAPSER,
        at=at,
    )
    payload = {"membership": str(membership.id)}
    account.note(change, EventKind.MEMBER_LAPSED, actor=LAPSER, at=at, payload=payload)


def _awake_without_card(*, at: datetime) -> QuerySet[Membership]:
    """Return a query for memberships with no end in sight and no card that can sign in."""
    usable = unimpaired_cards(at=at).filter(membership_id__isnull=False)
    awake = Membership.filter(_CAN_RENEW, ended_at__isnull=True, ends_at__isnull=True)
    return awake.filter(id__not_in=Subquery(usable.values("membership_id")))


async def _last_card_ended(membership: Membership, *, at: datetime) -> datetime:
    card = await Certificate.get_or_none(membership_id=membership.id, status__in=LISTED)
    if card is None:
        return at
    ends = (card.on_hold_since, card.released_at, card.not_after)
    return min(end for end in ends if end is not None)


async def _tell(
    membership: Membership,
    account: Account,
    template: Template,
    values: dict[str, str],
    *,
    notices: AccountNotices,
    at: datetime,
) -> None:
    """Queue the letter for the member and the registered mailbox."""
    card = await Certificate.get_or_none(membership_id=membership.id, status__in=LISTED)
    recipients = [card.email] if card and card.email else []
    if account.mailbox is not None:
        recipients.append(account.mailbox)
    holder = masked(card.holder_name if card else "")
    for recipient in {email.casefold(): email for email in recipients}.values():
        said = {**values, "holder": holder}
        await notices.tell(account, template, recipient=recipient, at=at, values=said)
