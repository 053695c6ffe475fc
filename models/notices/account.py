"""Letters about an account, to each of its holders and to its registered mailbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from models.account.account import Account
from models.card.certificate import LISTED, Certificate
from models.core.rules import NOT_ME_LIFE
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.mail.kinds import Template
from models.mail.outbox import Mail


@dataclass(frozen=True, kw_only=True)
class AccountNotices:
    """The sender of letters about accounts: the key of the links, and the service's mail domain."""

    key: bytes = field(repr=False)
    domain: str

    async def tell_everybody(
        self,
        account: Account,
        template: Template,
        *,
        at: datetime,
        values: Mapping[str, str] | None = None,
        about: str | None = None,
        but: UUID | None = None,
        also: tuple[str, ...] = (),
    ) -> None:
        """Queue the letter for every mailbox of the account, in the transaction that causes it.

        With ``about`` all letters contain one link by which any reader may object to it. ``but``
        excludes a certificate's holder; ``also`` adds mailboxes, such as a former holder's.
        """
        link = None
        if about is not None:
            link = await AccountLink.make(
                purpose=AccountLinkPurpose.NOT_ME,
                account_id=account.id,
                about=about,
                key=self.key,
                at=at,
                life=NOT_ME_LIFE,
            )
        for recipient in await _mailboxes(account, but=but, also=also):
            await self.tell(account, template, recipient=recipient, at=at, values=values, link=link)

    async def tell(
        self,
        account: Account,
        template: Template,
        *,
        recipient: str,
        at: datetime,
        values: Mapping[str, str] | None = None,
        link: AccountLink | None = None,
    ) -> Mail:
        known = {"control_number": account.control_number, **(values or {})}
        if link is not None:
            known["expires_at"] = link.expires_at.isoformat()
        return await Mail.queue(
            recipient=recipient,
            template=template,
            values=known,
            link_id=None,
            account_link_id=link.id if link else None,
            subject=account.subject,
            domain=self.domain,
            at=at,
        )


async def _mailboxes(account: Account, *, but: UUID | None, also: tuple[str, ...]) -> list[str]:
    # Members whose cards have ended are told as well.
    holders = Certificate.filter(account_id=account.id, status__in=LISTED)
    if but is not None:
        holders = holders.exclude(id=but)
    emails = await holders.order_by("bound_at").values_list("email", flat=True)
    found: dict[str, str] = {}
    for email in (*([account.mailbox] if account.mailbox else []), *also, *emails):
        found.setdefault(str(email).casefold(), str(email))
    return list(found.values())
