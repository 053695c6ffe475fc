"""The user errors of partner systems; each is named as its exception."""

import strawberry

from schema.errors.base import UserError


@strawberry.type(description="The act belongs to a partner system, and no token came with it.")
class TokenNeeded(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The partner's tokens do not reach so far; the message names the scope."
)
class ScopeMissing(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The cursor is none that was given out here: begin without one.")
class CursorUnknown(UserError):
    """Be the exception of this name."""


@strawberry.type(description="There is no such partner, it was revoked, or it takes nobody over.")
class PartnerNotFound(UserError):
    """Be the exception of this name."""


@strawberry.type(description="Another partner bears this name, or bore it before it was revoked.")
class PartnerNameTaken(UserError):
    """Be the exception of this name."""


@strawberry.type(
    description="The code opens nothing for this partner: it is unknown, another partner's, "
    "redeemed or older than 60 seconds, or its holder has signed out. Which, is not said."
)
class HandoffUnknown(UserError):
    """Be the exception of this name."""
