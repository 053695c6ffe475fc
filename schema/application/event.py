"""Events in the life of an application."""

from datetime import datetime

import strawberry

from models.application.events import ApplicationEventKind
from schema.enums import describe

_Kind = ApplicationEventKind
describe(
    ApplicationEventKind,
    description="The kind of an event of an application. Applicants see no steps of the review.",
    values={
        _Kind.APPLIED: "Form 1/2 was submitted.",
        _Kind.AMENDED: "The company's data was corrected.",
        _Kind.CARD_BOUND: "A card was bound to the application.",
        _Kind.CARD_RENEWED: "The card was replaced by the reissued one.",
        _Kind.CONTINUED: "The application was continued in another browser, by its card.",
        _Kind.SUBMITTED: "The application was submitted for review.",
        _Kind.APPROVED: "The application was approved.",
        _Kind.REJECTED: "The application was rejected.",
        _Kind.ACTIVATED: "The account was opened, or the change of its data was applied.",
        _Kind.WITHDRAWN: "The application was withdrawn.",
        _Kind.EXPIRED: "The service closed the application.",
        _Kind.LINK_SENT: "A letter with a link was queued for mailing.",
        _Kind.MAIL_SENT: "A letter was handed over to the mail server.",
        _Kind.MAIL_GIVEN_UP: "A letter could not be delivered.",
        _Kind.MAIL_SUPERSEDED: "A letter was not sent, since a later one took its place.",
        _Kind.LEFT_TO_PERSON: "The automatic review left the case to a reviewer.",
        _Kind.REVIEW_PUT_OFF: "The automatic review was postponed.",
        _Kind.REVIEW_BEGUN_AGAIN: "A reviewer had the automatic review repeated.",
        _Kind.CLAIMED: "A reviewer claimed the case.",
        _Kind.RELEASED: "A reviewer released the case.",
        _Kind.MAILBOX_PROPOSED: "A reviewer proposed a mailbox for the case.",
        _Kind.MAILBOX_CONFIRMED: "Another reviewer confirmed the mailbox.",
        _Kind.REVOCATION_GRACE_USED: "A certificate was cleared by an older revocation list.",
        _Kind.ERASED: "The personal data of the application was erased.",
    },
)


@strawberry.type(description="An event in the history of an application.")
class ApplicationEvent:
    kind: ApplicationEventKind = strawberry.field(description="The kind of event.")
    at: datetime = strawberry.field(description="The date and time of the event.")
