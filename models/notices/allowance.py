"""What a mailbox was sent lately, and when there is room for more."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from uuid import UUID

from tortoise.expressions import Q

from models.limits.limiter import Limiter
from models.limits.table import Act, Counted, Window
from models.mail.kinds import Template
from models.mail.outbox import Mail, MailState


class Waiting(Protocol):
    """A letter that waits, as far as its turn depends on it."""

    @property
    def id(self) -> UUID: ...

    @property
    def template(self) -> Template: ...

    @property
    def share(self) -> str | None: ...

    @property
    def queued_at(self) -> datetime: ...


W = TypeVar("W", bound=Waiting)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A letter that was sent, or that a worker is sending now."""

    template: Template
    share: str | None
    leads: bool
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Full:
    """A limit that is reached, and when there is room again."""

    act: Act
    counted: Counted
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """The allowance of a mailbox at one moment, counted in the outbox, over windows that slide.

    ``in_flight`` says whether some letter that takes of it is being sent now, and may yet fail.
    """

    limiter: Limiter
    taken: Sequence[Taken]
    now: datetime
    in_flight: bool = False

    @classmethod
    async def of(cls, mailbox: str, *, limiter: Limiter, now: datetime) -> "Allowance":
        since = now - _longest(limiter)
        sent = Q(state=MailState.SENT, sent_at__gt=since)
        leased = Q(state=MailState.QUEUED, leased_until__gt=now)
        rows = await Mail.filter(sent | leased, mailbox=mailbox).values_list(
            "template", "share", "leads", "sent_at"
        )
        taken = [
            Taken(template=template, share=share, leads=leads, at=sent_at or now)
            for template, share, leads, sent_at in rows
        ]
        in_flight = any(sent_at is None for *_, sent_at in rows)
        return cls(limiter=limiter, taken=taken, now=now, in_flight=in_flight)

    def fairly(self, waiting: Iterable[W]) -> list[W]:
        """Order letters by how little was sent for their applicant, then by age."""
        return sorted(
            waiting, key=lambda mail: (self._taken_by(mail.share), mail.queued_at, mail.id)
        )

    def next_of(self, waiting: Iterable[W], *, leading: Collection[UUID]) -> tuple[W, bool] | None:
        """Return the letter that goes next, and whether it counts as a leading one.

        Those that lead go first. Where their own allowance is used up they take their turn among
        the others, so that nobody starves those who do not lead by leading all the time.
        """
        fairly = self.fairly(waiting)
        first = [(mail, True) for mail in fairly if mail.id in leading]
        for mail, leads in (*first, *((mail, False) for mail in fairly)):
            if self._fullest(mail, leads=leads).until <= self.now:
                return mail, leads
        return None

    def soonest(self, mail: Waiting, *, leads: bool) -> Full:
        """Return what holds a letter back until it may go; a leading one may go either way."""
        ways = (True, False) if leads else (False,)
        limits = [self._fullest(mail, leads=way) for way in ways]
        return min(limits, key=lambda limit: limit.until)

    def _taken_by(self, share: str | None) -> int:
        return sum(one.share == share for one in self.taken) if share else 0

    def _fullest(self, mail: Waiting, *, leads: bool) -> Full:
        act = Act.CASE_MAIL if leads else Act.MAIL
        alike = [one for one in self.taken if one.template is mail.template]
        lane = [one.at for one in alike if one.leads == leads]
        limits = [self._limit(act, Counted.MAILBOX, lane)]
        if mail.share:
            own = [one.at for one in alike if one.share == mail.share]
            limits.append(self._limit(Act.MAIL, Counted.APPLICANT, own))
        return max(limits, key=lambda limit: limit.until)

    def _limit(self, act: Act, counted: Counted, times: Iterable[datetime]) -> Full:
        windows = self.limiter.rules[act].get(counted, ())
        rooms = (_room(times, window, now=self.now) for window in windows)
        return Full(act=act, counted=counted, until=max(rooms, default=self.now))


def _room(times: Iterable[datetime], window: Window, *, now: datetime) -> datetime:
    recent = sorted(at for at in times if at > now - window.length)
    if len(recent) < window.amount:
        return now
    return recent[-window.amount] + window.length


def _longest(limiter: Limiter) -> timedelta:
    acts = (Act.MAIL, Act.CASE_MAIL)
    lengths = [
        window.length
        for act in acts
        for windows in limiter.rules[act].values()
        for window in windows
    ]
    return max(lengths, default=timedelta())
