"""Whether a database is one of staging: what has served once as one is never the other."""

import secrets

from models.core.errors import OperatorError
from models.core.mode import Mode
from models.database.transaction import client, on_postgres
from models.journal.event import Journal

# In staging an epoch begins so, and with it every cursor that is handed out.
STAGING_EPOCH = "staging-"
EPOCH_LENGTH = 16


class OtherDatabase(OperatorError):
    """The database is one of staging and the process is not, or the other way round."""


def new_epoch(*, staging: bool) -> str:
    """Return a name of an epoch that no other has, and that says whether it is one of staging."""
    begin = STAGING_EPOCH if staging else ""
    return begin + secrets.token_hex((EPOCH_LENGTH - len(begin)) // 2)


async def require_mode(mode: Mode) -> None:
    """Require that a database is one of this mode, or has not served yet; change nothing.

    A demo has a database of its own in its state, and is not asked.

    :raises OtherDatabase: when it is not
    """
    if mode is Mode.DEMO:
        return
    # Not by the record: before its migration the column is missing.
    [row] = await client().execute_query_dict("SELECT * FROM journal WHERE id = 1")
    staging, mark = mode is Mode.STAGING, row.get("staging")
    # One of before the mark, or of a demo, has events and no mark.
    unserved = mark is None and not row["seq"]
    if not unserved and bool(mark) != staging:
        raise OtherDatabase(_TO_STAGING if staging else _TO_PRODUCTION)


async def require_mode_before(mode: Mode) -> None:
    """Require what `require_mode` does of a database that may not have been migrated yet.

    :raises OtherDatabase: when it is not one of this mode
    """
    # A file of SQLite is not one of staging, and need not exist yet.
    if on_postgres():
        [row] = await client().execute_query_dict("SELECT to_regclass('journal')::text AS found")
        if row["found"]:
            await require_mode(mode)


async def take_for(mode: Mode) -> None:
    """Mark a database that has not served yet as one of this mode, permanently.

    :raises OtherDatabase: when it is one of the other mode
    """
    await require_mode(mode)
    if mode is Mode.DEMO:
        return
    staging = mode is Mode.STAGING
    unmarked = Journal.filter(id=1, staging__isnull=True)
    # A cursor, and a restored backup, then show what they are of.
    epoch = {"epoch": new_epoch(staging=True)} if staging else {}
    if not await unmarked.update(staging=staging, **epoch):
        # Another process was first, perhaps one of the other mode.
        await require_mode(mode)


_TO_STAGING = (
    "this database has served without GPSZONE_STAGING, and staging would mix test cards with real"
    " ones; create another database, name it in GPSZONE_DATABASE_URL and run `migrate`"
)
_TO_PRODUCTION = (
    "this database has served with GPSZONE_STAGING=yes, and its accounts may be of test cards;"
    " create another database, name it in GPSZONE_DATABASE_URL and run `migrate`, or set"
    " GPSZONE_STAGING=yes for staging"
)
