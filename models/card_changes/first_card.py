"""An account's first card: the mailed link that leads to it, and when there is none to bind."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from models.account.account import Account
from models.card.certificate import AT_PLACE, Certificate
from models.core.errors import UserError
from models.core.rules import FIRST_CARD_LINK_LIFE, RESEND_PAUSE
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.link.link import LinkExpired, LinkReplaced, LinkSpent, LinkUnknown


class FirstCardBound(UserError):
    """Say that the account has a card, so that no link and no first card is for it any more."""


class SignInLinkExpired(UserError):
    """Say that the sign-in link's day is over."""


class SignInLinkSpent(UserError):
    """Say that a card was bound through the link."""


class SignInLinkReplaced(UserError):
    """Say that a newer sign-in link took its place, or that the account has a card now."""


# These say what to do next, which is another thing than for an application's links.
_OVER: Mapping[type[UserError], type[UserError]] = MappingProxyType(
    {
        LinkExpired: SignInLinkExpired,
        LinkSpent: SignInLinkSpent,
        LinkReplaced: SignInLinkReplaced,
    }
)


async def link_of(text: str, *, at: datetime) -> AccountLink:
    """Find the live sign-in link of a token; looking changes nothing.

    :raises LinkUnknown: when there is none.
    :raises SignInLinkExpired: or SignInLinkSpent, SignInLinkReplaced, when it is of no use.
    """
    try:
        link = await AccountLink.of_token(text, at=at)
    except (LinkExpired, LinkSpent, LinkReplaced) as over:
        raise _OVER[type(over)]("token") from over
    if link.purpose is not AccountLinkPurpose.SIGN_IN:
        raise LinkUnknown("token")
    return link


async def make_link(account: Account, *, key: bytes, at: datetime) -> AccountLink:
    """Make the one live link by which an account's first card is bound."""
    return await AccountLink.make(
        purpose=AccountLinkPurpose.SIGN_IN,
        account_id=account.id,
        key=key,
        at=at,
        life=FIRST_CARD_LINK_LIFE,
    )


async def use_link(account: Account, *, at: datetime) -> None:
    """Use up the live link of an account that has its card."""
    links = AccountLink.filter(account_id=account.id, purpose=AccountLinkPurpose.SIGN_IN)
    await links.filter(spent_at__isnull=True).update(spent_at=at, used_at=at)


async def mailed_lately(account: Account, *, at: datetime) -> bool:
    """Tell whether the account's last link is younger than the pause."""
    links = AccountLink.filter(account_id=account.id, purpose=AccountLinkPurpose.SIGN_IN)
    return await links.filter(created_at__gt=at - RESEND_PAUSE).exists()


async def has_card(account: Account) -> bool:
    """Tell whether a card is at its place here; a FROZEN one waits for staff, not for a link."""
    return await Certificate.filter(account_id=account.id, status__in=AT_PLACE).exists()


async def require_waiting_for_card(account: Account) -> None:
    """Insist that the account is active and has no card yet.

    :raises AccountNotActive: when it is suspended or closed.
    :raises FirstCardBound: when it has a card.
    """
    account.require_active()
    if await has_card(account):
        raise FirstCardBound
