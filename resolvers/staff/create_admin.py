"""The first administrator is created on the command line, before anybody can sign in."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from models.account.account import Account
from models.account.creation import create_account_manually
from models.account.invitation import Invitation, Inviter
from models.account.number import AccountNumber
from models.card_changes.members import an_admin_can_sign_in
from models.core.errors import OperatorError
from models.database.transaction import Change, tx
from models.forms.typed_text import OpeningForm, read_staff_opening
from models.link.link import token
from models.membership.membership import Membership
from models.session.roles import AccountKind, AccountStatus, Role

TERMINAL = "service:terminal"


class AdminThere(OperatorError):
    """There is already an administrator who can create others; the text is for the operator."""


class Which(Enum):
    """Whether there may already be an administrator."""

    FIRST = "FIRST"
    ANOTHER = "ANOTHER"


@dataclass(frozen=True, kw_only=True)
class NewAdmin:
    """The account and the token of its link, which is shown only once.

    ``voided`` are the numbers of accounts whose unused links this one replaces; the account itself
    is one of them if it was created before.
    """

    account: Account
    token: str
    expires_at: datetime
    voided: tuple[str, ...]


async def create_admin(
    *, name: str, last_four: str, mailbox: str, which: Which, key: bytes, now: datetime
) -> NewAdmin:
    """Open an administrator's account and return the link for the person's card.

    Without ``ANOTHER``, unused links of this command are voided, and the first of their accounts is
    used instead of a new one.

    :raises AdminThere: when one can sign in and ``which`` does not allow another.
    :raises InvalidInput: with every invalid field.
    """
    form, invited = read_staff_opening(name=name, last_four=last_four, mailbox=mailbox, kept={})
    async with tx() as change:
        await AccountNumber.lock(AccountKind.STAFF)
        unused = []
        if which is Which.FIRST:
            unused = await _void_unused(change, at=now)
            # Asked after the locks: somebody may just have used one of those links.
            if await an_admin_can_sign_in(at=now):
                raise AdminThere(
                    "an administrator can sign in and create others in the portal; to create "
                    "another one here, use --another"
                )
        account = await _account(change, form, unused, at=now)
        link = await Invitation.make(
            change, account, invited, made_by=Inviter.OPERATOR, actor=TERMINAL, key=key, at=now
        )
    return NewAdmin(
        account=account,
        token=token(link.id, key=key),
        expires_at=link.expires_at,
        voided=tuple(one.control_number for one in unused),
    )


async def _void_unused(change: Change, *, at: datetime) -> list[Account]:
    """Void the terminal's unused links to accounts that nobody ever belonged to."""
    live = Invitation.filter(
        made_by=Inviter.OPERATOR,
        used_at__isnull=True,
        voided_at__isnull=True,
        account__role=Role.ADMIN,
        account__status=AccountStatus.ACTIVE,
    )
    ids = await live.values_list("account_id", flat=True)
    unused = []
    # Locked in the order in which other acts lock several accounts.
    for account in await Account.filter(id__in=ids).order_by("id"):
        await account.hold(at=at)
        if await Membership.filter(account_id=account.id).exists():
            continue
        await Invitation.void(change, account, actor=TERMINAL, at=at)
        unused.append(account)
    return sorted(unused, key=lambda account: account.control_number)


async def _account(
    change: Change, form: OpeningForm, unused: list[Account], *, at: datetime
) -> Account:
    if unused:
        account = unused[0]
        account.name, account.mailbox = form.name, form.mailbox
        await account.save(update_fields=["name", "mailbox"])
        return account
    return await create_account_manually(
        change, form, kind=AccountKind.STAFF, role=Role.ADMIN, actor=TERMINAL, at=at
    )
