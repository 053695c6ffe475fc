"""Conversion of GraphQL IDs to record ids; an invalid one becomes ``NOBODY``."""

from uuid import UUID

from strawberry.relay import GlobalID, Node

# No record has this id: a malformed id is "not found" like any unknown one.
NOBODY = UUID(int=0)


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


def node_uuid(node: GlobalID, *, of: type[Node]) -> UUID:
    """Return the record's id, or ``NOBODY`` for the id of another type."""
    return uuid_of(node.node_id) if node.type_name == of.__name__ else NOBODY
