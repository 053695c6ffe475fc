"""The sign-in link by which an account's first card is bound."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from models.account.account import Account
from models.card.certificate import AT_PLACE, Certificate
from models.core.errors import Remedy, UserError, Words
from models.core.rules import FIRST_CARD_LINK_LIFE, HOUR, RESEND_PAUSE
from models.link.account_link import AccountLink, AccountLinkPurpose
from models.link.link import LinkExpired, LinkReplaced, LinkSpent, LinkUnknown

_LINK_HOURS = FIRST_CARD_LINK_LIFE // HOUR


class FirstCardBound(UserError):
    """The account already has a card; sign-in links are for accounts without one."""

    zh = Words(
        title="帳號已經綁定憑證",
        message=(
            "此帳號已綁定自然人憑證，請以該憑證登入；需新增其他憑證者，"
            "請由已綁定憑證之同仁登入後新增。"
        ),
    )
    en = Words(
        title="The account already has a card",
        message=(
            "A card is already bound to this account. Sign in with it, or ask the colleague whose "
            "card is bound to sign in and add yours."
        ),
    )
    remedy = Remedy.SIGN_IN


class SignInLinkExpired(UserError):
    """The sign-in link has expired."""

    zh = Words(
        title="連結已經過期",
        message=f"連結已超過 {_LINK_HOURS} 小時。請在登入頁面輸入管制編號，重新寄送連結。",
    )
    en = Words(
        title="This link has expired",
        message=(
            f"The link is more than {_LINK_HOURS} hours old. Enter the control number on the "
            "sign-in page to get a new one."
        ),
    )
    remedy = Remedy.SIGN_IN_LINK


class SignInLinkSpent(UserError):
    """The sign-in link was already used to bind a card."""

    zh = Words(
        title="連結已經使用過",
        message="已透過此連結綁定憑證，連結已失效。請直接以憑證登入。",
    )
    en = Words(
        title="This link was already used",
        message="A card was bound with this link. Sign in with that card.",
    )
    remedy = Remedy.SIGN_IN


class SignInLinkReplaced(UserError):
    """The sign-in link was replaced by a newer one, or the account now has a card."""

    zh = Words(
        title="這個連結已經失效",
        message=(
            "此連結已失效：已寄出較新的信件，或帳號已綁定憑證。請使用最新的信件，或直接以憑證登入。"
        ),
    )
    en = Words(
        title="This link is no longer valid",
        message=(
            "This link no longer works: a newer mail was sent, or the account already has a card. "
            "Use the link in the latest mail, or sign in with the card."
        ),
    )
    remedy = Remedy.SIGN_IN_LINK


SIGN_IN_LINK_REFUSALS = (LinkUnknown, SignInLinkExpired, SignInLinkSpent, SignInLinkReplaced)

# Their messages name another next step than those of an application's links.
_OVER: Mapping[type[UserError], type[UserError]] = MappingProxyType(
    {
        LinkExpired: SignInLinkExpired,
        LinkSpent: SignInLinkSpent,
        LinkReplaced: SignInLinkReplaced,
    }
)


async def link_of(text: str, *, at: datetime) -> AccountLink:
    """Return the live sign-in link of a token, without using it up.

    :raises LinkUnknown: when there is no such link.
    :raises SignInLinkExpired: or SignInLinkSpent, SignInLinkReplaced, when it is no longer valid.
    """
    try:
        link = await AccountLink.of_token(text, at=at)
    except (LinkExpired, LinkSpent, LinkReplaced) as over:
        raise _OVER[type(over)]("token") from over
    if link.purpose is not AccountLinkPurpose.SIGN_IN:
        raise LinkUnknown("token")
    return link


async def make_link(account: Account, *, key: bytes, at: datetime) -> AccountLink:
    """Create the account's only live sign-in link; an older one is voided."""
    return await AccountLink.make(
        purpose=AccountLinkPurpose.SIGN_IN,
        account_id=account.id,
        key=key,
        at=at,
        life=FIRST_CARD_LINK_LIFE,
    )


async def use_link(account: Account, *, at: datetime) -> None:
    links = AccountLink.filter(account_id=account.id, purpose=AccountLinkPurpose.SIGN_IN)
    await links.filter(spent_at__isnull=True).update(spent_at=at, used_at=at)


async def mailed_lately(account: Account, *, at: datetime) -> bool:
    links = AccountLink.filter(account_id=account.id, purpose=AccountLinkPurpose.SIGN_IN)
    return await links.filter(created_at__gt=at - RESEND_PAUSE).exists()


async def has_card(account: Account) -> bool:
    return await Certificate.filter(account_id=account.id, status__in=AT_PLACE).exists()


async def require_waiting_for_card(account: Account) -> None:
    """Require an active account that has no card yet.

    :raises AccountNotActive: when it is suspended or closed.
    :raises FirstCardBound: when it has a card.
    """
    account.require_active()
    if await has_card(account):
        raise FirstCardBound
