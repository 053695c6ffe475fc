"""The enum `ApplicationStatus`."""

import strawberry

from models.application.transitions import Status

strawberry.enum(Status, name="ApplicationStatus", description="The status of an application.")

__all__ = ["Status"]
