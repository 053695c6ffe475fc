"""The kinds of event in an application's journal, and those that its applicant may see."""

from datetime import datetime
from enum import StrEnum

from models.database.by_hand import rows, texts, value_of
from models.journal.event import Event
from models.journal.kinds import EventKind


class ApplicationEventKind(StrEnum):
    """A kind of event with an application as its subject."""

    APPLIED = EventKind.APPLIED
    AMENDED = EventKind.AMENDED
    CARD_BOUND = EventKind.CARD_BOUND
    CARD_RENEWED = EventKind.CARD_RENEWED
    CONTINUED = EventKind.CONTINUED
    SUBMITTED = EventKind.SUBMITTED
    APPROVED = EventKind.APPROVED
    REJECTED = EventKind.REJECTED
    ACTIVATED = EventKind.ACTIVATED
    WITHDRAWN = EventKind.WITHDRAWN
    EXPIRED = EventKind.EXPIRED
    LINK_SENT = EventKind.LINK_SENT
    MAIL_SENT = EventKind.MAIL_SENT
    MAIL_GIVEN_UP = EventKind.MAIL_GIVEN_UP
    MAIL_SUPERSEDED = EventKind.MAIL_SUPERSEDED
    LEFT_TO_PERSON = EventKind.LEFT_TO_PERSON
    REVIEW_PUT_OFF = EventKind.REVIEW_PUT_OFF
    REVIEW_BEGUN_AGAIN = EventKind.REVIEW_BEGUN_AGAIN
    CLAIMED = EventKind.CLAIMED
    RELEASED = EventKind.RELEASED
    MAILBOX_PROPOSED = EventKind.MAILBOX_PROPOSED
    MAILBOX_CONFIRMED = EventKind.MAILBOX_CONFIRMED
    CARD_NUMBER_SHOWN = EventKind.CARD_NUMBER_SHOWN
    REVOCATION_GRACE_USED = EventKind.REVOCATION_GRACE_USED
    ERASED = EventKind.ERASED


_Kind = ApplicationEventKind

# An allow list: a kind that is not listed is neither in the history that the applicant reads nor
# pushed to the applicant's streams. The steps of a review are left out: a case that is left to a
# person has no field that differs from the registry's data, which an applicant must not find out.
APPLICANT_VISIBLE_EVENTS = frozenset(
    {
        *(_Kind.APPLIED, _Kind.AMENDED, _Kind.CARD_BOUND, _Kind.CARD_RENEWED, _Kind.CONTINUED),
        *(_Kind.SUBMITTED, _Kind.APPROVED, _Kind.REJECTED),
        *(_Kind.ACTIVATED, _Kind.WITHDRAWN, _Kind.EXPIRED),
        *(_Kind.LINK_SENT, _Kind.MAIL_SENT, _Kind.MAIL_GIVEN_UP, _Kind.MAIL_SUPERSEDED),
    }
)
# What only staff see. Both lists together name every kind; a test compares them with the code.
STAFF_ONLY_EVENTS = frozenset(
    {
        *(_Kind.LEFT_TO_PERSON, _Kind.REVIEW_PUT_OFF, _Kind.REVIEW_BEGUN_AGAIN),
        *(_Kind.CLAIMED, _Kind.RELEASED),
        # They would tell an applicant that the registry has no mailbox.
        *(_Kind.MAILBOX_PROPOSED, _Kind.MAILBOX_CONFIRMED),
        _Kind.CARD_NUMBER_SHOWN,
        *(_Kind.REVOCATION_GRACE_USED, _Kind.ERASED),
    }
)


def history_statement(subject: str, *, most: int) -> str:
    """Return the statement that finds the latest events that the applicant may see, newest first.

    ``subject`` is what it compares with, in SQL.
    """
    kinds = texts(sorted(APPLICANT_VISIBLE_EVENTS))
    return (
        f'SELECT "seq", "kind", "at" FROM "event" WHERE "subject" = {subject} '  # noqa: S608  # Our own words.
        f'AND "kind" IN ({kinds}) ORDER BY "seq" DESC LIMIT {most}'
    )


async def visible_history(subject: str, *, most: int) -> list[tuple[str, datetime]]:
    """Return the latest events that the applicant may see, oldest first, as (kind, time)."""
    found = await rows(history_statement("$1", most=most), subject)
    return [(row["kind"], value_of(Event, "at", row["at"])) for row in reversed(found)]
