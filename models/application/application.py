"""The application for an account: visibility, status changes and optimistic locking."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.expressions import Q

from models.application.case_number import case_number
from models.application.columns import ApplicationColumns
from models.application.events import ApplicationEventKind
from models.application.shown import Shown
from models.application.transitions import (
    CAME_TO_NOTHING,
    OPEN,
    TRANSITIONS,
    ActorKind,
    ClosedBecause,
    Status,
)
from models.company.company import Company
from models.core.errors import Remedy, UserError, Words
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.session.session import Viewer


class ApplicationNotFound(UserError):
    """The application does not exist, or the viewer may not see it."""

    zh = Words(title="找不到此申請", message="找不到此申請案。若已綁定憑證，請以憑證繼續申請。")
    en = Words(
        title="Application not found",
        message="We could not find this application. If you have bound a card, use it to continue.",
    )
    remedy = Remedy.CONTINUE


class ApplicationMoved(UserError):
    """The application's status does not allow the operation, or it has changed since it was shown.

    The path names `version` or `controlNumber` when that is not what the caller saw.
    """

    zh = Words(
        title="申請案已變更",
        message="申請案的資料或狀態已變更，此動作未執行。請確認目前的內容後再辦理。",
    )
    en = Words(
        title="The application has changed",
        message=(
            "Its data or its status has changed, so nothing was done. Check the application as it "
            "is now, then go on."
        ),
    )
    remedy = Remedy.STATUS


# The kinds of event by the new status; no transition leads back to a draft.
_KINDS: Mapping[Status, ApplicationEventKind] = {
    Status.UNDER_REVIEW: ApplicationEventKind.SUBMITTED,
    Status.APPROVED: ApplicationEventKind.APPROVED,
    Status.REJECTED: ApplicationEventKind.REJECTED,
    Status.ACTIVATED: ApplicationEventKind.ACTIVATED,
    Status.WITHDRAWN: ApplicationEventKind.WITHDRAWN,
    Status.EXPIRED: ApplicationEventKind.EXPIRED,
}
# The review columns of an application that was not reviewed yet.
_UNREVIEWED: Mapping[str, object] = {
    **dict.fromkeys(("results", "marked", "remark", "claimed_by", "claimed_until")),
    **dict.fromkeys(("decided_at", "decided_by")),
    "review_attempts": 0,
    "review_faults": 0,
    "for_person": False,
}


class Application(ApplicationColumns):
    """An application, whose status changes only as ``TRANSITIONS`` allows."""

    class Meta:
        table = "application"
        indexes = (("status", "submitted_at"),)

    @classmethod
    async def open(
        cls,
        change: Change,
        *,
        company: Company,
        viewer: Viewer,
        request_key: str | None,
        at: datetime,
        expires_at: datetime,
        account_id: UUID | None = None,
        privacy_notice: str | None = None,
    ) -> "Application":
        application = cls(
            case_number=case_number(at),
            session_id=None if account_id else viewer.session_id,
            account_id=account_id,
            asked_by=viewer.certificate_id if account_id else None,
            request_key=request_key,
            status=Status.DRAFT,
            created_at=at,
            expires_at=expires_at,
            privacy_notice=privacy_notice,
            **company.by_attribute(),
        )
        await application.save(force_create=True)
        application.note(change, ApplicationEventKind.APPLIED, actor=viewer.actor, at=at)
        return application

    @classmethod
    async def for_viewer(cls, viewer: Viewer | None, application_id: UUID) -> "Application":
        """Return the application if the viewer may see it; every request goes through here.

        :raises ApplicationNotFound: when there is no such application, or it is somebody else's.
        """
        return cls.shown_to(viewer, await cls.get_or_none(id=application_id))

    @staticmethod
    def shown_to(viewer: Viewer | None, application: "Application | None") -> "Application":
        """Return an application that was read, as ``for_viewer``."""
        if application is None or not application.belongs_to(viewer):
            raise ApplicationNotFound("id")
        return application

    @classmethod
    async def already_requested(cls, viewer: Viewer, request_key: str) -> "Application | None":
        return await cls.get_or_none(session_id=viewer.session_id, request_key=request_key)

    @classmethod
    async def others_open(cls, application: "Application") -> "list[Application]":
        same_number = cls.filter(control_number=application.control_number, status__in=OPEN)
        return await same_number.exclude(id=application.id)

    def note(self, change: Change, kind: ApplicationEventKind, *, actor: str, at: datetime) -> None:
        change.record(
            NewEvent(subject=self.subject, kind=EventKind(kind.value), actor=actor, at=at)
        )

    def must_be(self, *statuses: Status) -> None:
        if self.status not in statuses:
            raise ApplicationMoved("id", values={"status": self.status.value})

    def require_shown(self, shown: Shown) -> None:
        """Refuse an act on an application that is no longer what its page showed.

        What follows compares and sets this version, so that a later change is refused as well.

        :raises ApplicationMoved: when the control number or the version is another one.
        """
        values = {"status": self.status.value}
        if shown.control_number != self.control_number:
            raise ApplicationMoved("controlNumber", values=values)
        if shown.version != self.version:
            raise ApplicationMoved("version", values=values)

    async def amend(self, change: Change, *, company: Company, actor: str, at: datetime) -> None:
        await self.swap(company.by_attribute())
        self.note(change, ApplicationEventKind.AMENDED, actor=actor, at=at)

    async def hand_to(self, change: Change, viewer: Viewer, *, at: datetime) -> None:
        await self.swap({"session_id": viewer.session_id})
        self.note(change, ApplicationEventKind.CONTINUED, actor=viewer.actor, at=at)

    async def submit(
        self,
        change: Change,
        *,
        actor: str,
        at: datetime,
        actor_kind: ActorKind = ActorKind.APPLICANT,
    ) -> None:
        columns = {"submitted_at": at, "expires_at": None, "review_due_at": at}
        await self.move(
            change,
            Status.UNDER_REVIEW,
            actor_kind=actor_kind,
            actor=actor,
            at=at,
            columns={**columns, **_UNREVIEWED},
        )

    async def mailed_again(
        self, change: Change, *, pause: timedelta, actor: str, at: datetime
    ) -> bool:
        """Record that a link is mailed again; return False if the last one is too recent."""
        old = Q(mailed_at__isnull=True) | Q(mailed_at__lte=at - pause)
        if not await Application.filter(old, id=self.id).update(mailed_at=at):
            return False
        self.note(change, ApplicationEventKind.LINK_SENT, actor=actor, at=at)
        return True

    async def close(
        self, change: Change, *, because: ClosedBecause, actor: str, at: datetime
    ) -> None:
        columns = {"closed_because": because, "expires_at": None, "review_due_at": None}
        await self.move(
            change,
            Status.EXPIRED,
            actor_kind=ActorKind.SERVICE,
            actor=actor,
            at=at,
            columns=columns,
        )

    async def move(
        self,
        change: Change,
        to: Status,
        *,
        actor_kind: ActorKind,
        actor: str,
        at: datetime,
        columns: Mapping[str, object] | None = None,
    ) -> None:
        """Change the status, unless the application was changed since it was read.

        :raises ApplicationMoved: when the actor may not make this transition, or another change
            came first.
        """
        if actor_kind not in TRANSITIONS.get((self.status, to), frozenset()):
            raise ApplicationMoved("id", values={"status": self.status.value})
        closed = {"closed_at": at} if to in CAME_TO_NOTHING else {}
        await self.swap({"status": to, **closed, **(columns or {})})
        self.note(change, _KINDS[to], actor=actor, at=at)

    async def swap(self, columns: Mapping[str, object]) -> None:
        """Update columns if the version is still the one that was read (compare and set)."""
        version = self.version + 1
        won = await Application.filter(id=self.id, version=self.version).update(
            **columns, version=version
        )
        if not won:
            raise ApplicationMoved("id", values={"status": self.status.value})
        self.update_from_dict({**columns, "version": version})
