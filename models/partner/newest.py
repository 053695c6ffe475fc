"""The account that a partner means by a control number: what partners ask most."""

from functools import cache

from models.account.account import Account
from models.database.by_hand import columns_of, record_of, rows
from models.session.roles import AccountKind, AccountStatus


async def newest_of(control_number: str) -> Account | None:
    """Return a number's account that is open, or else the one opened last, if partners may know."""
    found = await rows(_statement(), control_number)
    return record_of(Account, found[0]) if found else None


@cache
def _statement() -> str:
    # The ORM knows all columns of a record only after its start.
    return (
        f'SELECT {columns_of(Account, "a")} FROM "account" a '  # noqa: S608  # Our own names.
        f'WHERE a."control_number" = $1 AND a."kind" <> \'{AccountKind.STAFF.value}\' '
        f'ORDER BY a."status" = \'{AccountStatus.CLOSED.value}\', a."opened_at" DESC LIMIT 1'
    )
