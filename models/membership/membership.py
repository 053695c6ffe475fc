"""The membership: that a person belongs to an account, from one act to another."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.errors import UserError, Words
from models.core.rules import MEMBER_NOTICE
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.membership.moves import BY_OTHERS, Beginning, Ending, MemberActor, require_move
from models.membership.person import Person
from models.session.roles import AccountKind

_NEVER = datetime.max.replace(tzinfo=UTC)


class MembershipNotFound(UserError):
    """The membership does not exist, or has ended."""

    zh = Words(title="找不到此使用者", message="找不到此使用者，其資格可能已終止。請重新查詢。")
    en = Words(
        title="This member was not found",
        message="There is no such member, or the membership has ended. Look again.",
    )


class Membership(Model):
    """A person's membership of an account; a person has at most one that has not ended.

    It is dormant from ``dormant_since``, when the last of its cards ended, and ends at ``ends_at``
    by itself. ``leaves_at`` is when a last holder who gave notice leaves. The rights of staff begin
    at ``confirmed_at``; for others it is when the membership began. ``ended_note`` is the reason
    that staff gave.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "models.Person", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    person_id: UUID
    account: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Account", on_delete=fields.OnDelete.RESTRICT, db_index=True
    )
    account_id: UUID
    began_at = fields.DatetimeField()
    began_because = fields.CharEnumField(Beginning, max_length=16)
    began_by = fields.CharField(64)
    confirmed_at = fields.DatetimeField(null=True)
    confirmed_by = fields.CharField(64, null=True)
    dormant_since = fields.DatetimeField(null=True)
    warned_at = fields.DatetimeField(null=True)
    ends_at = fields.DatetimeField(null=True)
    leaves_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_because = fields.CharEnumField(Ending, max_length=16, null=True)
    ended_by = fields.CharField(64, null=True)
    ended_note = fields.CharField(400, null=True)

    class Meta:
        table = "membership"

    @classmethod
    async def begin(
        cls,
        change: Change,
        person: Person,
        *,
        account_id: UUID,
        kind: AccountKind,
        because: Beginning,
        actor_kind: MemberActor,
        actor: str,
        at: datetime,
        confirmed_by: str | None,
    ) -> "Membership":
        """Begin a membership; ``confirmed_by`` is None while the rights await a confirmation.

        :raises IntegrityError: when the person has a membership that has not ended.
        :raises MoveNotAllowed: when the table of moves does not allow it.
        """
        require_move(because, actor_kind=actor_kind, kind=kind)
        membership = await cls.create(
            person_id=person.id,
            account_id=account_id,
            began_at=at,
            began_because=because,
            began_by=actor,
            confirmed_at=at if confirmed_by else None,
            confirmed_by=confirmed_by,
        )
        awaits = {} if confirmed_by else {"awaits": "CONFIRMATION"}
        said = {"because": because.value, **awaits}
        membership.note(change, EventKind.MEMBERSHIP_BEGAN, actor=actor, at=at, said=said)
        return membership

    @classmethod
    def standing(cls, *, at: datetime) -> QuerySet["Membership"]:
        """Return a query for the memberships that stand, active or dormant."""
        return cls.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), ended_at__isnull=True)

    @classmethod
    async def standing_of(cls, person: Person | None, *, at: datetime) -> "Membership | None":
        if person is None:
            return None
        return await cls.standing(at=at).get_or_none(person_id=person.id)

    @classmethod
    async def was_ended_by_others(cls, person: Person, *, control_number: str) -> bool:
        """Return whether others ended the person's last membership of a company."""
        last = await cls.last_of(person, control_number=control_number)
        return last is not None and last.ended_because in BY_OTHERS

    @classmethod
    async def last_of(cls, person: Person, *, control_number: str) -> "Membership | None":
        """Return the last membership of a company, by whichever account of it or identifier."""
        who = await person.perhaps_same()
        there = cls.filter(person_id__in=who, account__control_number=control_number)
        return max(await there, key=_latest, default=None)

    async def end(
        self,
        change: Change,
        because: Ending,
        *,
        kind: AccountKind,
        actor_kind: MemberActor,
        actor: str,
        at: datetime,
    ) -> bool:
        """End the membership; return False if it has ended already.

        :raises MoveNotAllowed: when the table of moves does not allow it.
        """
        require_move(because, actor_kind=actor_kind, kind=kind)
        columns = {"ended_at": at, "ended_because": because, "ended_by": actor}
        if not await Membership.filter(id=self.id, ended_at__isnull=True).update(**columns):
            return False
        self.update_from_dict(columns)
        said = {"because": because.value}
        self.note(change, EventKind.MEMBERSHIP_ENDED, actor=actor, at=at, said=said)
        return True

    async def reinstated(self) -> "Membership":
        """Return the membership in which staff reinstated the person since, or else this one."""
        here = await Membership.filter(person_id=self.person_id, account_id=self.account_id)
        here.sort(key=lambda one: (one.began_at, one.ended_at or _NEVER))
        last = self
        for later in here[[one.id for one in here].index(self.id) + 1 :]:
            if later.began_because is not Beginning.REINSTATED:
                break
            last = later
        return last

    async def sleep(
        self, change: Change, *, since: datetime, ends_at: datetime, actor: str, at: datetime
    ) -> None:
        """Record since when the membership has no usable card, and when it ends for that reason."""
        columns = {"dormant_since": since, "ends_at": ends_at, "warned_at": None}
        await Membership.filter(id=self.id).update(**columns)
        self.update_from_dict(columns)
        self.note(change, EventKind.MEMBERSHIP_DORMANT, actor=actor, at=at)

    async def warn(self, change: Change, *, ends_at: datetime, actor: str, at: datetime) -> None:
        """Record that the member was told when the dormant membership ends."""
        columns = {"warned_at": at, "ends_at": ends_at}
        await Membership.filter(id=self.id).update(**columns)
        self.update_from_dict(columns)
        self.note(change, EventKind.MEMBERSHIP_WARNED, actor=actor, at=at)

    async def give_notice(
        self, change: Change, *, leaves_at: datetime | None, actor: str, at: datetime
    ) -> None:
        """Record when the member leaves, or with None that she stays."""
        await Membership.filter(id=self.id).update(leaves_at=leaves_at)
        self.leaves_at = leaves_at
        kind = EventKind.LEAVING_CANCELLED if leaves_at is None else EventKind.LEAVING_ANNOUNCED
        self.note(change, kind, actor=actor, at=at)

    @classmethod
    async def renew_notices(
        cls, change: Change, account_id: UUID, *, actor: str, at: datetime
    ) -> None:
        """Restart the notices of leaving, because nobody could cancel them lately."""
        given = cls.filter(account_id=account_id, ended_at__isnull=True, leaves_at__isnull=False)
        for membership in await given:
            await membership.give_notice(change, leaves_at=at + MEMBER_NOTICE, actor=actor, at=at)

    @classmethod
    async def pause_endings(cls, account_id: UUID, *, at: datetime) -> None:
        """Withdraw the ends of an account's dormant memberships until they are marked again."""
        dormant = cls.filter(account_id=account_id, ended_at__isnull=True, ends_at__gt=at)
        await dormant.update(ends_at=None, warned_at=None)

    async def await_confirmation(self, change: Change, *, actor: str, at: datetime) -> None:
        """Suspend the member's rights until an ADMIN confirms them."""
        columns = {"confirmed_at": None, "confirmed_by": None}
        await Membership.filter(id=self.id).update(**columns)
        self.update_from_dict(columns)
        self.note(change, EventKind.MEMBERSHIP_UNCONFIRMED, actor=actor, at=at)

    async def confirm(self, change: Change, *, actor: str, at: datetime) -> bool:
        """Begin the member's rights; return False if they have begun already, or it has ended."""
        waiting = Membership.filter(id=self.id, confirmed_at__isnull=True, ended_at__isnull=True)
        if not await waiting.update(confirmed_at=at, confirmed_by=actor):
            return False
        self.update_from_dict({"confirmed_at": at, "confirmed_by": actor})
        said = {"because": self.began_because.value}
        self.note(change, EventKind.MEMBERSHIP_CONFIRMED, actor=actor, at=at, said=said)
        return True

    async def wake(self, change: Change, *, actor: str, at: datetime) -> None:
        """Record that the membership has a usable card again."""
        awake = {"dormant_since": None, "warned_at": None, "ends_at": None}
        if await Membership.filter(id=self.id, dormant_since__isnull=False).update(**awake):
            self.note(change, EventKind.MEMBERSHIP_AWAKE, actor=actor, at=at)
        self.update_from_dict(awake)

    def is_standing(self, *, at: datetime) -> bool:
        return self.ended_at is None and (self.ends_at is None or self.ends_at > at)

    @property
    def subject(self) -> str:
        return f"membership:{self.id}"

    def note(
        self,
        change: Change,
        kind: EventKind,
        *,
        actor: str,
        at: datetime,
        said: Mapping[str, str] | None = None,
    ) -> None:
        payload = {"account": str(self.account_id), "person": str(self.person_id), **(said or {})}
        change.record(
            NewEvent(subject=self.subject, kind=kind, actor=actor, at=at, payload=payload)
        )


def _latest(membership: Membership) -> tuple[datetime, datetime]:
    return membership.ended_at or _NEVER, membership.began_at
