"""The statuses of an application, and the table of transitions with the actors they allow."""

from collections.abc import Mapping
from enum import StrEnum


class Status(StrEnum):
    """The status of an application."""

    DRAFT = "DRAFT"
    UNDER_REVIEW = "UNDER_REVIEW"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    ACTIVATED = "ACTIVATED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class ApplicationPurpose(StrEnum):
    """What is applied for."""

    NEW_ACCOUNT = "NEW_ACCOUNT"
    DATA_CHANGE = "DATA_CHANGE"


class ClosedBecause(StrEnum):
    """The reason why the service closed an application."""

    NO_CARD_IN_TIME = "NO_CARD_IN_TIME"
    NOT_CORRECTED_IN_TIME = "NOT_CORRECTED_IN_TIME"
    NOT_ACTIVATED_IN_TIME = "NOT_ACTIVATED_IN_TIME"
    ANOTHER_ACTIVATED = "ANOTHER_ACTIVATED"


class ActorKind(StrEnum):
    """The kind of actor that changes an application's status."""

    APPLICANT = "APPLICANT"
    SERVICE = "SERVICE"
    REVIEWER = "REVIEWER"


OPEN = (Status.DRAFT, Status.UNDER_REVIEW, Status.APPROVED, Status.REJECTED)
CAME_TO_NOTHING = (Status.WITHDRAWN, Status.EXPIRED)
_DECIDERS = frozenset({ActorKind.SERVICE, ActorKind.REVIEWER})
_APPLICANT = frozenset({ActorKind.APPLICANT})

# Every transition, with the actors that may make it; any other is refused.
TRANSITIONS: Mapping[tuple[Status, Status], frozenset[ActorKind]] = {
    (Status.DRAFT, Status.UNDER_REVIEW): _APPLICANT,
    (Status.UNDER_REVIEW, Status.APPROVED): _DECIDERS,
    (Status.UNDER_REVIEW, Status.REJECTED): _DECIDERS,
    (Status.REJECTED, Status.UNDER_REVIEW): _APPLICANT,
    (Status.APPROVED, Status.ACTIVATED): _APPLICANT,
    **{(status, Status.WITHDRAWN): _APPLICANT for status in OPEN},
    **{(status, Status.EXPIRED): frozenset({ActorKind.SERVICE}) for status in OPEN},
}
