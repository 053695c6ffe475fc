"""Tests of a service killed at each step of the path (SIGKILL): nothing lost, nothing twice."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

import httpx
import pytest

from models.application.application import Application
from models.company.company import Company
from models.database.transaction import opened
from models.registry.columns import RegistrySource
from models.settings.settings import for_demo
from tests.processes import ledger
from tests.support.people.applicant import Act, Applicant
from tests.support.portal import COMPANY, on_file
from tests.support.registry.files import put_on_file
from tests.support.run.nightly import nightly
from tests.support.servers.component import card_of
from tests.support.servers.process import Demo
from web.clock import now
from web.demo.authority import Card, CardKind, Generation
from web.demo.component.deck import Deck

CROWD = 6
SWEEP_SECONDS = 0.04
# What everybody does in turn, and how many letters must be known to be sent before the next step.
STEPS: tuple[tuple[Act, int], ...] = (
    (Applicant.apply, 0),
    (Applicant.challenge, 0),
    (Applicant.bind, 0),
    (Applicant.wait_for_link, 1),
    (Applicant.activate, 0),
    (Applicant.wait_for_receipt, 2),
)


class Moment(StrEnum):
    """When the service dies while everybody does the same step at once."""

    AT_THE_FIRST_ANSWER = "at the first answer"
    AT_THE_LAST_ANSWER = "at the last answer"
    # The n-th person asks so much later that the death finds requests of every age up to 40 ms.
    IN_THE_MIDDLE = "in the middle"


@dataclass(frozen=True)
class Issued:
    """A state folder with keys, and cards of its authority."""

    state: Path
    cards: Sequence[Card]


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Issued:
    """Create the demo's keys once, and cards for all but Alice, who uses the component's."""
    # The demo is a real process, so that this is a test by the real clock.
    state, at = tmp_path_factory.mktemp("issued"), now()
    deck = Deck.open(state / "card", clock=now)
    more = [
        deck.authority.issue(
            kind=CardKind.CITIZEN,
            generation=Generation.G3,
            holder=f"測試・{number}",
            subject_serial=f"00000000000009{number:02}",
            card_number=f"TP000000000009{number:02}",
            id_last4=f"09{number:02}",
            not_before=at - timedelta(days=1),
            not_after=at + timedelta(days=365),
        )
        for number in range(3, CROWD)
    ]
    return Issued(state, [card_of(deck, "lin"), card_of(deck, "chen"), *more])


@pytest.fixture
async def demo(issued: Issued, database_url: str, tmp_path: Path) -> AsyncIterator[Demo]:
    """Return a demo that has not started yet, with every company registered."""
    state = tmp_path / "state"
    shutil.copytree(issued.state, state)
    async with opened(database_url):
        rows = [on_file(company(number)) for number in range(CROWD)]
        # The demo imports its own table C at each start, and drops what that does not have.
        await put_on_file(rows, source=RegistrySource.EMS_S_01, at=now())
    demo = Demo(state, database_url)
    yield demo
    demo.kill()


def company(number: int) -> Company:
    return replace(
        COMPANY, control_number=f"Z00000{number:02}", business_email=f"ems{number}@company.example"
    )


def crowd_at(demo: Demo, cards: Sequence[Card]) -> list[Applicant]:
    """Return everybody at the demo; Alice, who comes first, uses the card component."""
    alice = Applicant(demo, company(0))
    return [alice, *(Applicant(demo, company(n), card) for n, card in enumerate(cards, 1))]


async def die_during(act: Act, crowd: Sequence[Applicant], *, moment: Moment) -> None:
    """Run a step for everybody, and kill the demo at the moment; its answers are lost or not."""
    swept = moment is Moment.IN_THE_MIDDLE
    pause = SWEEP_SECONDS / len(crowd) if swept else 0.0
    acts = [asyncio.create_task(later(act, person, n * pause)) for n, person in enumerate(crowd)]
    await asyncio.wait(
        acts,
        timeout=SWEEP_SECONDS if swept else None,
        return_when=asyncio.FIRST_COMPLETED
        if moment is Moment.AT_THE_FIRST_ANSWER
        else asyncio.ALL_COMPLETED,
    )
    crowd[0].demo.kill()
    for failure in await asyncio.gather(*acts, return_exceptions=True):
        if failure is not None and not isinstance(failure, httpx.TransportError):
            raise failure


async def later(act: Act, person: Applicant, pause: float) -> None:
    """Run one person's step after a pause."""
    await asyncio.sleep(pause)
    await act(person)


@pytest.mark.parametrize(
    ("database_url", "moment"),
    [
        ("postgres", Moment.IN_THE_MIDDLE),
        ("sqlite", Moment.AT_THE_LAST_ANSWER),
        pytest.param("postgres", Moment.AT_THE_FIRST_ANSWER, marks=nightly),
        pytest.param("postgres", Moment.AT_THE_LAST_ANSWER, marks=nightly),
        pytest.param("sqlite", Moment.AT_THE_FIRST_ANSWER, marks=nightly),
        pytest.param("sqlite", Moment.IN_THE_MIDDLE, marks=nightly),
    ],
    indirect=["database_url"],
)
async def test_a_service_that_dies_at_each_step_loses_and_doubles_nothing(
    demo: Demo, issued: Issued, moment: Moment
) -> None:
    crowd = crowd_at(demo, issued.cards)
    seals: ledger.Seals = {}
    await demo.start()
    # Half of them are newcomers, whose first answer brings the session too.
    await asyncio.gather(*(person.visit() for person in crowd[::2]))

    for step, letters in STEPS:
        await die_during(step, crowd, moment=moment)
        seals |= await ledger.let_leases_pass(demo.database_url, mailbox=demo.mailbox)
        await demo.start()
        await asyncio.gather(*(step(person) for person in crowd))
        await ledger.wait_until_sent(demo.database_url, letters * len(crowd))
    demo.kill()

    async with opened(demo.database_url):
        await ledger.check_journal()
        known = [await ledger.check_path(person) for person in crowd]
        for person in crowd:
            await ledger.check_mails(person)
        assert await Application.exclude(id__in=known).count() == 0
    ledger.check_seals(seals, mailbox=demo.mailbox)
    assert "Traceback" not in demo.said


async def test_ctrl_c_ends_open_streams_and_they_resume_after_a_restart(demo: Demo) -> None:
    alice = Applicant(demo, company(0))
    await demo.start()
    await alice.apply()

    async with alice.watching() as stream:
        first = await anext(stream)
        code = await demo.interrupt(within=5)
        last_words = [frame async for frame in stream]
    await demo.start()
    await alice.bind()
    await alice.wait_until_sent(1)
    async with alice.watching(after=first.cursor) as stream:
        missed = [await anext(stream) for _ in ("CARD_BOUND", "SUBMITTED", "APPROVED", "MAIL_SENT")]

    assert (code, last_words) == (0, [])
    assert "Traceback" not in demo.said
    assert first.status == "DRAFT"
    # Numbered among the events that the applicant sees; the person's own event is none of them.
    assert [frame.seq for frame in missed] == [first.seq + n for n in (1, 2, 3, 4)]
    assert {frame.status for frame in missed} == {"APPROVED"}


def test_a_start_that_died_before_its_secret_was_written_leaves_no_empty_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "secret.key").touch()

    settings = for_demo(state=tmp_path, port=8000, card_port=61161)

    assert len(settings.secret_key) >= 32


async def test_a_demo_that_finds_no_database_makes_one(issued: Issued, tmp_path: Path) -> None:
    state = tmp_path / "state"
    shutil.copytree(issued.state, state)
    demo = Demo(state, f"sqlite://{state / 'gpszone.sqlite3'}")

    try:
        await demo.start()
        alice = Applicant(demo, company(0))
        await alice.apply()
    finally:
        demo.kill()

    assert "Traceback" not in demo.said
    assert (state / "gpszone.sqlite3").is_file()
