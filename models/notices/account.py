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
        several of them gets one letter, or with ``about`` one for each member: none may lose the
        link because another member typed the same address and leaves.
        """
        links: dict[UUID | None, AccountLink] = {}
        everybody = await _everybody(account, but=but, also=also)
        for to in _apart(everybody) if about is not None else _at_one_mailbox(everybody):
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


async def _everybody(
    account: Account, *, but: UUID | None, also: tuple[str, ...]
) -> list[_Recipient]:
    # Members whose cards have ended are told as well.
    cards = Certificate.filter(account_id=account.id, status__in=LISTED)
    if but is not None:
        cards = cards.exclude(id=but)
    listed = await cards.order_by("bound_at").values_list("email", "membership_id")
    everybody = [
        *([_Recipient(email=account.mailbox)] if account.mailbox else []),
        *(_Recipient(email=email) for email in also),
        *(_Recipient(email=str(email), membership_id=of) for email, of in listed),
    ]
    return [recipient for recipient in everybody if recipient.email]  # Others were erased.


def _at_one_mailbox(everybody: list[_Recipient]) -> list[_Recipient]:
    found: dict[str, _Recipient] = {}
    for recipient in everybody:
        found.setdefault(recipient.email.casefold(), recipient)
    return list(found.values())


def _apart(everybody: list[_Recipient]) -> list[_Recipient]:
    """Return each member apart, unless the mailbox has a link that dies with no membership."""
    shared = _at_one_mailbox([one for one in everybody if one.membership_id is None])
    lasting = {one.email.casefold() for one in shared}
    members = [one for one in everybody if one.membership_id is not None]
    return [*shared, *(one for one in members if one.email.casefold() not in lasting)]
