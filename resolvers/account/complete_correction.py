"""The worker puts a confirmed mailbox into force, and ends proposals that nobody confirmed."""

from datetime import datetime

from models.account.account import Account
from models.account.imported_mailbox import replace_mailbox
from models.account.mailbox_correction import CorrectionStatus, MailboxCorrection
from models.database.set_aside import SetAside
from models.database.transaction import Change, tx
from models.mail.kinds import Template
from models.mail.outbox import Mail, MailState
from models.notices.account import AccountNotices
from models.session.roles import AccountStatus

CORRECTOR = "service:mailbox"
_NOTICES = (Template.MAILBOX_CORRECTION, Template.MAILBOX_CORRECTION_EXAMINED)


async def complete_next(*, notices: AccountNotices, now: datetime) -> bool:
    """Complete one correction that is due, or end one that has expired; return False without one.

    While the account is suspended or in a dispute, a correction waits. So it does while a letter
    about it has not gone out.
    """
    return await _expire(now=now) or await _complete(notices=notices, now=now)


async def _expire(*, now: datetime) -> bool:
    expired = MailboxCorrection.waiting().filter(
        status=CorrectionStatus.PROPOSED, expires_at__lte=now
    )
    correction = await SetAside.first_of(expired.order_by("expires_at"), job=CORRECTOR, at=now)
    if correction is None:
        return False
    account = await Account.get(id=correction.account_id)
    async with SetAside.on_fault(correction.id, job=CORRECTOR, at=now), tx() as change:
        await account.lock()
        found = await expired.get_or_none(id=correction.id)
        if found is not None:
            await found.end(change, CorrectionStatus.EXPIRED, actor=CORRECTOR, at=now)
    return True


async def _complete(*, notices: AccountNotices, now: datetime) -> bool:
    due = MailboxCorrection.waiting().filter(
        status=CorrectionStatus.CONFIRMED,
        effective_at__lte=now,
        account__status=AccountStatus.ACTIVE,
        account__frozen_at__isnull=True,
    )
    for correction in await SetAside.not_aside(due.order_by("effective_at"), job=CORRECTOR, at=now):
        letters = await _letters(correction)
        if any(letter.state is MailState.QUEUED for letter in letters):
            continue
        account = await Account.get(id=correction.account_id)
        async with SetAside.on_fault(correction.id, job=CORRECTOR, at=now), tx() as change:
            await account.hold(at=now)
            found = await due.get_or_none(id=correction.id)
            if found is not None:
                reached = not _failed(found, letters)
                await _settle(change, found, account, reached=reached, notices=notices, at=now)
        return True
    return False


async def _letters(correction: MailboxCorrection) -> list[Mail]:
    """Return the letters that announced the correction."""
    return await Mail.filter(
        subject=f"account:{correction.account_id}",
        template__in=_NOTICES,
        queued_at=correction.confirmed_at,
    )


def _failed(correction: MailboxCorrection, letters: list[Mail]) -> bool:
    """Return whether the new mailbox takes no mail, so that it is wrong as well."""
    return any(
        letter.recipient == correction.email and letter.state is MailState.GIVEN_UP
        for letter in letters
    )


async def _settle(
    change: Change,
    correction: MailboxCorrection,
    account: Account,
    *,
    reached: bool,
    notices: AccountNotices,
    at: datetime,
) -> None:
    if not reached:
        undelivered = CorrectionStatus.UNDELIVERED
        await correction.end(change, undelivered, actor=CORRECTOR, at=at)
        values = {"ended_at": at.isoformat()}
        await notices.tell_everybody(account, Template.MAILBOX_KEPT, at=at, values=values)
        return
    await correction.end(change, CorrectionStatus.CORRECTED, actor=CORRECTOR, at=at)
    await replace_mailbox(change, account, correction.email, actor=CORRECTOR, at=at)
    await notices.tell_everybody(
        account,
        Template.MAILBOX_CORRECTED,
        at=at,
        values={"changed_at": at.isoformat()},
        also=(correction.previous,),
    )
