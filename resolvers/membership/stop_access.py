"""「不是我們申請的」: the reader of a notice views a request for access, and may stop it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from models.account.account import Account
from models.core.errors import UserError, Words
from models.database.transaction import tx
from models.link.account_link import AccountLink, AccountLinkPurpose, EndedAs, ended_as
from models.link.link import LinkExpired, LinkReplaced, LinkSpent, LinkUnknown
from models.mail.kinds import Template
from models.membership.access_request import AccessRequest, AccessRequestOver
from models.notices.account import AccountNotices


class AccessRequestStopped(UserError):
    """The request for access was stopped already, or its link is no longer valid."""

    zh = Words(
        title="申請已停止或連結已失效",
        message="此綁定申請已由他人停止，或此連結已失效。如有疑義，請洽本系統客服。",
    )
    en = Words(
        title="Stopped already, or no longer valid",
        message=(
            "Somebody has stopped this request already, or this link is no longer valid. Contact "
            "the help line if in doubt."
        ),
    )


_PURPOSES: Mapping[AccountLinkPurpose, EndedAs] = MappingProxyType(
    {
        AccountLinkPurpose.STOP_ACCESS: {
            LinkExpired: AccessRequestOver,
            LinkSpent: AccessRequestStopped,
            LinkReplaced: AccessRequestStopped,
        }
    }
)
RAISES = (LinkUnknown, AccessRequestStopped, AccessRequestOver)


@dataclass(frozen=True, kw_only=True)
class SeenAccess:
    """A request for access and its account, as shown to the reader of a notice."""

    request: AccessRequest
    account: Account


async def see_access(*, token: str, now: datetime) -> SeenAccess:
    """Return the request of a link. Read-only, because mail scanners open links too.

    :raises LinkUnknown, AccessRequestStopped, AccessRequestOver: by the state of the link.
    """
    link = await AccountLink.read(token, purposes=_PURPOSES, at=now)
    return await _seen(link)


async def stop_access(*, token: str, notices: AccountNotices, now: datetime) -> SeenAccess:
    """Stop the request until staff decide; no card is required, since nobody can sign in.

    :raises LinkUnknown, AccessRequestStopped, AccessRequestOver: by the state of the link.
    """
    link = await AccountLink.read(token, purposes=_PURPOSES, at=now)
    account = await Account.get(id=link.account_id)
    actor = f"link:{link.id}"
    async with tx() as change:
        await account.hold(at=now)
        with ended_as(_PURPOSES[link.purpose]):
            await link.spend(at=now)
        await link.settle_others(at=now)
        request = await AccessRequest.of_subject(link.about)
        await request.stop(change, actor=actor, at=now)
        await notices.tell_everybody(
            account,
            Template.ACCESS_STOPPED,
            at=now,
            values={"stopped_at": now.isoformat()},
        )
    return SeenAccess(request=request, account=account)


async def _seen(link: AccountLink) -> SeenAccess:
    request = await AccessRequest.of_subject(link.about)
    if request.done_at is not None:
        raise AccessRequestOver("token")
    return SeenAccess(request=request, account=await Account.get(id=link.account_id))
