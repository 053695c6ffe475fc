"""An ADMIN opens an account for a vendor or a colleague, who binds the card later."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from models.access.recheck import require_still
from models.account.account import Account
from models.account.creation import create_account_manually
from models.card_changes import first_card
from models.database.transaction import tx
from models.forms.problem import Problem
from models.forms.typed_text import InvalidInput, read_opening
from models.mail.kinds import Template
from models.notices.account import AccountNotices
from models.session.permissions import NOT_STAFF, CardProofNeeded, require_proven_staff
from models.session.roles import AccountKind, Role
from models.session.session import Viewer


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The data of a new account; ``why`` maps input field names to the text entered."""

    kind: AccountKind
    role: Role | None
    name: str
    mailbox: str
    why: Mapping[str, str]


RAISES = (InvalidInput, *NOT_STAFF, CardProofNeeded)


async def create_account(
    *, viewer: Viewer | None, wanted: Wanted, notices: AccountNotices, now: datetime
) -> Account:
    """Open an account and mail its owner the link that binds the first card.

    :raises SignInNeeded, NotAllowed: unless the viewer is an ADMIN.
    :raises CardProofNeeded: when the viewer's last signature is older than ``PROOF_LIFE``.
    :raises InvalidInput: with every invalid field.
    """
    admin = require_proven_staff(viewer, at_least=Role.ADMIN, at=now)
    form = read_opening(name=wanted.name, mailbox=wanted.mailbox, kept=wanted.why)
    _check_role(wanted)
    async with tx() as change:
        await require_still(admin, at=now)
        account = await create_account_manually(
            change, form, kind=wanted.kind, role=wanted.role, actor=admin.actor, at=now
        )
        link = await first_card.make_link(account, key=notices.key, at=now)
        await notices.tell(
            account,
            Template.INVITATION,
            recipient=form.mailbox,
            at=now,
            values={"name": form.name},
            link=link,
        )
    return account


def _check_role(wanted: Wanted) -> None:
    if (wanted.kind is AccountKind.STAFF) is (wanted.role is not None):
        return
    code = "ROLE_OF_STAFF_ONLY" if wanted.role else "REQUIRED"
    raise InvalidInput((Problem(code=code, path=("role",), values={}),))
