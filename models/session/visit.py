"""The visits of sessions at partner systems, and the notices that tell them of a session's end.

They stand here and not in `models/openid`, because sessions end in this room, and the notice is
queued in the same transaction.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core import trace


class Visit(Model):
    """A session's visit at a relying party; its id is the ``sid`` of the tokens.

    ``subject`` is the membership's id, the ``sub`` of the tokens; ``scopes`` are those that the
    holder has agreed to in this session.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    session_id = fields.UUIDField()
    relying_party_id = fields.UUIDField(db_index=True)
    subject = fields.UUIDField(db_index=True)
    scopes = fields.JSONField[list[str]]()
    began_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "visit"
        unique_together = (("session_id", "relying_party_id"),)


class NoticeState(StrEnum):
    """The state of a notice; an UNWANTED one has no address to go to."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    GIVEN_UP = "GIVEN_UP"
    UNWANTED = "UNWANTED"


class LogoutNotice(Model):
    """The notice to a relying party that a visit has ended, and the attempts to send it.

    It holds no token: each attempt signs a new one.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    visit: fields.OneToOneRelation[Visit] = fields.OneToOneField(
        "models.Visit", on_delete=fields.OnDelete.RESTRICT, related_name="notice"
    )
    visit_id: UUID
    state = fields.CharEnumField(NoticeState, max_length=16)
    attempts = fields.IntField(default=0)
    queued_at = fields.DatetimeField()
    due_at = fields.DatetimeField(db_index=True)
    leased_until = fields.DatetimeField(null=True)
    lease = fields.UUIDField(null=True)
    sent_at = fields.DatetimeField(null=True)
    trouble = fields.CharField(400, null=True)
    trace = fields.CharField(32, null=True)

    class Meta:
        table = "logout_notice"
        indexes = (("state", "due_at"), ("queued_at",))

    @classmethod
    async def queue(cls, sessions: Iterable[UUID], *, at: datetime) -> None:
        """Queue a notice for each visit of these sessions that has not ended yet.

        It belongs into the transaction that ends the sessions.
        """
        for visit in await Visit.filter(session_id__in=list(sessions), ended_at__isnull=True):
            if not await Visit.filter(id=visit.id, ended_at__isnull=True).update(ended_at=at):
                continue
            await cls.create(
                visit_id=visit.id,
                state=NoticeState.QUEUED,
                queued_at=at,
                due_at=at,
                trace=trace.current(),
            )

    @classmethod
    async def lease_next(cls, *, at: datetime, until: datetime) -> "LogoutNotice | None":
        """Lease the notice that is due first, or return None; called outside a transaction."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
        due = cls.filter(free, state=NoticeState.QUEUED, due_at__lte=at)
        for notice in await due.order_by("due_at", "id").limit(5):
            lease = uuid4()
            # Compare and set: of two workers that have read the notice, one gets it.
            taken = due.filter(id=notice.id, lease=notice.lease)
            if notice.lease is None:
                taken = due.filter(id=notice.id, lease__isnull=True)
            if await taken.update(lease=lease, leased_until=until):
                notice.lease, notice.leased_until = lease, until
                return notice
        return None

    async def settle(self, state: NoticeState, *, at: datetime, trouble: str | None = None) -> bool:
        """Record the outcome; return False if another worker has the lease meanwhile."""
        sent_at = at if state is NoticeState.SENT else None
        return await self._write({"state": state, "sent_at": sent_at, "trouble": trouble})

    async def put_off(self, *, until: datetime, trouble: str) -> bool:
        return await self._write({"due_at": until, "trouble": trouble[:400]})

    @property
    def name(self) -> str:
        return f"logout notice {self.id}"

    async def renew(self, *, until: datetime) -> bool:
        """Prolong the lease; return False if another worker has it."""
        return bool(await self._held().update(leased_until=until))

    async def give_back(self) -> None:
        """Return the lease, without an attempt, unless the notice is settled."""
        await self._held().update(leased_until=None, lease=None)

    async def _write(self, columns: Mapping[str, object]) -> bool:
        outcome = {**columns, "attempts": self.attempts + 1, "leased_until": None, "lease": None}
        return bool(await self._held().update(**outcome))

    def _held(self) -> QuerySet["LogoutNotice"]:
        return LogoutNotice.filter(id=self.id, lease=self.lease, state=NoticeState.QUEUED)
