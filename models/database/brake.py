"""What holds a duty that would end or erase far more at once than it ever should.

A clock that is wrong, a setting that lost a digit or a fault in a query makes thousands of records
due at once. Then nothing is done until an operator has looked.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from tortoise import fields
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.errors import OperatorError
from models.core.rules import DUTY_COUNTED, DUTY_MOST, DUTY_MOST_PERCENT

log = logging.getLogger(__name__)

Record = TypeVar("Record", bound=Model)


class HeldDuty(Model):
    """A duty that is held: how much was due, of how much, and whether an operator confirmed it."""

    name = fields.CharField(40, primary_key=True)
    since = fields.DatetimeField()
    due = fields.IntField()
    standing = fields.IntField()
    confirmed_due = fields.IntField(null=True)
    confirmed_by = fields.CharField(64, null=True)

    class Meta:
        table = "held_duty"


class DutyNotHeld(OperatorError):
    """There is nothing to confirm under this name."""


@dataclass
class _Look:
    at: datetime
    free: bool


class Brake:
    """The brake of one duty; ``waits`` is how long it holds at most, if it must end."""

    def __init__(self, name: str, *, waits: timedelta | None = None) -> None:
        self.name = name
        self._waits = waits
        self._last: _Look | None = None
        _EVERY.append(self)

    async def is_free(
        self, due: QuerySet[Record], *, of: QuerySet[Record] | None = None, at: datetime
    ) -> bool:
        """Return whether the duty may touch what is due; otherwise it is held, which is an alarm.

        ``of`` are the records among which these stand; by default all of their kind.
        """
        last = self._last
        if last is not None and timedelta() <= at - last.at < DUTY_COUNTED:
            return last.free
        free = await self._look(due, of=of, at=at)
        self._last = _Look(at=at, free=free)
        return free

    def forget(self) -> None:
        """Count again at the next question."""
        self._last = None

    async def _look(
        self, due: QuerySet[Record], *, of: QuerySet[Record] | None, at: datetime
    ) -> bool:
        # Few are due nearly always, and then no more is counted.
        few = await due.order_by().limit(DUTY_MOST + 1).values_list("id", flat=True)
        if len(few) <= DUTY_MOST:
            await HeldDuty.filter(name=self.name).delete()
            return True
        count = await due.order_by().count()
        standing = await (due.model.all() if of is None else of).count()
        if count <= max(DUTY_MOST, standing * DUTY_MOST_PERCENT // 100):
            await HeldDuty.filter(name=self.name).delete()
            return True
        held = await HeldDuty.get_or_none(name=self.name)
        if held is None:
            held = HeldDuty(name=self.name, since=at, due=count, standing=standing)
            await held.save(force_create=True)
        elif (held.due, held.standing) != (count, standing):
            await HeldDuty.filter(name=self.name).update(due=count, standing=standing)
        if self._is_allowed(held, count, at=at):
            return True
        log.critical(
            "the duty %s is held: %d of %d records are due at once; look at the clocks and the"
            " settings, then run `python -m web duties --confirm %s`",
            self.name,
            count,
            standing,
            self.name,
        )
        return False

    def _is_allowed(self, held: HeldDuty, count: int, *, at: datetime) -> bool:
        if held.confirmed_due is not None and count <= held.confirmed_due:
            return True
        return self._waits is not None and at - held.since >= self._waits


# Of this process, one a duty.
_EVERY: list[Brake] = []


def forget_looks() -> None:
    """Count again at the next question of every duty."""
    for one in _EVERY:
        one.forget()


async def held_duties() -> list[HeldDuty]:
    """Return the duties that are held, whether confirmed or not."""
    return await HeldDuty.all().order_by("name")


async def confirm_duty(name: str, *, operator: str) -> HeldDuty:
    """Allow a held duty to touch as much as is due now.

    :raises DutyNotHeld: when it is not held
    """
    held = await HeldDuty.get_or_none(name=name)
    if held is None:
        raise DutyNotHeld(f"no duty named {name} is held; `python -m web duties` lists those")
    held.confirmed_due, held.confirmed_by = held.due, f"operator:{operator}"[:64]
    await held.save(update_fields=("confirmed_due", "confirmed_by"))
    return held
