"""Which generations of cards have been rehearsed, as the journal tells."""

from collections.abc import Collection, Iterable
from datetime import datetime

from models.journal.event import Event
from models.journal.kinds import EventKind
from models.pki.path.pins import CardKind
from models.pki.path.trust import Issuer
from models.rehearsal.rehearsal import subject_of

# MOICA issues this one, so that no service goes without it.
_ISSUING = "G3"


def generations_in_use(issuers: Iterable[Issuer], *, at: datetime) -> frozenset[str]:
    """Return the generations of citizens' cards that are accepted, and the one being issued."""
    accepted = (
        one.generation for one in issuers if one.kind is CardKind.CITIZEN and one.not_after > at
    )
    return frozenset({*accepted, _ISSUING})


async def unproven(generations: Collection[str]) -> tuple[str, ...]:
    """Return the generations of which no accepted card was rehearsed yet, in their order."""
    found = [(one, await last_rehearsal(one)) for one in sorted(generations)]
    return tuple(generation for generation, event in found if event is None)


async def last_rehearsal(generation: str) -> Event | None:
    """Return the newest event of a rehearsal whose card was accepted."""
    events = Event.filter(subject=subject_of(generation), kind=EventKind.CARD_REHEARSED)
    rehearsed = await events.order_by("-seq")
    return next((one for one in rehearsed if one.payload["accepted"] == "yes"), None)
