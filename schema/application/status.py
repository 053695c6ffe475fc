"""The enum `ApplicationStatus`."""

from models.application.transitions import Status
from schema.enums.describe import describe

describe(
    Status,
    name="ApplicationStatus",
    description="The status of an application.",
    values={
        Status.DRAFT: "Form 1/2 was submitted; no card is bound yet.",
        Status.UNDER_REVIEW: "The application awaits a decision.",
        Status.APPROVED: (
            "The application was approved; the account awaits its activation with the mailed link."
        ),
        Status.REJECTED: "The application was rejected and can be corrected.",
        Status.ACTIVATED: "The account was opened, or the change of its data was applied.",
        Status.WITHDRAWN: "The application was withdrawn.",
        Status.EXPIRED: "The service closed the application; `closedBecause` says why.",
    },
)

__all__ = ["Status"]
