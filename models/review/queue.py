"""What reviewers have before them: which cases wait, since when, and whether today suffices."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from tortoise.expressions import Q, RawSQL
from tortoise.queryset import QuerySet

from models.application.application import Application, ApplicationNotFound
from models.application.transitions import Status
from models.company.company import CompanyField
from models.company.comparison import Outcome
from models.core.taiwan import TAIWAN
from models.database.transaction import on_postgres
from models.session.permissions import SignedIn


class Claimed(StrEnum):
    """Name whose cases are asked for."""

    BY_ME = "BY_ME"
    BY_NOBODY = "BY_NOBODY"


@dataclass(frozen=True, kw_only=True)
class WantedOutcome:
    """Name a field and how it came out when the service compared it."""

    field: CompanyField
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Say which cases are wanted; what is None or empty does not count.

    Without a status and without a number these are the ones that wait for a person.
    """

    statuses: tuple[Status, ...] = ()
    older_than: timedelta | None = None
    outcomes: tuple[WantedOutcome, ...] = ()
    only_look_alikes: bool = False
    claimed: Claimed | None = None
    control_number: str | None = None
    case_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Head:
    """Count what waits for a person, and for the registry; ``oldest`` was submitted first of all
    that is under review.
    """

    waiting: int
    put_off: int
    oldest: datetime | None
    at: datetime

    @property
    def same_day_at_risk(self) -> bool:
        """Tell whether some case was submitted on an earlier day than today, as Taiwan counts."""
        return self.oldest is not None and _day(self.oldest) < _day(self.at)


async def head(*, at: datetime) -> Head:
    """Read how the queue stands."""
    waiting = Application.filter(status=Status.UNDER_REVIEW)
    oldest = await waiting.filter(submitted_at__isnull=False).order_by("submitted_at").first()
    return Head(
        waiting=await waiting.filter(for_person=True).count(),
        put_off=await waiting.filter(for_person=False, review_attempts__gt=0).count(),
        oldest=oldest.submitted_at if oldest else None,
        at=at,
    )


def cases(asked: Asked, *, by: SignedIn, at: datetime) -> QuerySet[Application]:
    """Choose the cases that are asked for, among all that were ever submitted."""
    found = Application.filter(submitted_at__isnull=False)
    if asked.statuses:
        found = found.filter(status__in=asked.statuses)
    elif asked.control_number is None and asked.case_number is None:
        found = found.filter(status=Status.UNDER_REVIEW, for_person=True)
    if asked.older_than is not None:
        found = found.filter(submitted_at__lte=at - asked.older_than)
    if asked.control_number is not None:
        found = found.filter(control_number=asked.control_number)
    if asked.case_number is not None:
        found = found.filter(case_number=asked.case_number)
    if asked.claimed is Claimed.BY_ME:
        found = found.filter(claimed_by=by.certificate_id, claimed_until__gt=at)
    elif asked.claimed is Claimed.BY_NOBODY:
        found = found.filter(Q(claimed_until__isnull=True) | Q(claimed_until__lte=at))
    for number, wanted in enumerate(_results(asked)):
        # Conditions over JSON that the ORM cannot say on SQLite.
        said = RawSQL(f"CASE WHEN {wanted} THEN 1 ELSE 0 END")
        found = found.annotate(**{f"said_{number}": said}).filter(**{f"said_{number}": 1})
    return found


async def case_of(someone: SignedIn, application_id: UUID) -> Application:
    """Find a case as one of the staff, who may see them all.

    :raises ApplicationNotFound: when there is none.
    """
    found = await Application.get_or_none(id=application_id) if someone.role else None
    if found is None:
        raise ApplicationNotFound("id")
    return found


def _results(asked: Asked) -> list[str]:
    """Write the conditions on the kept results as SQL; names of ours alone stand in it."""
    wanted = [_some(one.outcome, field=one.field) for one in asked.outcomes]
    if asked.only_look_alikes:
        wanted += [_some(Outcome.DIFFERS), f"NOT {_some(Outcome.DIFFERS, unexplained=_NO_ALIKES)}"]
    return wanted


# How each database says that a difference has no look-alikes.
_NO_ALIKES = ("@.look_alikes.size() == 0", "json_array_length(value, '$.look_alikes') = 0")


def _some(
    outcome: Outcome,
    *,
    field: CompanyField | None = None,
    unexplained: tuple[str, str] | None = None,
) -> str:
    """Say in SQL that there is a result with this outcome."""
    named = {"outcome": outcome.value} | ({"field": field.value} if field else {})
    if on_postgres():
        tests = [f'@.{name} == "{value}"' for name, value in named.items()]
        tests += [unexplained[0]] if unexplained else []
        return f"""jsonb_path_exists(results, '$[*] ? ({" && ".join(tests)})')"""
    tests = [f"json_extract(value, '$.{name}') = '{value}'" for name, value in named.items()]
    tests += [unexplained[1]] if unexplained else []
    return f"EXISTS (SELECT 1 FROM json_each(results) WHERE {' AND '.join(tests)})"  # noqa: S608


def _day(moment: datetime) -> str:
    return moment.astimezone(TAIWAN).date().isoformat()
