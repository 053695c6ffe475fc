"""What a mailbox was sent lately, and when there is room for more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q

from models.limits.limiter import Limiter
from models.limits.table import Act, Counted, Window
from models.mail.kinds import Template
from models.mail.outbox import Mail, MailState


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
    """The allowance of a mailbox at one moment, counted in the outbox, over windows that slide."""

    limiter: Limiter
    taken: Sequence[Taken]
    now: datetime

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
        return cls(limiter=limiter, taken=taken, now=now)

    def taken_by(self, share: str | None) -> int:
        return sum(one.share == share for one in self.taken) if share else 0

    def full(self, mail: Mail, *, leads: bool) -> Full | None:
        """Return what holds a mail back longest from going as a leading one or not, if anything."""
        reached = self._fullest(mail, leads=leads)
        return reached if reached.until > self.now else None

    def soonest(self, mail: Mail, *, leads: bool) -> Full:
        """Return what holds a mail back until it may go; a leading one may go either way."""
        ways = (True, False) if leads else (False,)
        limits = [self._fullest(mail, leads=way) for way in ways]
        return min(limits, key=lambda limit: limit.until)

    def _fullest(self, mail: Mail, *, leads: bool) -> Full:
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
