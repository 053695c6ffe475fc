"""What a context that counts is told of each operation."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Counting(Protocol):
    """Say what a context may have that counts: it is told of each admitted operation.

    ``cost`` is nothing for a document that was known, whose cost was counted before.
    """

    async def admitted(self, *, kind: str, cost: int) -> None: ...
