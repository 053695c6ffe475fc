"""Letters about an account, to each of its holders and to its registered mailbox."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from models.account.account import Account
from models.card.certificate import LISTED, Certificate
from models.core.rules import NOT_ME_LIFE
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.mail.kinds import Template
from models.mail.outbox import Mail


@dataclass(frozen=True, kw_only=True)
class LinkAbout:
    """The link that a letter has for each recipient: its purpose, subject and life."""

    subject: str
    purpose: AccountLinkPurpose = AccountLinkPurpose.NOT_ME
    life: timedelta = NOT_ME_LIFE


@dataclass(frozen=True, kw_only=True)
class _Recipient:
    """A mailbox, and the membership of the member who reads it; None if it is another's."""

    email: str
    membership_id: UUID | None = None


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
        about: LinkAbout | None = None,
        but: UUID | None = None,
        also: tuple[str, ...] = (),
    ) -> None:
        """Queue the letter for every mailbox of the account, in the transaction that causes it.

        With ``about`` each member's letter has a link of the member's own, which dies with the
        membership; the registered mailbox and those in ``also`` share one. ``but`` excludes a
        certificate's holder; ``also`` adds mailboxes, such as a former holder's. A mailbox of
        several of them gets one letter.
        """
        links: dict[UUID | None, AccountLink] = {}
        for to in await _recipients(account, but=but, also=also):
            if about is not None and to.membership_id not in links:
                links[to.membership_id] = await AccountLink.make(
                    purpose=about.purpose,
                    account_id=account.id,
                    about=about.subject,
                    membership_id=to.membership_id,
                    key=self.key,
                    at=at,
                    life=about.life,
                )
            await self.tell(
                account,
                template,
                recipient=to.email,
                at=at,
                values=values,
                link=links.get(to.membership_id),
            )

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


async def _recipients(
    account: Account, *, but: UUID | None, also: tuple[str, ...]
) -> list[_Recipient]:
    # Members whose cards have ended are told as well.
    cards = Certificate.filter(account_id=account.id, status__in=LISTED)
    if but is not None:
        cards = cards.exclude(id=but)
    listed = await cards.order_by("bound_at").values_list("email", "membership_id")
    everybody = [
        *([_Recipient(email=account.mailbox)] if account.mailbox else []),
        *(_Recipient(email=str(email), membership_id=of) for email, of in listed),
        *(_Recipient(email=email) for email in also),
    ]
    found: dict[str, _Recipient] = {}
    for recipient in everybody:
        if not recipient.email:
            continue  # It was erased.
        found.setdefault(recipient.email.casefold(), recipient)
    return list(found.values())
