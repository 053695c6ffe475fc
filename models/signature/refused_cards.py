"""Cards that were accepted or refused, counted in this process; those refused also by day."""

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import product
from uuid import uuid4

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from models.core.errors import UserError
from models.core.rules import TAIWAN
from models.core.tally import Tally
from models.signature.refusals import CARD_REFUSALS

log = logging.getLogger(__name__)

REASONS = tuple(refusal.code for refusal in CARD_REFUSALS)


class CardStep(StrEnum):
    """When a card is judged: its certificate when it is read, or its signature."""

    READ = "read"
    SIGNED = "signed"


class RefusedCards(Model):
    """How many cards were refused on one day of Taiwan for one reason; nothing says whose.

    A day has at most as many rows as there are reasons.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    day = fields.DateField()
    reason = fields.CharField(40)
    count = fields.IntField()

    class Meta:
        table = "refused_cards"
        unique_together = (("day", "reason"),)

    @classmethod
    async def add(cls, refusal: type[UserError], *, at: datetime) -> None:
        """Count a card, in a statement of its own, whatever becomes of what refused it."""
        row = {"day": at.astimezone(TAIWAN).date(), "reason": refusal.code}
        more = cls.filter(**row)
        if not await more.update(count=F("count") + 1):
            # Another process may have begun the day meanwhile.
            await cls.bulk_create([cls(**row, count=0)], ignore_conflicts=True)
            await more.update(count=F("count") + 1)

    @classmethod
    async def of_days(cls, first: date, last: date) -> Mapping[date, Mapping[str, int]]:
        """Return the counts by day and reason; days without any are absent."""
        found: dict[date, dict[str, int]] = {}
        for row in await cls.filter(day__gte=first, day__lte=last):
            found.setdefault(row.day, {})[row.reason] = row.count
        return found


def _accepted() -> Tally:
    return Tally(
        "cards_accepted",
        "Cards that were accepted, when read or signing.",
        labels=("step",),
        declared=product(CardStep),
    )


def _refused() -> Tally:
    return Tally(
        "cards_refused",
        "Cards that were refused, when read or signing, by reason.",
        labels=("step", "reason"),
        declared=product(CardStep, REASONS),
    )


@dataclass(frozen=True)
class CardCounts:
    """The cards that this process has judged."""

    accepted: Tally = field(default_factory=_accepted)
    refused: Tally = field(default_factory=_refused)

    @asynccontextmanager
    async def judging(self, step: CardStep, *, at: datetime) -> AsyncIterator[None]:
        """Count the card that is judged in a block, which is no transaction."""
        try:
            yield
        except CARD_REFUSALS as refusal:
            self.refused.count(step, refusal.code)
            await _recorded(type(refusal), at=at)
            raise
        self.accepted.count(step)


async def _recorded(refusal: type[UserError], *, at: datetime) -> None:
    try:
        await RefusedCards.add(refusal, at=at)
    except Exception as fault:  # Whatever it is, the card is refused all the same.
        log.warning("a refused card was not counted: %s", type(fault).__name__)
