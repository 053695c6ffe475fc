"""The protocol of contexts that count operations."""

from typing import Protocol, runtime_checkable


@runtime_checkable
class Counting(Protocol):
    """A context that is notified of each admitted operation.

    ``cost`` is 0 for a known document, whose cost was counted before. ``sends_free_form`` is
    whether it may run documents that are not registered.
    """

    @property
    def sends_free_form(self) -> bool: ...

    @property
    def address(self) -> str: ...

    async def admitted(self, *, kind: str, cost: int) -> None: ...
