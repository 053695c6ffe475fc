"""Resolution of global ids: what a viewer may not see is null, like what does not exist."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar
from uuid import UUID

from models.core.errors import UserError
from schema.ids import uuid_of

Record = TypeVar("Record")
Node = TypeVar("Node")


async def nodes_of(
    node_ids: Iterable[str],
    see: Callable[[UUID], Awaitable[Record | None]],
    show: Callable[[Record], Node],
) -> list[Node | None]:
    """Return the node of each record that ``see`` returns, and None where it refuses.

    It refuses by None, or by a user error.
    """
    return [await _node_of(uuid_of(node_id), see, show) for node_id in node_ids]


async def _node_of(
    node_id: UUID,
    see: Callable[[UUID], Awaitable[Record | None]],
    show: Callable[[Record], Node],
) -> Node | None:
    try:
        record = await see(node_id)
    except UserError:
        return None
    return None if record is None else show(record)
