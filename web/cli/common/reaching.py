"""Checks of what is outside say where no connection comes about."""

from models.database.unavailable import DatabaseUnavailable
from resolvers.health.check import Check, CheckFailed


async def reaching(check: Check) -> str:
    """Carry out a check of what is not the database, and say so where no connection comes about."""
    try:
        return await check()
    except (CheckFailed, DatabaseUnavailable):
        raise
    except Exception as fault:
        away = _connection_failure(fault)
        if away is None:
            raise
        raise CheckFailed(f"cannot be reached: {away}") from fault


def _connection_failure(fault: BaseException) -> OSError | None:
    """Return the failure of a connection that led to a failure, if one did."""
    seen: BaseException | None = fault
    while seen is not None and not isinstance(seen, OSError):
        seen = seen.__cause__ or seen.__context__
    return seen
