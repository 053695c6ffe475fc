"""The review queue: waiting cases, filters, and whether some case is overdue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tortoise.expressions import Q, RawSQL
from tortoise.queryset import QuerySet

from models.application.application import Application, ApplicationNotFound
from models.application.transitions import Status
from models.calendar.office_calendar import OfficeCalendar
from models.calendar.office_year import calendar_between
from models.company.company import CompanyField
from models.company.comparison import Outcome
from models.database.transaction import on_postgres
from models.forms import kinds
from models.session.permissions import SignedIn


class Claimed(StrEnum):
    """Whose cases are listed."""

    BY_ME = "BY_ME"
    BY_NOBODY = "BY_NOBODY"


@dataclass(frozen=True, kw_only=True)
class WantedOutcome:
    """A field, and its outcome in the automatic comparison."""

    field: CompanyField
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A filter of cases; None or an empty tuple matches all.

    Without a status, a number and a search it matches the cases that wait for a person. A search is
    a control number, a case number, or a part of a company's name, with whichever 臺.
    """

    statuses: tuple[Status, ...] = ()
    older_than: timedelta | None = None
    outcomes: tuple[WantedOutcome, ...] = ()
    only_look_alikes: bool = False
    claimed: Claimed | None = None
    control_number: str | None = None
    case_number: str | None = None
    search: str | None = None

    @property
    def names_cases(self) -> bool:
        """Return whether it names cases, which are then listed whatever their status."""
        return any((self.control_number, self.case_number, self.search))


@dataclass(frozen=True, kw_only=True)
class Head:
    """The numbers of cases that wait for a person and for the registry, and the oldest one.

    ``due`` is the end of the working day by which the oldest is to be decided, and ``waited`` its
    age without the days that are free.
    """

    waiting: int
    put_off: int
    oldest: datetime | None
    due: datetime | None
    waited: timedelta | None
    at: datetime

    @property
    def same_day_at_risk(self) -> bool:
        """Return whether some case was not decided on the working day that it was due."""
        return self.due is not None and self.due <= self.at


async def head(*, at: datetime) -> Head:
    waiting = Application.filter(status=Status.UNDER_REVIEW)
    first = await waiting.filter(submitted_at__isnull=False).order_by("submitted_at").first()
    oldest = first.submitted_at if first else None
    calendar = await calendar_between(oldest, at) if oldest else OfficeCalendar()
    return Head(
        waiting=await waiting.filter(for_person=True).count(),
        put_off=await waiting.filter(for_person=False, review_attempts__gt=0).count(),
        oldest=oldest,
        due=calendar.due(oldest) if oldest else None,
        waited=calendar.waited(oldest, at) if oldest else None,
        at=at,
    )


def cases(asked: Asked, *, staff: SignedIn, at: datetime) -> QuerySet[Application]:
    found = Application.filter(submitted_at__isnull=False)
    if asked.statuses:
        found = found.filter(status__in=asked.statuses)
    elif not asked.names_cases:
        found = found.filter(status=Status.UNDER_REVIEW, for_person=True)
    if asked.older_than is not None:
        found = found.filter(submitted_at__lte=at - asked.older_than)
    if asked.control_number is not None:
        found = found.filter(control_number=asked.control_number)
    if asked.case_number is not None:
        found = found.filter(case_number=asked.case_number)
    if asked.search is not None:
        found = found.filter(_searched(asked.search))
    if asked.claimed is Claimed.BY_ME:
        found = found.filter(claimed_by=staff.certificate_id, claimed_until__gt=at)
    elif asked.claimed is Claimed.BY_NOBODY:
        found = found.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=at))
    for number, condition in enumerate(_results(asked)):
        # Conditions over JSON that the ORM cannot express on SQLite.
        matches = RawSQL(f"CASE WHEN {condition} THEN 1 ELSE 0 END")
        found = found.annotate(**{f"matches_{number}": matches}).filter(**{f"matches_{number}": 1})
    return found


async def case_of(staff: SignedIn, application_id: UUID) -> Application:
    """Return a case for staff, who may see all.

    :raises ApplicationNotFound: when there is none.
    """
    found = await Application.get_or_none(id=application_id) if staff.role else None
    if found is None:
        raise ApplicationNotFound("id")
    return found


def _searched(text: str) -> Q:
    names = {text, text.replace("台", "臺"), text.replace("臺", "台")}
    found = [Q(company_name__icontains=name) for name in names]
    if number := kinds.CONTROL_NUMBER.name_of(text):
        found.append(Q(control_number=number))
    if number := kinds.CASE_NUMBER.name_of(text):
        found.append(Q(case_number=number))
    return Q(*found, join_type=Q.OR)


def _results(asked: Asked) -> list[str]:
    # None of this SQL comes from user input.
    conditions = [_some(one.outcome, field=one.field) for one in asked.outcomes]
    if asked.only_look_alikes:
        conditions += [
            _some(Outcome.DIFFERS),
            f"NOT {_some(Outcome.DIFFERS, unexplained=_NO_ALIKES)}",
        ]
    return conditions


# The condition for a difference without look-alikes, in each database.
_NO_ALIKES = ("@.look_alikes.size() == 0", "json_array_length(value, '$.look_alikes') = 0")


def _some(
    outcome: Outcome,
    *,
    field: CompanyField | None = None,
    unexplained: tuple[str, str] | None = None,
) -> str:
    named = {"outcome": outcome.value} | ({"field": field.value} if field else {})
    if on_postgres():
        tests = [f'@.{name} == "{value}"' for name, value in named.items()]
        tests += [unexplained[0]] if unexplained else []
        return f"""jsonb_path_exists(results, '$[*] ? ({" && ".join(tests)})')"""
    tests = [f"json_extract(value, '$.{name}') = '{value}'" for name, value in named.items()]
    tests += [unexplained[1]] if unexplained else []
    return f"EXISTS (SELECT 1 FROM json_each(results) WHERE {' AND '.join(tests)})"  # noqa: S608  # Our own enums' values.
