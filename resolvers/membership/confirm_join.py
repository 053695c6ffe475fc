"""The reader of the registered mailbox confirms that a reissued card is a member's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from models.account.account import Account, AccountNotActive
from models.core.errors import UserError, Words
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.link.account_link import AccountLink, AccountLinkPurpose, EndedAs, ended_as
from models.link.link import LinkExpired, LinkReplaced, LinkSpent, LinkUnknown
from models.membership.identity_join import IdentityJoin


class IdentityJoinLinkOver(UserError):
    """The link to confirm a reissued card was used, replaced, or has expired."""

    zh = Words(
        title="連結已使用過或已失效",
        message="此連結已使用過、已過期或已失效。如須重新申請，請由持卡人再次提出。",
    )
    en = Words(
        title="This link was used, or is no longer valid",
        message="If the card still has to be recognised, its holder has to ask again.",
    )


_PURPOSES: Mapping[AccountLinkPurpose, EndedAs] = MappingProxyType(
    {
        AccountLinkPurpose.JOIN: dict.fromkeys(
            (LinkExpired, LinkSpent, LinkReplaced), IdentityJoinLinkOver
        )
    }
)
RAISES = (LinkUnknown, IdentityJoinLinkOver, AccountNotActive)


@dataclass(frozen=True, kw_only=True)
class SeenJoin:
    """A request to be recognised, as shown to the reader of the registered mailbox."""

    join: IdentityJoin
    account: Account


async def see_join(*, token: str, now: datetime) -> SeenJoin:
    """Return the request of a link. Read-only, because mail scanners open links too.

    :raises LinkUnknown, IdentityJoinLinkOver: by the state of the link.
    :raises AccountNotActive: when the account is suspended or closed.
    """
    link = await AccountLink.read(token, purposes=_PURPOSES, at=now)
    account = await Account.get(id=link.account_id)
    account.require_active()
    return SeenJoin(join=await IdentityJoin.of_subject(link.about), account=account)


async def confirm_join(*, token: str, now: datetime) -> SeenJoin:
    """Record the company's confirmation; staff decide then.

    :raises LinkUnknown, IdentityJoinLinkOver: by the state of the link.
    :raises AccountNotActive: when the account is suspended or closed.
    """
    link = await AccountLink.read(token, purposes=_PURPOSES, at=now)
    account = await Account.get(id=link.account_id)
    async with tx() as change:
        await account.hold(at=now)
        account.require_active()
        with ended_as(_PURPOSES[link.purpose]):
            await link.spend(at=now)
        join = await IdentityJoin.of_subject(link.about)
        await IdentityJoin.filter(id=join.id).update(confirmed_at=now)
        payload = {"join": str(join.id)}
        actor = f"link:{link.id}"
        account.note(
            change, EventKind.IDENTITY_JOIN_CONFIRMED, actor=actor, at=now, payload=payload
        )
    return SeenJoin(join=join, account=account)
