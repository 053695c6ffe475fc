"""停止更正: the reader of a letter views the correction of a mailbox, and may stop it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from models.account.account import Account
from models.account.mailbox_correction import (
    CorrectionStatus,
    MailboxCorrection,
    MailboxCorrectionOver,
)
from models.core.errors import UserError, Words
from models.database.transaction import tx
from models.link.account_link import AccountLink, AccountLinkPurpose, EndedAs, ended_as
from models.link.link import LinkExpired, LinkReplaced, LinkSpent, LinkUnknown
from models.mail.kinds import Template
from models.notices.account import AccountNotices


class MailboxCorrectionStopped(UserError):
    """The correction was stopped already, or its link is no longer valid."""

    zh = Words(
        title="更正已停止或連結已失效",
        message="此信箱更正已由他人停止，或此連結已失效。如有疑義，請洽本系統客服。",
    )
    en = Words(
        title="The correction was stopped, or the link is no longer valid",
        message="Somebody has stopped the correction of the mailbox already, or this link is no "
        "longer valid. Contact the help line if in doubt.",
    )


_PURPOSES: Mapping[AccountLinkPurpose, EndedAs] = MappingProxyType(
    {
        AccountLinkPurpose.STOP_MAILBOX: {
            LinkExpired: MailboxCorrectionOver,
            LinkSpent: MailboxCorrectionStopped,
            LinkReplaced: MailboxCorrectionStopped,
        }
    }
)
RAISES = (LinkUnknown, MailboxCorrectionStopped, MailboxCorrectionOver)


@dataclass(frozen=True, kw_only=True)
class SeenCorrection:
    """A correction and its account, as shown to the reader of a letter."""

    correction: MailboxCorrection
    account: Account


async def see_correction(*, token: str, now: datetime) -> SeenCorrection:
    """Return the correction of a link. Read-only, because mail scanners open links too.

    :raises LinkUnknown, MailboxCorrectionStopped, MailboxCorrectionOver: by the state of the link.
    """
    link = await AccountLink.read(token, purposes=_PURPOSES, at=now)
    correction = await MailboxCorrection.of_subject(link.about)
    if correction.done_at is not None:
        raise MailboxCorrectionOver("token")
    return SeenCorrection(correction=correction, account=await Account.get(id=link.account_id))


async def stop_correction(*, token: str, notices: AccountNotices, now: datetime) -> SeenCorrection:
    """End the correction; no card is required, since the reader may have none.

    The next correction of this account needs an ADMIN.

    :raises LinkUnknown, MailboxCorrectionStopped, MailboxCorrectionOver: by the state of the link.
    """
    link = await AccountLink.read(token, purposes=_PURPOSES, at=now)
    account = await Account.get(id=link.account_id)
    async with tx() as change:
        await account.lock()
        with ended_as(_PURPOSES[link.purpose]):
            await link.spend(at=now)
        await link.settle_others(at=now)
        correction = await MailboxCorrection.of_subject(link.about)
        stopped = CorrectionStatus.STOPPED
        await correction.end(change, stopped, actor=f"link:{link.id}", at=now)
        await notices.tell_everybody(
            account,
            Template.MAILBOX_KEPT,
            at=now,
            values={"ended_at": now.isoformat()},
            also=(correction.email,),
        )
    return SeenCorrection(correction=correction, account=account)
