"""Where an application stands, as the contract names it."""

import strawberry

from models.application.transitions import Status

strawberry.enum(Status, name="ApplicationStatus", description="Where an application stands.")

__all__ = ["Status"]
