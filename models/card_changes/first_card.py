"""The mailed link by which an account's first card is bound."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from models.account.account import Account
from models.account.mailbox_correction import MailboxCorrection
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange
from models.card_changes.invited import InvitationExpired, InvitationReplaced, Joined
from models.card_changes.manage_cards import require_not_frozen
from models.card_changes.members import cards_in_force, usable_cards
from models.core.errors import Remedy, UserError, Words
from models.core.rules import FIRST_CARD_LINK_LIFE, HOUR, RESEND_PAUSE
from models.database.transaction import Change
from models.link.account_link import AccountLink, AccountLinkPurpose, EndedAs
from models.link.link import LinkExpired, LinkReplaced, LinkSpent, LinkUnknown
from models.membership.access_request import AccessRequest
from models.membership.membership import Membership
from models.membership.moves import Beginning, MemberActor
from models.membership.person import Person
from models.pki.verdict import Proof
from models.session.roles import AccountKind

_LINK_HOURS = FIRST_CARD_LINK_LIFE // HOUR


class FirstCardBound(UserError):
    """The account already has a card; sign-in links are for accounts without one."""

    zh = Words(
        title="帳號已綁定憑證",
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
        title="連結已過期",
        message=f"連結已超過 {_LINK_HOURS} 小時。請於登入頁面輸入管制編號，重寄綁定連結。",
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
        title="連結已使用過",
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
        title="此連結已失效",
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


class FormerHolder(UserError):
    """The person was taken out of the account by others, so the mailed link does not suffice."""

    zh = Words(
        title="您已不是此帳號的使用者",
        message="您的憑證先前已由貴公司自此帳號移除，請由貴公司已登入之同仁新增您的憑證。",
    )
    en = Words(
        title="You were removed from this account",
        message=(
            "Your card was removed from this account earlier. Ask a colleague who can sign in to "
            "add it again."
        ),
    )
    remedy = Remedy.HELP


SIGN_IN_LINK_REFUSALS = (
    LinkUnknown,
    SignInLinkExpired,
    SignInLinkSpent,
    SignInLinkReplaced,
    InvitationExpired,
    InvitationReplaced,
)

# Their messages name another next step than those of an application's links.
_PURPOSES: Mapping[AccountLinkPurpose, EndedAs] = MappingProxyType(
    {
        AccountLinkPurpose.SIGN_IN: {
            LinkExpired: SignInLinkExpired,
            LinkSpent: SignInLinkSpent,
            LinkReplaced: SignInLinkReplaced,
        },
        AccountLinkPurpose.INVITATION: {
            LinkExpired: InvitationExpired,
            LinkSpent: SignInLinkSpent,
            LinkReplaced: InvitationReplaced,
        },
    }
)


async def link_of(text: str, *, at: datetime) -> AccountLink:
    """Return the live link of a token by which a card may be bound, without using it up.

    :raises LinkUnknown: when there is no such link.
    :raises SignInLinkExpired: or SignInLinkSpent, SignInLinkReplaced, InvitationExpired,
        InvitationReplaced, when it is no longer valid.
    """
    return await AccountLink.read(text, purposes=_PURPOSES, at=at)


async def account_of(link: AccountLink) -> Account:
    """Return the account of a link; a link that a mailbox can request never opens a staff account.

    :raises LinkUnknown: when the link's purpose is not one for its kind of account.
    """
    account = await Account.get(id=link.account_id)
    is_invitation = link.purpose is AccountLinkPurpose.INVITATION
    if is_invitation is not (account.kind is AccountKind.STAFF):
        raise LinkUnknown("token")
    return account


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


async def is_waiting_for_card(account: Account, *, at: datetime) -> bool:
    """Return whether the mailed link alone may bind a card.

    It may when nobody belongs to the account and its mailbox is not contested; otherwise, when
    nobody can sign in, after a request for access was granted. Members remain members.
    """
    members = Membership.standing(at=at).filter(account_id=account.id)
    if not await members.exists() and not await MailboxCorrection.is_contested(account):
        return True
    request = await AccessRequest.open_of(account.id)
    if request is None or not request.is_granted(at=at):
        return False
    return not await usable_cards(account, at=at).exists()


async def require_waiting_for_card(account: Account, *, at: datetime) -> None:
    """Require an active account to which the mailed link may bind a card.

    :raises AccountNotActive: when it is suspended or closed.
    :raises AccountFrozen: while a dispute waits for staff.
    :raises FirstCardBound: when it has a member and no request for access was granted, or a member
        of staff with a valid card.
    """
    account.require_active()
    require_not_frozen(account)
    # The member of staff whose cards have all ended stays a member, and is invited again.
    if account.kind is AccountKind.STAFF:
        bound = await cards_in_force(account, at=at).exists()
    else:
        bound = not await is_waiting_for_card(account, at=at)
    if bound:
        raise FirstCardBound


async def join_by_mailbox(
    change: Change, account: Account, proof: Proof, *, actor: str, at: datetime
) -> Joined:
    """Begin the membership of a company's first person, and use up the link.

    Called while the account is locked.

    :raises FormerHolder: when others removed the person from the account.
    :raises CertificateAlreadyBound, PersonAlreadyBound: when the card or person is bound anywhere.
    """
    person = await Person.identify(change, proof, actor=actor, at=at)
    await Certificate.refuse_bound(proof, at=at)
    number = account.control_number
    if await Membership.was_ended_by_others(
        person, control_number=number
    ) or await CardChange.was_undone_for(person, control_number=number):
        raise FormerHolder("signature")
    membership = await Membership.begin(
        change,
        person,
        account_id=account.id,
        kind=account.kind,
        because=Beginning.FIRST_CARD,
        actor_kind=MemberActor.MAILBOX,
        actor=actor,
        at=at,
        confirmed_by=actor,
    )
    await use_link(account, at=at)
    return Joined(person=person, membership=membership, previous=None)
