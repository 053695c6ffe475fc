"""The steps of a review: leased, postponed, left to a person, decided."""

from datetime import datetime, timedelta

from models.application.application import Application, ApplicationMoved
from models.application.events import ApplicationEventKind
from models.application.transitions import ActorKind, Status
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind


async def lease_next(*, at: datetime, lease: timedelta) -> Application | None:
    """Lease the application that is due first for this worker, or return None."""
    due = Application.filter(status=Status.UNDER_REVIEW, review_due_at__lte=at)
    for candidate in await due.order_by("review_due_at").limit(8):
        won = await due.filter(id=candidate.id, version=candidate.version).update(
            review_due_at=at + lease
        )
        if won:
            return await Application.get(id=candidate.id)
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


async def leave_to_person(
    application: Application,
    change: Change,
    *,
    results: list[dict[str, object]],
    actor: str,
    at: datetime,
) -> None:
    await application.swap({"for_person": True, "results": results, "review_due_at": None})
    application.note(change, ApplicationEventKind.LEFT_TO_PERSON, actor=actor, at=at)


async def begin_again(
    application: Application, change: Change, *, actor: str, at: datetime
) -> None:
    application.must_be(Status.UNDER_REVIEW)
    due = {"for_person": False, "review_due_at": at, "review_attempts": 0}
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
