"""Whose share of a mailbox's allowance a letter takes."""

from enum import StrEnum

from models.application.application import Application
from models.card.certificate import Certificate
from models.session.session import hashed


class Cause(StrEnum):
    """What causes a letter about an application."""

    # An applicant, or the reader of an older letter, has it sent again.
    PRESSED = "pressed"
    # The service decides on what an applicant handed in.
    DECIDED = "decided"
    STAFF = "staff"
    HOLDER = "holder"


_SHARED = frozenset({Cause.PRESSED, Cause.DECIDED})


async def share_of(application: Application, cause: Cause) -> str | None:
    """Return the key of the share that a letter takes, or None if it takes none.

    Decisions have a share apart from what is sent again, so that no pressing delays a decision.
    What staff or an account's holders cause takes no applicant's share.
    """
    if cause not in _SHARED or application.account_id is not None:
        return None
    return hashed(f"{cause} {await _applicant(application)}")


async def _applicant(application: Application) -> str:
    """Return the person whose card was bound last, or the session where none was bound."""
    bound = Certificate.filter(application_id=application.id).order_by("-bound_at")
    card = await bound.first()
    if card is None:
        return f"session {application.session_id}"
    return f"person {card.person_id}"
