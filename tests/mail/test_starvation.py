"""Property tests: however strangers press and apply, the company's own letter goes in time.

The numbers are small here, and in the proportions of the table: an applicant's two shares do not
fill a mailbox's allowance, and there are fewer strangers than it allows letters in its window.
"""

from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.limits.table import RULES, Act, Counted
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

STRANGERS = 3
SMALL = {"others": 5, "newest": 5, "each": 2}
# Each example writes to a company and a mailbox of its own, by cards of its own.
SERIALS = count(1)
FEW = settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
acts = st.tuples(
    st.sampled_from(["press", "apply anew"]),
    st.integers(0, STRANGERS - 1),
    st.integers(0, 20),
)


class Siege:
    """Strangers who have applied in a company's name, and go on."""

    def __init__(self, portal: TestPortal) -> None:
        self.portal = portal
        self.number = next(SERIALS)
        self.company = {
            "control_number": f"C{self.number:07}",
            "business_email": f"ems{self.number}@company.example",
        }
        portal.registry.rows = [on_file(replace(COMPANY, **self.company))]
        self.strangers: list[Person] = []

    def person(self, place: int) -> Person:
        return stranger(self.portal, 10 * self.number + place)

    async def begin(self) -> None:
        for place in range(STRANGERS):
            self.strangers.append(await self.decided(self.person(place)))

    async def decided(self, person: Person) -> Person:
        return await decided(self.portal, person, **self.company)

    async def act(self, act: str, place: int, minutes: int) -> None:
        """Let one stranger act, then let time pass; what may go goes."""
        who = self.strangers[place]
        if act == "press":
            await resend(self.portal, who)
        else:
            await withdraw(who)
            await self.decided(who)
        self.portal.clock.forward(timedelta(minutes=minutes))
        await self.portal.mails()


def test_the_table_has_the_proportions_that_the_properties_need() -> None:
    shares = RULES[Act.MAIL][Counted.APPLICANT]

    for act in (Act.MAIL, Act.CASE_MAIL):
        for window, share in zip(RULES[act][Counted.MAILBOX], shares, strict=True):
            assert window.length == share.length
            assert window.amount > 2 * share.amount


@FEW
@given(before=st.lists(acts, max_size=8), after=st.lists(acts, min_size=4, max_size=12))
async def test_the_companys_letter_goes_within_one_window_whatever_strangers_do(
    portal: TestPortal,
    before: list[tuple[str, int, int]],
    after: list[tuple[str, int, int]],
) -> None:
    allow(portal, **SMALL)
    portal.services.limiter.over.clear()
    siege = Siege(portal)
    await siege.begin()
    for act in before:
        await siege.act(*act)

    alice = await siege.decided(siege.person(9))
    queued_at = portal.clock()
    for act in after:
        await siege.act(*act)
    portal.clock.at = max(portal.clock.at, queued_at + HOUR)
    await portal.mails()

    assert await letters_of(alice) == 1


@FEW
@given(presses=st.lists(st.tuples(st.integers(0, STRANGERS - 1), st.integers(0, 5)), max_size=20))
async def test_the_companys_letter_goes_at_once_however_strangers_press(
    portal: TestPortal, presses: list[tuple[int, int]]
) -> None:
    allow(portal, **SMALL)
    siege = Siege(portal)
    await siege.begin()
    await portal.mails()
    portal.clock.forward(HOUR)
    for place, minutes in presses:
        await siege.act("press", place, minutes)

    alice = await siege.decided(siege.person(9))
    await portal.mails()

    assert await letters_of(alice) == 1
