"""The request of a registered mailbox for an account whose members cannot sign in."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.errors import UserError, Words
from models.core.rules import ACCESS_GRANTED_FOR, MEMBER_NOTICE
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind


class AccessRequestNotFound(UserError):
    """The request for access does not exist."""

    zh = Words(title="找不到此筆綁定申請", message="找不到此筆綁定申請，請重新查詢。")
    en = Words(title="This request was not found", message="There is no such request for access.")


class AccessRequestOver(UserError):
    """The request for access is over: it was used, refused, or a member signed in."""

    zh = Words(
        title="此筆綁定申請已結束",
        message="此筆綁定申請已結束：已完成綁定、已由專人處理，或已有使用者登入。",
    )
    en = Words(
        title="This request is over",
        message="A card was bound, staff decided, or a member has signed in.",
    )


class AccessOutcome(StrEnum):
    """How a request for access ended."""

    BOUND = "BOUND"
    SIGNED_IN = "SIGNED_IN"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"


class AccessRequest(Model):
    """A request to bind a card to an account whose members exist but cannot sign in.

    It takes effect at ``effective_at``, or when staff approve it earlier; one that was stopped
    needs their approval. From ``granted_at`` on, for `ACCESS_GRANTED_FOR`, a mailed sign-in link
    binds a card although members remain. It is over at ``done_at``. An account has at most one
    that is not over.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    account: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    account_id: UUID
    asked_at = fields.DatetimeField()
    effective_at = fields.DatetimeField(db_index=True)
    stopped_at = fields.DatetimeField(null=True)
    stopped_by = fields.CharField(64, null=True)
    approved_at = fields.DatetimeField(null=True)
    approved_by = fields.CharField(64, null=True)
    granted_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    done_by = fields.CharField(64, null=True)
    outcome = fields.CharEnumField(AccessOutcome, max_length=16, null=True)
    note = fields.CharField(400, null=True)

    class Meta:
        table = "access_request"

    @classmethod
    async def begin(
        cls, change: Change, account_id: UUID, *, actor: str, at: datetime
    ) -> "AccessRequest":
        """Create the account's only open request; called while the account is locked."""
        request = await cls.create(
            account_id=account_id, asked_at=at, effective_at=at + MEMBER_NOTICE
        )
        request.record(change, EventKind.ACCESS_REQUESTED, actor=actor, at=at)
        return request

    @classmethod
    def waiting(cls) -> QuerySet["AccessRequest"]:
        """Return a query for the requests that are not over."""
        return cls.filter(done_at__isnull=True)

    @classmethod
    async def open_of(cls, account_id: UUID) -> "AccessRequest | None":
        return await cls.waiting().get_or_none(account_id=account_id)

    @classmethod
    async def of_subject(cls, subject: str) -> "AccessRequest":
        return await cls.get(id=UUID(subject.removeprefix("access:")))

    @classmethod
    async def end_open(
        cls,
        change: Change,
        account_id: UUID | None,
        outcome: AccessOutcome,
        *,
        actor: str,
        at: datetime,
    ) -> None:
        """End the account's open request, if there is one."""
        request = await cls.waiting().get_or_none(account_id=account_id)
        if request is not None:
            await request.end(change, outcome, actor=actor, at=at)

    async def end(
        self,
        change: Change,
        outcome: AccessOutcome,
        *,
        actor: str,
        at: datetime,
        note: str | None = None,
    ) -> None:
        """End the request.

        :raises AccessRequestOver: when it has ended already.
        """
        columns = {"done_at": at, "done_by": actor, "outcome": outcome, "note": note}
        await self._move(columns)
        self.record(change, EventKind.ACCESS_OVER, actor=actor, at=at, outcome=outcome.value)

    async def stop(self, change: Change, *, actor: str, at: datetime) -> None:
        """Stop the request until staff decide; a link that was granted no longer binds.

        :raises AccessRequestOver: when it has ended already.
        """
        columns = {"stopped_at": at, "stopped_by": actor, "approved_at": None, "granted_at": None}
        await self._move(columns)
        self.record(change, EventKind.ACCESS_STOPPED, actor=actor, at=at)

    async def approve(self, change: Change, *, note: str, actor: str, at: datetime) -> None:
        """Make the request take effect now, even if it was stopped.

        :raises AccessRequestOver: when it has ended already.
        """
        await self._move({"approved_at": at, "approved_by": actor, "note": note})
        self.record(change, EventKind.ACCESS_APPROVED, actor=actor, at=at)

    async def grant(self, change: Change, *, actor: str, at: datetime) -> None:
        """Record that the sign-in link is mailed.

        :raises AccessRequestOver: when it has ended already.
        """
        await self._move({"granted_at": at})
        self.record(change, EventKind.ACCESS_GRANTED, actor=actor, at=at)

    @classmethod
    async def renew_notice(cls, account_id: UUID, *, at: datetime) -> None:
        """Restart the notice of a request that waits, because no member could sign in lately."""
        waiting = cls.waiting().filter(account_id=account_id, granted_at__isnull=True)
        await waiting.update(effective_at=at + MEMBER_NOTICE)

    def is_granted(self, *, at: datetime) -> bool:
        """Return whether the mailed link may bind a card, as long as the request is not over."""
        granted = self.granted_at
        return granted is not None and at < granted + ACCESS_GRANTED_FOR

    @property
    def subject(self) -> str:
        return f"access:{self.id}"

    def record(
        self,
        change: Change,
        kind: EventKind,
        *,
        actor: str,
        at: datetime,
        outcome: str | None = None,
    ) -> None:
        payload = {"request": str(self.id)} | ({"outcome": outcome} if outcome else {})
        subject = f"account:{self.account_id}"
        change.record(NewEvent(subject=subject, kind=kind, actor=actor, at=at, payload=payload))

    async def _move(self, columns: dict[str, object]) -> None:
        if not await AccessRequest.filter(id=self.id, done_at__isnull=True).update(**columns):
            raise AccessRequestOver("id")
        self.update_from_dict(columns)
