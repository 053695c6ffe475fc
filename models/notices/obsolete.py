"""Mails that are not to be sent: their link is dead, or a newer mail has replaced them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from models.link.account_link import AccountLink, AccountLinkPurpose
from models.link.link import Link
from models.mail.outbox import Mail, MailState

# Purposes whose link stands in several letters.
_SHARED = frozenset(
    {
        AccountLinkPurpose.NOT_ME,
        AccountLinkPurpose.STOP_ACCESS,
        AccountLinkPurpose.STOP_MAILBOX,
    }
)


@dataclass(frozen=True, kw_only=True)
class End:
    """How a mail ends without being sent now, and why."""

    state: MailState
    why: str | None = None
    sent_at: datetime | None = None


async def ends_of(mails: Iterable[Mail], *, at: datetime) -> Mapping[UUID, End]:
    """Return the end of each mail that is not to be sent, by the mail's id."""
    links = await _links(mails)
    newest = await _newest(mail for mail in mails if _stands_alone(mail))
    ends = {}
    for mail in mails:
        link = links.get(mail.link_id or mail.account_link_id)
        end = _end_by_link(link, at=at) if link else _end_by_newer(mail, newest)
        if end is not None:
            ends[mail.id] = end
    return ends


async def _links(mails: Iterable[Mail]) -> Mapping[UUID | None, Link | AccountLink]:
    of_cases = {mail.link_id for mail in mails if mail.link_id}
    of_accounts = {mail.account_link_id for mail in mails if mail.account_link_id}
    found: dict[UUID | None, Link | AccountLink] = {}
    if of_cases:
        found |= {link.id: link for link in await Link.filter(id__in=of_cases)}
    if of_accounts:
        found |= {link.id: link for link in await AccountLink.filter(id__in=of_accounts)}
    return found


def _end_by_link(link: Link | AccountLink, *, at: datetime) -> End | None:
    # All mails about one change share a link, so its use does not show that this mail arrived.
    shared = link.purpose in _SHARED
    if link.used_at is not None and not shared:
        return End(state=MailState.SENT, sent_at=link.used_at)
    if link.used_at is not None:
        return End(state=MailState.SUPERSEDED, why="LINK_SPENT")
    if link.spent_at is not None:
        return End(state=MailState.SUPERSEDED, why="LINK_REPLACED")
    if link.expires_at <= at:
        return End(state=MailState.SUPERSEDED, why="LINK_EXPIRED")
    return None


def _stands_alone(mail: Mail) -> bool:
    # An account has several letters of one kind, each about a change of its own.
    return mail.link_id is None and mail.subject.startswith("application:")


async def _newest(mails: Iterable[Mail]) -> Mapping[tuple[str, str], datetime]:
    subjects = {mail.subject for mail in mails}
    if not subjects:
        return {}
    queued = Mail.filter(subject__in=subjects).order_by("queued_at")
    rows = await queued.values_list("subject", "template", "queued_at")
    return {(subject, template): queued_at for subject, template, queued_at in rows}


def _end_by_newer(mail: Mail, newest: Mapping[tuple[str, str], datetime]) -> End | None:
    if newest.get((mail.subject, mail.template), mail.queued_at) <= mail.queued_at:
        return None
    return End(state=MailState.SUPERSEDED, why="NEWER_MAIL")
