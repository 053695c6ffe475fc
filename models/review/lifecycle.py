"""The steps of a review: leased, postponed, left to a person, decided."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tortoise.queryset import QuerySet

from models.application.application import Application, ApplicationMoved
from models.application.events import ApplicationEventKind
from models.application.transitions import ActorKind, Status
from models.core.errors import Failure
from models.core.rules import MAX_REVIEW_FAULTS
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind


class CouldNotCompare(Failure):
    """The automatic review has failed for a reason that nobody foresaw."""


@dataclass
class ReviewLease:
    """A worker's lease of a case, which lasts until the case is due again or changes.

    A transaction that fails leaves the record in memory changed, so the version is kept. ``ends``
    is the end of the lease; where a renewal was cut off, it may have either of two.
    """

    application: Application
    at: datetime
    ends: set[datetime]
    version: int = field(init=False)

    def __post_init__(self) -> None:
        self.version = self.application.version

    @property
    def name(self) -> str:
        return f"review of {self.application.id}"

    async def renew(self, *, until: datetime) -> bool:
        """Prolong the lease; return False if another worker has the case, or it has changed."""
        held = self._held()
        self.ends.add(until)
        won = bool(await held.update(review_due_at=until))
        if won:
            self.ends = {until}
        return won

    async def give_back(self) -> None:
        """Free the case for other workers at once, unless it has changed."""
        await self._held().update(review_due_at=self.at)

    async def read_again(self) -> Application | None:
        """Return the case as it is stored; None if it has changed or another worker has it."""
        return await self._held().first()

    def _held(self) -> QuerySet[Application]:
        # A lease that was renewed is later than any before, so its end tells whose it is.
        return Application.filter(
            id=self.application.id,
            version=self.version,
            status=Status.UNDER_REVIEW,
            review_due_at__in=self.ends,
        )


async def lease_next(*, at: datetime, lease: timedelta) -> ReviewLease | None:
    """Lease the application that is due first for this worker, or return None."""
    due = Application.filter(status=Status.UNDER_REVIEW, review_due_at__lte=at)
    for candidate in await due.order_by("review_due_at").limit(8):
        won = await due.filter(id=candidate.id, version=candidate.version).update(
            review_due_at=at + lease
        )
        if won:
            return ReviewLease(candidate, at=at, ends={at + lease})
    return None


async def hold(application: Application) -> None:
    """Lock a case until the transaction ends; nothing of it changes.

    :raises ApplicationMoved: when it is not under review, or has changed since it was read.
    """
    same = Application.filter(
        id=application.id, version=application.version, status=Status.UNDER_REVIEW
    )
    if not await same.update(version=application.version):
        raise ApplicationMoved("id", values={"status": application.status.value})


async def put_off(
    application: Application,
    change: Change,
    *,
    until: datetime,
    trouble: str,
    actor: str,
    at: datetime,
) -> None:
    attempts = application.review_attempts + 1
    await application.swap({"review_due_at": until, "review_attempts": attempts})
    event = NewEvent(
        subject=application.subject,
        kind=EventKind.REVIEW_PUT_OFF,
        actor=actor,
        at=at,
        payload={"trouble": trouble, "attempts": str(attempts)},
    )
    change.record(event)


async def note_fault(
    application: Application, change: Change, *, until: datetime, actor: str, at: datetime
) -> None:
    """Count a review that failed for a reason that nobody foresaw.

    It is postponed, and after ``MAX_REVIEW_FAULTS`` left to a person without a comparison.
    """
    faults = application.review_faults + 1
    if faults >= MAX_REVIEW_FAULTS:
        await leave_to_person(application, change, results=[], faults=faults, actor=actor, at=at)
        return
    trouble = CouldNotCompare.code
    await put_off(application, change, until=until, trouble=trouble, actor=actor, at=at)
    await Application.filter(id=application.id).update(review_faults=faults)


async def leave_to_person(
    application: Application,
    change: Change,
    *,
    results: list[dict[str, object]],
    actor: str,
    at: datetime,
    faults: int = 0,
) -> None:
    """Leave a case to a person; with ``faults`` because it could not be compared."""
    left = {"for_person": True, "results": results, "review_due_at": None, "review_faults": faults}
    await application.swap(left)
    application.note(change, ApplicationEventKind.LEFT_TO_PERSON, actor=actor, at=at)


async def begin_again(
    application: Application, change: Change, *, actor: str, at: datetime
) -> None:
    application.must_be(Status.UNDER_REVIEW)
    due = {"for_person": False, "review_due_at": at, "review_attempts": 0, "review_faults": 0}
    await application.swap({**due, "claimed_by": None, "claimed_until": None})
    application.note(change, ApplicationEventKind.REVIEW_BEGUN_AGAIN, actor=actor, at=at)


async def decide(
    application: Application,
    change: Change,
    verdict: Status,
    *,
    actor_kind: ActorKind,
    actor: str,
    at: datetime,
    expires_at: datetime,
    results: list[dict[str, object]],
    mailbox: str | None,
    mailbox_on_file: bool,
    remark: str | None = None,
    marked: list[str] | None = None,
) -> None:
    columns = {
        "decided_at": at,
        "decided_by": actor,
        "remark": remark,
        "marked": marked,
        "claimed_by": None,
        "claimed_until": None,
        "expires_at": expires_at,
        "results": results,
        "mailbox": mailbox,
        "mailbox_on_file": mailbox_on_file,
        "mailed_at": at,
        "review_due_at": None,
    }
    await application.move(
        change, verdict, actor_kind=actor_kind, actor=actor, at=at, columns=columns
    )
