"""The application that a browser's session means: what every page of an applicant asks."""

from functools import cache

from models.application.application import Application
from models.application.transitions import OPEN
from models.database.by_hand import columns_of, record_of, rows, texts
from models.session.session import Viewer


async def newest_of(viewer: Viewer) -> Application | None:
    """Return the application that the session last began or submitted, an open one first."""
    found = await rows(newest_statement(), str(viewer.session_id))
    return record_of(Application, found[0]) if found else None


@cache
def newest_statement() -> str:
    """Return the statement that finds a session's application; `$1` is the session's id."""
    # The ORM knows all columns of a record only after its start.
    return (
        f'SELECT {columns_of(Application, "a")} FROM "application" a '  # noqa: S608  # Our own names.
        f'WHERE a."session_id" = $1 ORDER BY a."status" IN ({texts(OPEN)}) DESC, '
        'coalesce(a."submitted_at", a."created_at") DESC LIMIT 1'
    )
