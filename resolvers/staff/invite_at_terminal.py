"""The operator invites an administrator who is locked out; the link is printed, never mailed."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from models.account.account import Account
from models.account.invitation import Invitation, Inviter
from models.account.number import AccountNumber
from models.card_changes.members import an_admin_can_sign_in, cards_in_force
from models.core.errors import OperatorError
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import InvitedPerson, read_invited
from models.link.link import token
from models.membership.membership import Membership
from models.membership.person import Person
from models.session.roles import AccountKind, AccountStatus, Role

TERMINAL = "service:terminal"


class CannotInvite(OperatorError):
    """The account cannot be invited from the terminal; the text is for the operator."""


class Need(Enum):
    """Whether the invitation is only made while no administrator can sign in."""

    LOCKED_OUT = "LOCKED_OUT"
    ANYHOW = "ANYHOW"


@dataclass(frozen=True, kw_only=True)
class InvitedAdmin:
    """The account, the name invited, and the token of its link, which is shown only once."""

    account: Account
    token: str
    expires_at: datetime


async def invite_at_terminal(
    *,
    control_number: str,
    name: str | None,
    last_four: str | None,
    need: Need,
    key: bytes,
    now: datetime,
) -> InvitedAdmin:
    """Invite the person of an administrator's account, and void its older invitation.

    Without a name and last four characters, those of the account's member are used.

    :raises CannotInvite: when there is no such open account of an administrator, when a valid card
        is bound to it, or when somebody else can invite and ``need`` does not allow it.
    :raises InvalidInput: when the name or the last four characters are missing or invalid.
    """
    number = kinds.ACCOUNT_NUMBER.name_of(control_number)
    account = await Account.get_or_none(
        control_number=number or "", role=Role.ADMIN, status=AccountStatus.ACTIVE
    )
    if account is None:
        raise CannotInvite(f"{control_number} is not an active account of an administrator")
    async with tx() as change:
        await AccountNumber.lock(AccountKind.STAFF)
        await account.hold(at=now)
        if account.status is not AccountStatus.ACTIVE or account.frozen_at is not None:
            raise CannotInvite(f"{account.control_number} is suspended, closed or in a dispute")
        if await cards_in_force(account, at=now).exists():
            raise CannotInvite(f"a valid card is bound to {account.control_number}")
        if need is Need.LOCKED_OUT and await an_admin_can_sign_in(at=now):
            raise CannotInvite(
                "an administrator can sign in and invite in the portal; to invite here anyway, "
                "use --yes"
            )
        invited = await _invited(account, name=name, last_four=last_four, at=now)
        link = await Invitation.make(
            change, account, invited, made_by=Inviter.OPERATOR, actor=TERMINAL, key=key, at=now
        )
        await account.rename(invited.name)
    return InvitedAdmin(account=account, token=token(link.id, key=key), expires_at=link.expires_at)


async def _invited(
    account: Account, *, name: str | None, last_four: str | None, at: datetime
) -> InvitedPerson:
    membership = await Membership.standing(at=at).filter(account_id=account.id).first()
    person = await Person.get(id=membership.person_id) if membership else None
    return read_invited(
        name=name or (person.name if person else ""),
        last_four=last_four or (person.last_four or "" if person else ""),
    )
