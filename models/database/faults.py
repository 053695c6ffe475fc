"""Whether a failure is of the database as a whole, or of what one statement was about."""

import asyncpg
from tortoise.exceptions import OperationalError

_OF_DATABASE = (
    # With it the ORM's own failure to connect, and a deadline that has passed.
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.InterfaceError,
)


def is_of_database(fault: BaseException) -> bool:
    """Return whether the database is away, or does not serve anybody.

    Otherwise the failure is of one row or value, and other rows may go on.
    """
    if isinstance(fault, asyncpg.QueryCanceledError):
        return False
    # The ORM derives from this class what is no failure of the database, such as a missing row.
    if type(fault) is OperationalError:
        return not isinstance(fault.__cause__, asyncpg.DataError)
    return isinstance(fault, _OF_DATABASE)
