"""Ids of the contract back to ids of records; a wrong one names nothing."""

from uuid import UUID

from strawberry.relay import GlobalID, Node

# No record has it: what a malformed id stands for, so that it is "not found" like any other.
NOBODY = UUID(int=0)


def uuid_of(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


def node_uuid(node: GlobalID, *, of: type[Node]) -> UUID:
    """Read the record's id out of a node's; one of another type names nothing."""
    return uuid_of(node.node_id) if node.type_name == of.__name__ else NOBODY
