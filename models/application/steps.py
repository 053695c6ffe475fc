"""The steps of an application, and how each ends, as they are counted."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from models.core.tally import Tally
from models.journal.kinds import EventKind


class Step(StrEnum):
    """A step of an application, or of a change of an account's data."""

    FORM = "form"
    CARD = "card"
    REVIEW = "review"
    ACTIVATION = "activation"
    END = "end"


class StepOutcome(StrEnum):
    """How a step ended."""

    DONE = "done"
    REFUSED = "refused"
    APPROVED = "approved"
    REJECTED = "rejected"
    LEFT_TO_PERSON = "left_to_person"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


# What was done is in the journal.
DONE: Mapping[EventKind, tuple[Step, StepOutcome]] = MappingProxyType(
    {
        EventKind.APPLIED: (Step.FORM, StepOutcome.DONE),
        EventKind.SUBMITTED: (Step.CARD, StepOutcome.DONE),
        EventKind.APPROVED: (Step.REVIEW, StepOutcome.APPROVED),
        EventKind.REJECTED: (Step.REVIEW, StepOutcome.REJECTED),
        EventKind.LEFT_TO_PERSON: (Step.REVIEW, StepOutcome.LEFT_TO_PERSON),
        EventKind.ACTIVATED: (Step.ACTIVATION, StepOutcome.DONE),
        EventKind.WITHDRAWN: (Step.END, StepOutcome.WITHDRAWN),
        EventKind.EXPIRED: (Step.END, StepOutcome.EXPIRED),
    }
)
# What was refused is not; these are the mutations that refuse.
REFUSED: Mapping[str, Step] = MappingProxyType(
    {
        "apply": Step.FORM,
        "amendApplication": Step.FORM,
        "bindCertificate": Step.CARD,
        "activateAccount": Step.ACTIVATION,
    }
)


def refused_steps() -> Tally:
    return Tally(
        "applications_refused",
        "Steps of applications that were refused.",
        labels=("step",),
        declared=[(step,) for step in dict.fromkeys(REFUSED.values())],
    )
