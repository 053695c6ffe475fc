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
)

DAY = timedelta(days=1)
TWENTY_MINUTES = timedelta(minutes=20)
COMPANYS = -1
MOST_STRANGERS = 12
PLAN = settings(max_examples=50, deadline=None, derandomize=True)
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

    def go_on(self, habits: Sequence[Sequence[str]], *, until: datetime) -> None:
        """Let every stranger act three times an hour, by habits that recur."""
        acts = [cycle(habit) for habit in habits]
        while self.now < until:
            self.now = min(self.now + TWENTY_MINUTES, until)
            for number, habit in enumerate(acts):
                self.act(next(habit), number)
            self.send()


acts = st.sampled_from(["press", "apply", "press", "apply", "withdraw", "rest"])
habits = st.lists(st.lists(acts, min_size=1, max_size=4), min_size=5, max_size=MOST_STRANGERS)


@PLAN
@given(before=habits, after=habits, hours=st.integers(8, 40))
def test_whatever_strangers_do_the_companys_letter_goes_within_a_day(
    before: list[list[str]], after: list[list[str]], hours: int
) -> None:
    mailbox = Mailbox()
    mailbox.go_on(before, until=cards.AT + hours * HOUR)

    mailbox.act("apply", COMPANYS)
    mailbox.send()
    mailbox.go_on(after, until=mailbox.now + DAY)

    assert COMPANYS not in mailbox.waiting


@PLAN
@given(strangers=st.integers(1, MOST_STRANGERS), hours=st.integers(1, 30))
def test_however_strangers_press_the_companys_letter_goes_at_once(
    strangers: int, hours: int
) -> None:
    mailbox = Mailbox()
    for number in range(strangers):
        mailbox.act("apply", number)
    mailbox.send()
    mailbox.now += DAY
    mailbox.go_on([["press"]] * strangers, until=mailbox.now + hours * HOUR)

    mailbox.act("apply", COMPANYS)
    mailbox.send()

    assert COMPANYS not in mailbox.waiting


@PLAN
@given(habit=st.lists(acts, min_size=1, max_size=6))
def test_one_stranger_delays_nobody(habit: list[str]) -> None:
    mailbox = Mailbox()
    mailbox.go_on([habit], until=cards.AT + DAY)
    mailbox.act("apply", COMPANYS)
    mailbox.act("apply", 0)
    mailbox.send()

    assert COMPANYS not in mailbox.waiting


def test_where_its_own_allowance_is_used_up_the_newest_cases_letter_takes_its_turn() -> None:
    mailbox = Mailbox()
    [hourly, _] = RULES[Act.MAIL][Counted.MAILBOX]
    for leads, number in ((True, hourly.amount), (False, hourly.amount - 1)):
        of_others = Taken(template=Template.PASSED, share=None, leads=leads, at=mailbox.now)
        mailbox.taken += [of_others] * number
    mailbox.act("apply", COMPANYS)
    mailbox.act("apply", 0)

    mailbox.send()

    assert list(mailbox.waiting) == [0]


def test_an_applicants_two_shares_are_less_than_a_mailbox_is_allowed() -> None:
    shares = RULES[Act.MAIL][Counted.APPLICANT]

    for act in (Act.MAIL, Act.CASE_MAIL):
        for window, share in zip(RULES[act][Counted.MAILBOX], shares, strict=True):
            assert window.length == share.length
            assert window.amount > 2 * share.amount


# Each example writes to a company and a mailbox of its own, by cards of its own.
SERIALS = count(1)


async def decided_for(portal: TestPortal, number: int, *, place: int) -> Person:
    """Have a person's application for one of the companies decided."""
    mailbox = f"ems{number}@company.example"
    changes = {"control_number": f"C{number:07}", "business_email": mailbox}
    portal.registry.rows = [on_file(replace(COMPANY, **changes))]
    return await decided(portal, stranger(portal, 10 * number + place), **changes)


@FEW
@given(presses=st.lists(st.integers(0, 1), min_size=7, max_size=10))
async def test_at_the_portal_the_companys_letter_goes_at_once_however_strangers_press(
    portal: TestPortal, presses: list[int]
) -> None:
    # Small, and in the table's proportions: more than an applicant's two shares.
    allow(portal, others=3, newest=3, each=1)
    number = next(SERIALS)
    strangers = [await decided_for(portal, number, place=place) for place in range(2)]
    await portal.mails()
    portal.clock.forward(HOUR)
    for place in presses:
        await resend(portal, strangers[place])
        await portal.mails()

    alice = await decided_for(portal, number, place=9)
    await portal.mails()

    assert await letters_of(alice) == 1
