"""An ADMIN opens an account for a vendor or a colleague, who binds the card later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.access.recheck import require_still
from models.account.account import Account
from models.account.creation import create_account_manually
from models.account.invitation import Invitation, Inviter
from models.account.number import AccountNumber
from models.card_changes import first_card
from models.database.transaction import Change, tx
from models.forms import kinds
from models.forms.problem import Problem
from models.forms.typed_text import (
    InvalidInput,
    InvitedPerson,
    OpeningForm,
    read_opening,
    read_optional_text,
    read_staff_opening,
)
from models.link.account_link import AccountLink
from models.mail.kinds import Template
from models.notices.account import AccountNotices
from models.session.permissions import NOT_STAFF, CardProofNeeded, require_proven_staff
from models.session.roles import AccountKind, Role
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The data of a new account; ``why`` maps input field names to the text entered.

    ``last_four`` is given for staff only, as ``role`` is.
    """

    kind: AccountKind
    role: Role | None
    name: str
    last_four: str | None
    mailbox: str
    why: Mapping[str, str]


RAISES = (InvalidInput, *NOT_STAFF, CardProofNeeded)


async def create_account(
    *, viewer: Viewer | None, wanted: Wanted, notices: AccountNotices, now: datetime
) -> Account:
    """Open an account and mail its owner the link that binds the first card.

    The link of a member of staff is an invitation for the person named, and for nobody else.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: with every invalid field.
    """
    admin = require_proven_staff(viewer, at_least=Role.ADMIN, at=now)
    form, invited = _read(wanted)
    _check_role(wanted)
    async with tx() as change:
        # As at the terminal: the numbers are locked before any account.
        await AccountNumber.lock(wanted.kind)
        await require_still(admin, at=now)
        account = await create_account_manually(
            change, form, kind=wanted.kind, role=wanted.role, actor=admin.actor, at=now
        )
        link = await _link(change, invited, account, actor=admin.actor, key=notices.key, at=now)
        await notices.tell(
            account,
            Template.STAFF_INVITATION if invited else Template.INVITATION,
            recipient=form.mailbox,
            at=now,
            values={"name": form.name},
            link=link,
        )
    return account


def _read(wanted: Wanted) -> tuple[OpeningForm, InvitedPerson | None]:
    if wanted.kind is AccountKind.STAFF:
        return read_staff_opening(
            name=wanted.name,
            last_four=wanted.last_four or "",
            mailbox=wanted.mailbox,
            kept=wanted.why,
        )
    opening = read_opening(name=wanted.name, mailbox=wanted.mailbox, kept=wanted.why)
    if read_optional_text("lastFour", wanted.last_four, kinds.LAST_FOUR) is not None:
        problem = Problem(code="LAST_FOUR_OF_STAFF_ONLY", path=("lastFour",), values={})
        raise InvalidInput((problem,))
    return opening, None


async def _link(
    change: Change,
    invited: InvitedPerson | None,
    account: Account,
    *,
    actor: str,
    key: bytes,
    at: datetime,
) -> AccountLink:
    if invited is None:
        return await first_card.make_link(account, key=key, at=at)
    return await Invitation.make(
        change, account, invited, made_by=Inviter.ADMIN, actor=actor, key=key, at=at
    )


def _check_role(wanted: Wanted) -> None:
    if (wanted.kind is AccountKind.STAFF) is (wanted.role is not None):
        return
    code = "ROLE_OF_STAFF_ONLY" if wanted.role else "REQUIRED"
    raise InvalidInput((Problem(code=code, path=("role",), values={}),))
