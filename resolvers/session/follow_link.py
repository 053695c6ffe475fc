"""The reader of a mail follows a sign-in link, after which this browser can bind the first card."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from models.account.account import Account, AccountNotActive
from models.card_changes import first_card
from models.card_changes.first_card import SIGN_IN_LINK_REFUSALS, FirstCardBound
from models.card_changes.manage_cards import AccountFrozen
from models.core.rules import FIRST_CARD_SESSION_LIFE
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.link.account_link import AccountLink
from models.session.session import NewSession, Session, SessionEnd, SessionKind, Viewer


@dataclass(frozen=True, kw_only=True)
class SeenSignInLink:
    """A sign-in link and its account, as shown to the reader of the mailbox."""

    link: AccountLink
    account: Account


@dataclass(frozen=True, kw_only=True)
class Followed:
    """The session that a link started, and its account."""

    session: NewSession
    account: Account


SEE_RAISES = (*SIGN_IN_LINK_REFUSALS, AccountNotActive)


async def see_sign_in_link(*, token: str, now: datetime) -> SeenSignInLink:
    """Return a link and its account. Read-only, because mail scanners open links too.

    :raises UserError: one of `SIGN_IN_LINK_REFUSALS`, by its state.
    :raises AccountNotActive: when the account is suspended or closed.
    """
    link = await first_card.link_of(token, at=now)
    account = await first_card.account_of(link)
    account.require_active()
    return SeenSignInLink(link=link, account=account)


RAISES = (*SIGN_IN_LINK_REFUSALS, AccountNotActive, AccountFrozen, FirstCardBound)


async def follow_sign_in_link(
    *, viewer: Viewer | None, token: str, device: str | None, now: datetime
) -> Followed:
    """Start a session that can bind the account's first card and nothing else.

    It ends the browser's old session and any session that the link started before. The link is
    spent only when the card is bound, so that a mail scanner that follows it locks nobody out.

    :raises UserError: one of `SIGN_IN_LINK_REFUSALS`, by its state.
    :raises AccountNotActive: when the account is suspended or closed.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises FirstCardBound: when the account has a member, or one of staff with a valid card.
    """
    account = await first_card.account_of(await first_card.link_of(token, at=now))
    async with tx() as change:
        await account.hold(at=now)
        # Read again under the account's lock, because another browser may have used it.
        await first_card.link_of(token, at=now)
        await first_card.require_waiting_for_card(account, at=now)
        session = await Session.start(
            kind=SessionKind.BIND_ONLY,
            at=now,
            life=FIRST_CARD_SESSION_LIFE,
            account_id=account.id,
            device=device,
        )
        here = session.viewer.session_id
        old = Q(kind=SessionKind.BIND_ONLY, account_id=account.id)
        if viewer is not None:
            old |= Q(id=viewer.session_id)
        await Session.end(
            change,
            old & ~Q(id=here),
            because=SessionEnd.SIGNED_IN_ANEW,
            actor=session.viewer.actor,
            at=now,
        )
        account.note(change, EventKind.SIGN_IN_LINK_FOLLOWED, actor=session.viewer.actor, at=now)
    return Followed(session=session, account=account)
