"""「非本人操作」: the reader of a mail about a change of cards views the change and may object."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange
from models.card_changes.undo import freeze
from models.core.errors import UserError, Words
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.link.account_link import AccountLink, AccountLinkPurpose, EndedAs, ended_as
from models.link.link import LinkExpired, LinkReplaced, LinkSpent, LinkUnknown
from models.mail.kinds import Template
from models.mail.letter import masked
from models.notices.account import AccountNotices


class ChangeLinkExpired(UserError):
    """The link to dispute a change of cards has expired."""

    zh = Words(
        title="連結已過期",
        message="連結已過有效期限。若異動並非貴公司所為，請立即來電或來信。",
    )
    en = Words(
        title="This link has expired",
        message=(
            "The link is no longer valid. If your company did not make the change, call or write "
            "to us immediately."
        ),
    )


class ChangeLinkSpent(UserError):
    """The link was already used to dispute the change of cards."""

    zh = Words(title="已收到您的反映", message="此連結已使用過，異動已由專人查證中。")
    en = Words(
        title="We have received your objection",
        message="This link was already used. Our staff are investigating the change.",
    )


class ChangeLinkReplaced(UserError):
    """The link is no longer valid; the change may have been disputed through another link."""

    zh = Words(title="此連結已失效", message="此連結已失效，可能已由其他人反映過。")
    en = Words(
        title="This link is no longer valid",
        message="This link no longer works. Someone else may already have objected to the change.",
    )


# The remedies for these links differ from those for an application's links.
_PURPOSES: Mapping[AccountLinkPurpose, EndedAs] = MappingProxyType(
    {
        AccountLinkPurpose.NOT_ME: {
            LinkExpired: ChangeLinkExpired,
            LinkSpent: ChangeLinkSpent,
            LinkReplaced: ChangeLinkReplaced,
        }
    }
)
RAISES = (LinkUnknown, ChangeLinkExpired, ChangeLinkSpent, ChangeLinkReplaced)


@dataclass(frozen=True, kw_only=True)
class SeenChange:
    """A change of cards as shown to the reader of any of the mailboxes; names are masked."""

    record: CardChange
    account: Account
    holder: str
    previous_holder: str | None
    by: str
    expires_at: datetime


async def see_change(*, token: str, now: datetime) -> SeenChange:
    link = await AccountLink.read(token, purposes=_PURPOSES, at=now)
    record = await CardChange.of_subject(link.about)
    return await _seen(record, link)


async def report(*, token: str, notices: AccountNotices, now: datetime) -> SeenChange:
    """Object to a change: until staff decide, the account's cards and data cannot be changed.

    No card is required, because the person who objects may be the one whose card was removed. The
    account's cards can still sign in.

    :raises LinkUnknown, LinkSpent, LinkReplaced, LinkExpired: by the state of the link.
    """
    link = await AccountLink.read(token, purposes=_PURPOSES, at=now)
    record = await CardChange.of_subject(link.about)
    account = await Account.get(id=link.account_id)
    actor = f"link:{link.id}"
    async with tx() as change:
        await account.hold(at=now)
        with ended_as(_PURPOSES[link.purpose]):
            await link.spend(at=now)
        # One objection is enough.
        await link.settle_others(at=now)
        await record.report(at=now)
        await freeze(account, at=now)
        payload = {"change": str(record.id), "kind": record.kind.value}
        account.note(change, EventKind.CHANGE_REPORTED, actor=actor, at=now, payload=payload)
        card = await Certificate.get(id=record.certificate_id)
        values = {
            "holder": masked(card.holder_name),
            "changed_at": record.at.isoformat(),
            "reported_at": now.isoformat(),
        }
        await notices.tell_everybody(account, Template.CHANGE_REPORTED, at=now, values=values)
    await account.refresh_from_db()
    return await _seen(record, link)


async def _seen(record: CardChange, link: AccountLink) -> SeenChange:
    previous = await Certificate.get_or_none(id=record.previous_id) if record.previous_id else None
    return SeenChange(
        record=record,
        account=await Account.get(id=record.account_id),
        holder=masked((await Certificate.get(id=record.certificate_id)).holder_name),
        previous_holder=masked(previous.holder_name) if previous else None,
        by=masked((await Certificate.get(id=record.by_certificate_id)).holder_name),
        expires_at=link.expires_at,
    )
