"""The user errors of reviewers and of who manages accounts; each is named as its exception."""

from datetime import datetime

import strawberry

from schema.application.status import Status
from schema.errors.base import UserError


@strawberry.type(description="A colleague has the case.")
class AlreadyClaimed(UserError):
    """Be the exception of this name."""

    claimed_by: str = strawberry.field(description="The colleague's name.")
    claimed_until: datetime = strawberry.field(description="When the claim ends by itself.")


@strawberry.type(description="The viewer has no claim on this case, or not any more.")
class NotClaimed(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The viewer has, or had, a card of this company: others must act.")
class OwnCase(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The case is decided already; it is shown how.")
class AlreadyDecided(UserError):
    """Be the exception of this name."""

    decided_by: str | None = strawberry.field(
        description="Who decided; null when it was the automatic review."
    )
    verdict: Status = strawberry.field(description="APPROVED or REJECTED.")
    decided_at: datetime = strawberry.field(description="When it was decided.")


@strawberry.type(description="The control number has an open account; no other can be opened.")
class AccountAlreadyOpen(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The registry cannot be asked now; nothing is decided without it.")
class RegistryNotAnswering(UserError):
    """Be the exception of this name."""


@strawberry.type(description="The account's present status does not allow the act.")
class AccountMoved(UserError):
    """Be the exception of this name."""
