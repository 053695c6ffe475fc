"""The argument by which a subscription names the session that its client believes to have."""

from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import relay

from schema.ids import node_uuid
from schema.session.session import Session

NamedSession = Annotated[
    relay.GlobalID | None,
    strawberry.argument(
        description="The session that the client believes to have (`Viewer.sessionId`). "
        "If the request is of another, nothing is sent but SESSION_MISSING."
    ),
]


def uuid_of(named: relay.GlobalID | None) -> UUID | None:
    return node_uuid(named, of=Session) if named else None
