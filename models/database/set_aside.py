"""Records that a job leaves out for a while, because its work on them failed unforeseen."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.expressions import Subquery
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.backoff import next_try
from models.core.errors import unforeseen
from models.core.rules import SET_ASIDE_SHOWN
from models.database.away import is_away

log = logging.getLogger(__name__)

Record = TypeVar("Record", bound=Model)


class SetAside(Model):
    """A record on which a job has failed ``faults`` times in a row; it waits until ``due_at``.

    It stands for jobs that take one record after the other and lease none: without it, a record
    that fails would be the first again, and keep all others waiting. None is given up, since what
    it is due for must happen; staff see it until it has.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    job = fields.CharField(32)
    item = fields.UUIDField()
    faults = fields.IntField()
    due_at = fields.DatetimeField(db_index=True)
    trouble = fields.CharField(100)

    class Meta:
        table = "set_aside"
        unique_together = (("job", "item"),)

    @classmethod
    async def first_of(cls, due: QuerySet[Record], *, job: str, at: datetime) -> Record | None:
        """Return the first record that the job has not set aside."""
        return await cls.not_aside(due, job=job, at=at).first()

    @classmethod
    def not_aside(cls, due: QuerySet[Record], *, job: str, at: datetime) -> QuerySet[Record]:
        """Return a query for the records that the job has not set aside."""
        waiting = cls.filter(job=job, due_at__gt=at)
        return due.filter(id__not_in=Subquery(waiting.values("item")))

    @classmethod
    @asynccontextmanager
    async def on_fault(cls, item: UUID, *, job: str, at: datetime) -> AsyncIterator[None]:
        """Set a record aside if the block fails for a reason that nobody foresaw.

        A database that is away is no fault of the record, and is raised.
        """
        try:
            yield
        except Exception as fault:
            if is_away(fault):
                raise
            log.exception("job %s failed on %s", job, item)
            await cls._note(item, fault, job=job, at=at)
        else:
            await cls.filter(job=job, item=item).delete()

    @classmethod
    def failing(cls, *, at: datetime) -> QuerySet["SetAside"]:
        """Return a query for what still fails; what is no longer due drops out."""
        return cls.filter(due_at__gt=at - SET_ASIDE_SHOWN)

    @classmethod
    async def forget(cls, *, before: datetime) -> None:
        """Forget what was due before and was not tried again: it has changed since."""
        await cls.filter(due_at__lte=before).delete()

    @classmethod
    async def _note(cls, item: UUID, fault: Exception, *, job: str, at: datetime) -> None:
        known = await cls.get_or_none(job=job, item=item)
        faults = known.faults + 1 if known is not None else 1
        due_at = next_try(attempts=faults, now=at, random=lambda: 0.0)
        trouble = unforeseen(fault)[:100]
        if known is not None:
            await cls.filter(id=known.id).update(faults=faults, due_at=due_at, trouble=trouble)
            return
        try:
            await cls.create(job=job, item=item, faults=faults, due_at=due_at, trouble=trouble)
        except IntegrityError:
            log.info("%s was set aside by another worker", item)
