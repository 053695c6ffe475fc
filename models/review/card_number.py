"""The whole number of an application's card, which staff see for a reason that is recorded."""

from datetime import datetime
from enum import StrEnum

from models.application.application import Application
from models.card.bound import live_of_application
from models.core.errors import UserError, Words
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.session.permissions import SignedIn


class NumberReason(StrEnum):
    """Why a reviewer needs the whole number. It is no text, so that the journal can hold it."""

    HOLDER_ASKS = "HOLDER_ASKS"
    PAPERS = "PAPERS"
    SUSPICION = "SUSPICION"


class NoCard(UserError):
    """No card is bound to the application."""

    zh = Words(title="此案沒有綁定的憑證", message="此案目前沒有綁定的自然人憑證，無卡號可顯示。")
    en = Words(
        title="No card is bound to this case",
        message="No card is bound to this application, so there is no number to show.",
    )


async def show_number(
    application: Application,
    change: Change,
    *,
    reason: NumberReason,
    staff: SignedIn,
    at: datetime,
) -> str:
    """Return the number of the application's card, and record who sees it, and why.

    :raises NoCard: when no card is bound.
    """
    card = await live_of_application(application.id)
    if card is None:
        raise NoCard("id")
    change.record(
        NewEvent(
            subject=application.subject,
            kind=EventKind.CARD_NUMBER_SHOWN,
            actor=staff.actor,
            at=at,
            payload={"reason": reason.value},
        )
    )
    return card.card_number
