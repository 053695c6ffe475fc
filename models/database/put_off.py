"""Items of a worker's job that failed: each is skipped for a while, and the others go on."""

import logging
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.core.backoff import FIRST_SLOW_WAIT, LONGEST_WAIT, wait_after
from models.database.unavailable import is_of_database

log = logging.getLogger(__name__)

Record = TypeVar("Record", bound=Model)
# With more failures than this, what is wrong is not the items.
MOST = 100
# A record's id, or the name of a step.
Item = UUID | str


@dataclass(frozen=True, slots=True)
class _Failed:
    """How often an item failed, and until when it is skipped."""

    attempts: int
    until: datetime


class PutOff:
    """The items of one job that failed unforeseen, in the memory of this process.

    Without it, the first item that always fails would keep all behind it from being handled. An
    item is skipped for a pause that grows with each failure. Another process finds out by itself.
    """

    def __init__(self, job: str, *, most: int | None = MOST) -> None:
        """Put off items of a job; ``job`` is the name in the log, the metrics and readiness.

        ``most`` is how many are skipped at a time; None where items that fail delay no other.
        """
        self.job = job
        self._most = most
        self._failed: dict[Item, _Failed] = {}
        _EVERY.append(self)

    async def next(self, records: QuerySet[Record], *, at: datetime) -> UUID | None:
        """Return the id of the first of the records that is not skipped, if any.

        The record itself is read where it is handled, because one that cannot be read is put off
        like others.
        """
        ids = await self.all(records.limit(1), at=at)
        return ids[0] if ids else None

    async def all(self, records: QuerySet[Record], *, at: datetime) -> list[UUID]:
        """Return the ids of all of the records that are not skipped, in their order."""
        skipped = self.skipped(at=at)
        others = records.exclude(id__in=skipped) if skipped else records
        return [record_id for (record_id,) in await others.values_list("id")]

    def skipped(self, *, at: datetime) -> list[Item]:
        """Return the items whose pause is not over."""
        return [item for item, failed in self._failed.items() if at < failed.until]

    @contextmanager
    def trying(self, item: Item, *, at: datetime) -> Iterator[None]:
        """Handle an item in the block; if that fails, log it and put the item off.

        The failure is raised where it is not the item's: when the database is away, or as many
        other items are skipped already.
        """
        try:
            yield
        except Exception as fault:
            if is_of_database(fault) or self._is_full(at=at):
                raise
            failed = self._after_failure(item, at=at)
            log.exception(
                "job %s failed %d times for %s, which it skips until %s",
                self.job,
                failed.attempts,
                item,
                failed.until.isoformat(),
            )
        else:
            self._failed.pop(item, None)

    async def together(
        self,
        records: QuerySet[Record],
        act: Callable[[Sequence[UUID]], Awaitable[object]],
        *,
        at: datetime,
    ) -> bool:
        """Handle records at once, or each alone where that fails, so that the bad are put off.

        ``act`` takes ids, and does nothing if it fails.

        :returns: whether there were any.
        """
        items = await self.all(records, at=at)
        if not items:
            return False
        try:
            await act(items)
        except Exception as fault:
            if is_of_database(fault):
                raise
            log.warning("job %s handles %d items one by one: %s", self.job, len(items), fault)
            for item in items:
                with self.trying(item, at=at):
                    await act([item])
        return True

    def count(self, *, at: datetime) -> int:
        """Return how many items failed at their last attempt.

        One that was not tried again long after its pause no longer exists, or is no longer due.
        """
        self._failed = {
            item: failed
            for item, failed in self._failed.items()
            if at < failed.until + LONGEST_WAIT
        }
        return len(self._failed)

    def _is_full(self, *, at: datetime) -> bool:
        return self._most is not None and len(self.skipped(at=at)) >= self._most

    def forget(self) -> None:
        """Skip nothing."""
        self._failed.clear()

    def _after_failure(self, item: Item, *, at: datetime) -> _Failed:
        before = self._failed.get(item)
        attempts = before.attempts + 1 if before else 1
        failed = _Failed(attempts, at + wait_after(attempts, first=FIRST_SLOW_WAIT))
        self._failed[item] = failed
        return failed


# Of this process, one a job.
_EVERY: list[PutOff] = []


def put_off(*, at: datetime) -> Mapping[str, int]:
    """Return how many items each job of this process puts off, by its name, if any."""
    counts = {one.job: one.count(at=at) for one in _EVERY}
    return {job: count for job, count in counts.items() if count}


def forget_all() -> None:
    """Skip nothing in any job of this process."""
    for one in _EVERY:
        one.forget()
