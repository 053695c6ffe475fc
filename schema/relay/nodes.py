"""Resolution of global ids: what a viewer may not see is null, like what does not exist."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from strawberry import relay

from models.core.errors import UserError
from schema.context import Info
from schema.ids import uuid_of


class SeenNode(relay.Node):
    """A node that `Query.node` returns to those alone who may see its record."""

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        """Return the node as the viewer sees it; None, or a user error, where it is refused."""
        raise NotImplementedError

    @classmethod
    async def resolve_nodes(  # type: ignore[override]  # `node` is nullable: none is required.
        cls, *, info: Info, node_ids: Iterable[str], required: bool = False
    ) -> list[Self | None]:
        return [await cls._seen(uuid_of(node_id), info) for node_id in node_ids]

    @classmethod
    async def _seen(cls, node_id: UUID, info: Info) -> Self | None:
        try:
            return await cls.see(node_id, info)
        except UserError:
            return None
