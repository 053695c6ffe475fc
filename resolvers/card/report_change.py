"""「非本人操作」: whoever reads a mail about a change of cards looks at it, and may object."""

from dataclasses import dataclass
from datetime import datetime

from models.account.account import Account
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange
from models.card_changes.undo import freeze
from models.database.transaction import tx
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.link.link import LinkUnknown
from models.mail.kinds import Template
from models.mail.letter import masked
from models.notices.account import AccountNotices


@dataclass(frozen=True, kw_only=True)
class SeenChange:
    """Show what a link speaks of, to whoever reads one of the mailboxes; names are masked."""

    record: CardChange
    account: Account
    holder: str
    previous_holder: str | None
    by: str
    expires_at: datetime


async def see_change(*, token: str, now: datetime) -> SeenChange:
    """Find a link and its change; looking changes nothing.

    :raises LinkUnknown: or LinkSpent, LinkReplaced, LinkExpired.
    """
    link = await _link(token, now=now)
    record = await CardChange.of_subject(link.about)
    return await _seen(record, link)


async def report(*, token: str, notices: AccountNotices, now: datetime) -> SeenChange:
    """Halt a change at the word of whoever reads one of the account's mailboxes.

    No card is asked for: that of who objects may be the very one that was removed. What the link
    can do is halt, and staff decide; the account's other cards sign in as before.

    :raises LinkUnknown: or LinkSpent, LinkReplaced, LinkExpired.
    """
    link = await _link(token, now=now)
    record = await CardChange.of_subject(link.about)
    account = await Account.get(id=link.account_id)
    actor = f"link:{link.id}"
    async with tx() as change:
        await account.hold(at=now)
        await link.spend(at=now)
        await record.report(at=now)
        await freeze(change, record, account, actor=actor, at=now)
        payload = {"change": str(record.id), "kind": record.kind.value}
        account.note(change, "CHANGE_REPORTED", actor=actor, at=now, payload=payload)
        card = await Certificate.get(id=record.certificate_id)
        values = {
            "holder": masked(card.holder_name),
            "changed_at": record.at.isoformat(),
            "reported_at": now.isoformat(),
        }
        await notices.tell_everybody(account, Template.CHANGE_REPORTED, at=now, values=values)
    await account.refresh_from_db()
    return await _seen(record, link)


async def _link(token: str, *, now: datetime) -> AccountLink:
    """Find the link, if it is one of these."""
    link = await AccountLink.of_token(token, at=now)
    if link.purpose is not AccountLinkPurpose.NOT_ME:
        raise LinkUnknown("token")
    return link


async def _seen(record: CardChange, link: AccountLink) -> SeenChange:
    """Gather what may be shown."""
    previous = await Certificate.get_or_none(id=record.previous_id) if record.previous_id else None
    return SeenChange(
        record=record,
        account=await Account.get(id=record.account_id),
        holder=masked((await Certificate.get(id=record.certificate_id)).holder_name),
        previous_holder=masked(previous.holder_name) if previous else None,
        by=masked((await Certificate.get(id=record.by_certificate_id)).holder_name),
        expires_at=link.expires_at,
    )
