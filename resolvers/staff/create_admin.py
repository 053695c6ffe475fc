"""The first administrator is created on the command line, before anybody can sign in."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from models.account.account import Account
from models.account.creation import create_account_manually
from models.card.certificate import Certificate, CertificateStatus
from models.card_changes import first_card
from models.core.errors import OperatorError
from models.database.transaction import tx
from models.forms.typed_text import read_opening
from models.link.link import token
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
    """The account and the token of its link, which is shown only once."""

    account: Account
    token: str
    expires_at: datetime


async def create_admin(
    *, name: str, mailbox: str, which: Which, key: bytes, now: datetime
) -> NewAdmin:
    """Open an administrator's account and return the link that binds its first card.

    :raises AdminThere: when one with a live card exists and ``which`` does not allow another.
    :raises InvalidInput: with every invalid field.
    """
    form = read_opening(name=name, mailbox=mailbox, kept={})
    async with tx() as change:
        if which is Which.FIRST and await _one_can_sign_in():
            raise AdminThere(
                "an administrator with a live card already exists and can create others in the "
                "portal; to create another one here, use --another"
            )
        account = await create_account_manually(
            change, form, kind=AccountKind.STAFF, role=Role.ADMIN, actor=TERMINAL, at=now
        )
        link = await first_card.make_link(account, key=key, at=now)
    return NewAdmin(account=account, token=token(link.id, key=key), expires_at=link.expires_at)


async def _one_can_sign_in() -> bool:
    admins = Account.filter(role=Role.ADMIN, status=AccountStatus.ACTIVE)
    ids = await admins.values_list("id", flat=True)
    return await Certificate.filter(account_id__in=ids, status=CertificateStatus.LIVE).exists()
