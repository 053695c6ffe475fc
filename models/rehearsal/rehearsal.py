"""The record of a rehearsal, and the journal's event of it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.core.errors import UserError, Words
from models.core.rules import HOUR, REHEARSAL_LIFE
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.rehearsal.finding import Finding, Tally

_HOURS = REHEARSAL_LIFE // HOUR


class RehearsalNotFound(UserError):
    """The viewer has carried out no such rehearsal, or it is too old to be recorded."""

    zh = Words(
        title="找不到此次演練",
        message=f"找不到此次演練，或已超過 {_HOURS} 小時，請重新演練。",
    )
    en = Words(
        title="This rehearsal was not found",
        message=f"There is no such rehearsal of yours, or it is older than {_HOURS} hours. "
        "Carry it out again.",
    )


class RehearsalRecorded(UserError):
    """The rehearsal is in the journal already."""

    zh = Words(title="此次演練已寫入", message="此次演練已寫入稽核紀錄，不需再次寫入。")
    en = Words(
        title="This rehearsal is recorded",
        message="The rehearsal is in the journal already. It need not be recorded again.",
    )


class RehearsalWithoutCard(UserError):
    """No card of a trusted authority was recognised, so that there is nothing to record."""

    zh = Words(
        title="沒有可寫入的結果",
        message="此次演練未辨識出受信任機構所發的卡片，無法寫入稽核紀錄。請依結果排除後重新演練。",
    )
    en = Words(
        title="There is nothing to record",
        message="No card of a trusted authority was recognised in this rehearsal. Mend what "
        "differs and carry it out again.",
    )


class Rehearsal(Model):
    """A rehearsal with one card, without a word about its holder.

    ``generation`` is that of the card's issuer, None where none was recognised. ``accepted`` is
    whether the service would have let the card in. ``differing`` names the assumptions that
    differ, with blanks between.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    actor = fields.CharField(64)
    at = fields.DatetimeField()
    generation = fields.CharField(16, null=True)
    accepted = fields.BooleanField()
    held = fields.IntField()
    differs = fields.IntField()
    not_seen = fields.IntField()
    differing = fields.TextField()
    recorded_at = fields.DatetimeField(null=True)

    class Meta:
        table = "rehearsal"

    @classmethod
    def of(
        cls,
        findings: Sequence[Finding],
        *,
        generation: str | None,
        accepted: bool,
        actor: str,
        at: datetime,
    ) -> "Rehearsal":
        """Return the record of these findings, which is not stored yet."""
        tally = Tally.of(findings)
        return cls(
            actor=actor,
            at=at,
            generation=generation,
            accepted=accepted,
            held=tally.held,
            differs=tally.differs,
            not_seen=tally.not_seen,
            differing=" ".join(tally.differing),
        )

    @classmethod
    async def own(cls, rehearsal_id: UUID, *, actor: str, at: datetime) -> "Rehearsal":
        """Return a rehearsal that this actor carried out and that may be recorded still.

        :raises RehearsalNotFound: when there is none.
        """
        found = await cls.get_or_none(id=rehearsal_id, actor=actor, at__gt=at - REHEARSAL_LIFE)
        if found is None:
            raise RehearsalNotFound("id")
        return found

    async def record(self, change: Change, *, actor: str, at: datetime) -> None:
        """Write the rehearsal into the journal, once.

        :raises RehearsalWithoutCard: when no issuer was recognised.
        :raises RehearsalRecorded: when it was written before.
        """
        if self.generation is None:
            raise RehearsalWithoutCard("id")
        mine = Rehearsal.filter(id=self.id, recorded_at__isnull=True)
        if not await mine.update(recorded_at=at):
            raise RehearsalRecorded("id")
        self.recorded_at = at
        event = NewEvent(
            subject=subject_of(self.generation),
            kind=EventKind.CARD_REHEARSED,
            actor=actor,
            at=at,
            payload={
                "rehearsal": str(self.id),
                "generation": self.generation,
                "accepted": "yes" if self.accepted else "no",
                "held": str(self.held),
                "differs": str(self.differs),
                "not_seen": str(self.not_seen),
                "differing": self.differing,
            },
        )
        change.record(event)


def subject_of(generation: str) -> str:
    """Return the journal's subject of a generation of cards."""
    return f"generation:{generation}"
