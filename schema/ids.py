"""Ids of the contract back to ids of records; a wrong one names nothing."""

from uuid import UUID

from strawberry.relay import GlobalID

# No record has it: what a malformed id stands for, so that it is "not found" like any other.
NOBODY = UUID(int=0)


def uuid_of(node: GlobalID | str) -> UUID:
    """Read the record's id out of a node's."""
    try:
        return UUID(node.node_id if isinstance(node, GlobalID) else node)
    except ValueError:
        return NOBODY
