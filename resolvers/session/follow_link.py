"""A reader of the mail follows a sign-in link: this browser may then bind the first card."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from models.account.account import Account, AccountNotActive
from models.card_changes import first_card
from models.card_changes.first_card import SIGN_IN_LINK_REFUSALS, FirstCardBound
from models.core.rules import FIRST_CARD_SESSION_LIFE
from models.database.transaction import tx
from models.link.account_link import AccountLink
from models.session.session import NewSession, Session, SessionEnd, SessionKind, Viewer


@dataclass(frozen=True, kw_only=True)
class SeenSignInLink:
    """Show whose first card a link is for, to whoever reads the mailbox."""

    link: AccountLink
    account: Account


@dataclass(frozen=True, kw_only=True)
class Followed:
    """Hand over the session that a link has given."""

    session: NewSession
    account: Account


SEE_RAISES = (*SIGN_IN_LINK_REFUSALS, AccountNotActive)


async def see_sign_in_link(*, token: str, now: datetime) -> SeenSignInLink:
    """Look at a link; looking changes nothing, scanners may look too.

    :raises LinkUnknown: or SignInLinkExpired, SignInLinkSpent, SignInLinkReplaced.
    :raises AccountNotActive: when the account is suspended or closed.
    """
    link = await first_card.link_of(token, at=now)
    account = await Account.get(id=link.account_id)
    account.require_active()
    return SeenSignInLink(link=link, account=account)


RAISES = (*SIGN_IN_LINK_REFUSALS, AccountNotActive, FirstCardBound)


async def follow_sign_in_link(
    *, viewer: Viewer | None, token: str, device: str | None, now: datetime
) -> Followed:
    """Start a session that binds the account's first card and does nothing else.

    The browser's old session ends, and so does one that the link gave before: who follows it last
    goes on. The link is used up when the card is bound, and not before: a scanner of mails that
    presses buttons has no card, and keeps nobody out.

    :raises LinkUnknown: or SignInLinkExpired, SignInLinkSpent, SignInLinkReplaced.
    :raises AccountNotActive: when the account is suspended or closed.
    :raises FirstCardBound: when it has a card.
    """
    account = await Account.get(id=(await first_card.link_of(token, at=now)).account_id)
    async with tx() as change:
        await account.hold(at=now)
        # Read again: another browser may have been faster.
        await first_card.link_of(token, at=now)
        await first_card.require_waiting_for_card(account)
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
        account.note(change, "SIGN_IN_LINK_FOLLOWED", actor=session.viewer.actor, at=now)
    return Followed(session=session, account=account)
