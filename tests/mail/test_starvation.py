"""Property tests: however strangers press and apply, the company's own letter goes in time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, cycle
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.limits.table import RULES, Act, Counted
from models.mail.kinds import Template
from models.notices.allowance import Allowance, Taken
from tests.support import cards
from tests.support.counting import limiter
from tests.support.people.people import Person
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.mails import (
    HOUR,
    allow,
    decided,
    letters_of,
    resend,
    stranger,
    withdraw,
)

DAY = timedelta(days=1)
TEN_MINUTES = timedelta(minutes=10)
COMPANYS = -1
MOST_STRANGERS = 6
PLAN = settings(max_examples=60, deadline=None, derandomize=True)
FEW = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@dataclass(frozen=True, kw_only=True)
class Waits:
    """A letter that waits, of the applicant ``who``."""

    id: UUID
    who: int
    share: str
    queued_at: datetime
    template: Template = Template.PASSED


@dataclass
class Mailbox:
    """The registered mailbox of a company, with the real table and without a database.

    Everybody has one case at most, and of that one live letter; the newest case's letter leads.
    """

    now: datetime = cards.AT
    waiting: dict[int, Waits] = field(default_factory=dict)
    cases: list[int] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    queued: int = 0

    def act(self, act: str, who: int) -> None:
        if act == "apply":
            self.cases = [*(case for case in self.cases if case != who), who]
            self._queue("decided", who)
        elif act == "press" and who in self.cases:
            self._queue("pressed", who)
        elif act == "withdraw" and who in self.cases:
            self.cases.remove(who)
            self.waiting.pop(who, None)

    def _queue(self, cause: str, who: int) -> None:
        self.queued += 1
        self.waiting[who] = Waits(
            id=UUID(int=self.queued), who=who, share=f"{cause} {who}", queued_at=self.now
        )

    def send(self) -> None:
        """Send all letters that there is room for."""
        while found := self._allowance().next_of(self.waiting.values(), leading=self._leading()):
            mail, leads = found
            del self.waiting[mail.who]
            self.taken.append(
                Taken(template=mail.template, share=mail.share, leads=leads, at=self.now)
            )

    def _allowance(self) -> Allowance:
        self.taken = [one for one in self.taken if one.at > self.now - DAY]
        return Allowance(limiter=limiter(), taken=self.taken, now=self.now)

    def _leading(self) -> set[UUID]:
        return {self.waiting[who].id for who in self.cases[-1:] if who in self.waiting}

    def go_on(self, plan: Sequence[tuple[str, int]], *, until: datetime) -> None:
        """Let strangers act, one every ten minutes, over and over."""
        acts = cycle(plan)
        while self.now < until:
            self.now = min(self.now + TEN_MINUTES, until)
            self.act(*next(acts))
            self.send()


who = st.integers(0, MOST_STRANGERS - 1)
plans = st.lists(
    st.tuples(st.sampled_from(["press", "press", "apply", "apply", "withdraw"]), who),
    min_size=1,
    max_size=15,
)


@PLAN
@given(before=plans, after=plans, hours=st.integers(0, 30))
def test_whatever_strangers_do_the_companys_letter_goes_within_a_day(
    before: list[tuple[str, int]], after: list[tuple[str, int]], hours: int
) -> None:
    mailbox = Mailbox()
    mailbox.go_on(before, until=cards.AT + hours * HOUR)

    mailbox.act("apply", COMPANYS)
    mailbox.send()
    mailbox.go_on(after, until=mailbox.now + DAY)

    assert COMPANYS not in mailbox.waiting


@PLAN
@given(presses=st.lists(who, min_size=1, max_size=15), hours=st.integers(0, 30))
def test_however_strangers_press_the_companys_letter_goes_at_once(
    presses: list[int], hours: int
) -> None:
    mailbox = Mailbox()
    for number in range(MOST_STRANGERS):
        mailbox.act("apply", number)
    mailbox.send()
    mailbox.now += DAY
    mailbox.go_on([("press", number) for number in presses], until=mailbox.now + hours * HOUR)

    mailbox.act("apply", COMPANYS)
    mailbox.send()

    assert COMPANYS not in mailbox.waiting


@PLAN
@given(acts=st.lists(st.sampled_from(["press", "apply", "withdraw"]), min_size=1, max_size=15))
def test_one_stranger_delays_nobody(acts: list[str]) -> None:
    mailbox = Mailbox()
    mailbox.go_on([(act, 0) for act in acts], until=cards.AT + DAY)
    mailbox.act("apply", COMPANYS)
    mailbox.act("apply", 0)
    mailbox.send()

    assert COMPANYS not in mailbox.waiting


def test_an_applicants_two_shares_are_less_than_a_mailbox_is_allowed() -> None:
    shares = RULES[Act.MAIL][Counted.APPLICANT]

    for act in (Act.MAIL, Act.CASE_MAIL):
        for window, share in zip(RULES[act][Counted.MAILBOX], shares, strict=True):
            assert window.length == share.length
            assert window.amount > 2 * share.amount


# Each example writes to a company and a mailbox of its own, by cards of its own.
SERIALS = count(1)
STRANGERS = 2
acts = st.tuples(st.sampled_from(["press", "apply"]), st.integers(0, STRANGERS - 1))


@dataclass
class Siege:
    """Strangers at the real portal who have applied in a company's name, and go on."""

    portal: TestPortal
    number: int = field(default_factory=lambda: next(SERIALS))
    strangers: list[Person] = field(default_factory=list)

    async def decided(self, place: int) -> Person:
        """Have an application of a person decided."""
        mailbox = f"ems{self.number}@company.example"
        changes = {"control_number": f"C{self.number:07}", "business_email": mailbox}
        self.portal.registry.rows = [on_file(replace(COMPANY, **changes))]
        person = stranger(self.portal, 10 * self.number + place)
        return await decided(self.portal, person, **changes)

    async def begin(self) -> None:
        self.strangers = [await self.decided(place) for place in range(STRANGERS)]

    async def act(self, act: str, place: int) -> None:
        if act == "press":
            await resend(self.portal, self.strangers[place])
        else:
            await withdraw(self.strangers[place])
            self.strangers[place] = await self.decided(place)
        await self.portal.mails()


@FEW
@given(before=st.lists(acts, max_size=4), after=st.lists(acts, min_size=2, max_size=6))
async def test_at_the_portal_the_companys_letter_goes_within_the_window(
    portal: TestPortal, before: list[tuple[str, int]], after: list[tuple[str, int]]
) -> None:
    # The table's proportions, small: more than two shares, and more than there are strangers.
    allow(portal, others=3, newest=3, each=1)
    siege = Siege(portal)
    await siege.begin()
    for act in before:
        await siege.act(*act)

    alice = await siege.decided(9)
    queued_at = portal.clock()
    for act in after:
        await siege.act(*act)
    portal.clock.at = max(portal.clock.at, queued_at + HOUR)
    await portal.mails()

    assert await letters_of(alice) == 1
