"""Holders and mailboxes are notified some days before a card expires, once for each interval."""

from datetime import datetime, timedelta

from tortoise.expressions import Q

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.core.rules import EXPIRY_ANNOUNCED_DAYS
from models.database.set_aside import SetAside
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.mail.kinds import Template
from models.mail.letter import masked
from models.notices.account import AccountNotices
from models.session.roles import AccountStatus

ANNOUNCER = "service:announce"


async def announce_next(*, notices: AccountNotices, now: datetime) -> bool:
    """Announce the expiry of one card; return False when none is due."""
    # The shortest interval comes first: a notice of 7 days makes one of 30 redundant.
    for days in sorted(EXPIRY_ANNOUNCED_DAYS):
        untold = Q(announced_days__isnull=True) | Q(announced_days__gt=days)
        soon = Certificate.filter(
            untold,
            status=CertificateStatus.LIVE,
            not_after__gt=now,
            not_after__lte=now + timedelta(days=days),
        )
        active = soon.filter(account__status=AccountStatus.ACTIVE)
        card = await SetAside.first_of(active.order_by("not_after"), job=ANNOUNCER, at=now)
        if card is not None:
            async with SetAside.on_fault(card.id, job=ANNOUNCER, at=now):
                await _announce(card, days, untold, notices=notices, now=now)
            return True
    return False


async def _announce(
    card: Certificate, days: int, untold: Q, *, notices: AccountNotices, now: datetime
) -> None:
    account = await Account.get(id=card.account_id)
    async with tx() as change:
        if not await Certificate.filter(untold, id=card.id).update(announced_days=days):
            return
        values = {"holder": masked(card.holder_name), "valid_until": card.not_after.isoformat()}
        recipients = {card.email.casefold(): card.email}
        if account.mailbox is not None:
            recipients.setdefault(account.mailbox.casefold(), account.mailbox)
        for recipient in recipients.values():
            await notices.tell(
                account, Template.CARD_ENDS_SOON, recipient=recipient, at=now, values=values
            )
        payload = {"certificate": card.sha256, "days": str(days)}
        account.note(change, EventKind.CARD_ENDS_SOON, actor=ANNOUNCER, at=now, payload=payload)
