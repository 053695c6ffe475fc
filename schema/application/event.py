"""Events in the life of an application."""

from datetime import datetime

import strawberry

from models.application.events import ApplicationEventKind
from models.journal.kinds import EventKind
from schema.enums.describe import describe
from schema.enums.event_kind import DESCRIPTIONS

describe(
    ApplicationEventKind,
    description="The kind of an event of an application. Applicants see no steps of the review.",
    values={kind: DESCRIPTIONS[EventKind(kind)] for kind in ApplicationEventKind},
)


@strawberry.type(description="An event in the history of an application.")
class ApplicationEvent:
    kind: ApplicationEventKind = strawberry.field(description="The kind of event.")
    at: datetime = strawberry.field(description="The date and time of the event.")
