"""Everything that the service needs, looked at once, each by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from models.database.unavailable import DatabaseUnavailable

# Looks at one thing: returns what was found, or raises what is wrong with it.
Check = Callable[[], Awaitable[str]]


class CheckFailed(Exception):
    """What was found is not as the service needs it; the text says what, and what to do."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a check has found; ``sound`` is whether the service can work with it."""

    name: str
    sound: bool
    said: str


async def run_checks(
    checks: Mapping[str, Check], *, seconds: float, explain: Callable[[Exception], str]
) -> list[Finding]:
    """Run all checks at once, each for ``seconds`` at most; one that fails stops no other.

    ``explain`` makes a sentence of what a check has raised.
    """

    async def found(name: str, check: Check) -> Finding:
        try:
            async with asyncio.timeout(seconds):
                return Finding(name=name, sound=True, said=await check())
        except TimeoutError:
            return Finding(name=name, sound=False, said=f"no answer within {seconds:g} seconds")
        except Exception as fault:  # The others are looked at whatever one of them does.
            return Finding(name=name, sound=False, said=explain(fault))

    return await asyncio.gather(*(found(name, check) for name, check in checks.items()))


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
