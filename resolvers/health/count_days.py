"""Staff read a month's figures, a day each, from the journal."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from tortoise.functions import Count
from tortoise.queryset import QuerySet

from models.core.rules import DAY, TAIWAN
from models.journal.event import Event
from models.journal.kinds import EventKind
from models.session.permissions import NOT_STAFF, require_staff
from models.session.session import Viewer
from models.signature.refused_cards import RefusedCards

MOST_DAYS = 31
RAISES = NOT_STAFF
_COUNTED = (
    *(EventKind.SUBMITTED, EventKind.LEFT_TO_PERSON, EventKind.ACTIVATED),
    *(EventKind.MAIL_SENT, EventKind.MAIL_GIVEN_UP),
)
_DECISIONS = (EventKind.APPROVED, EventKind.REJECTED)
# The actor of what the service does by itself.
_SERVICE = "service:"


@dataclass(frozen=True, kw_only=True)
class DayFigures:
    """What happened on a day of Taiwan, by kind of event; decisions by people are apart.

    ``refused_cards`` counts by the code of what refused them.
    """

    day: date
    counts: Counter[EventKind]
    by_people: Counter[EventKind]
    refused_cards: Mapping[str, int]

    def by_service(self, kind: EventKind) -> int:
        return self.counts[kind] - self.by_people[kind]


async def count_days(*, viewer: Viewer | None, month: date, now: datetime) -> Sequence[DayFigures]:
    """Return the figures of the days of a month until today.

    :param month: any day of it
    :raises SignInNeeded, NotAllowed: unless the viewer is a reviewer.
    """
    require_staff(viewer)
    today = now.astimezone(TAIWAN).date()
    days = (month.replace(day=1) + number * DAY for number in range(MOST_DAYS))
    counted = [day for day in days if day.month == month.month and day <= today]
    refused = await RefusedCards.of_days(counted[0], counted[-1]) if counted else {}
    return [await _figures_of(day, refused.get(day, {})) for day in counted]


async def _figures_of(day: date, refused_cards: Mapping[str, int]) -> DayFigures:
    begin = datetime.combine(day, time(), tzinfo=TAIWAN)
    of_day = Event.filter(at__gte=begin, at__lt=begin + DAY)
    counts = await _by_kind(of_day.filter(kind__in=[*_COUNTED, *_DECISIONS]))
    decided = of_day.filter(kind__in=list(_DECISIONS))
    by_people = await _by_kind(decided.exclude(actor__startswith=_SERVICE))
    return DayFigures(day=day, counts=counts, by_people=by_people, refused_cards=refused_cards)


async def _by_kind(events: QuerySet[Event]) -> Counter[EventKind]:
    found = events.annotate(count=Count("seq")).group_by("kind").values_list("kind", "count")
    return Counter({EventKind(str(kind)): int(str(count)) for kind, count in await found})
