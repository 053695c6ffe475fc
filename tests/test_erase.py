"""What is needed no more is erased in its time, and nothing before, and nothing else."""

from datetime import timedelta

from models.application import Application
from models.certificate import Certificate, CertificateStatus
from models.challenge import Challenge
from models.event import Event
from models.evidence import Evidence
from models.link import Link
from models.mail import Mail
from models.session import Session
from resolvers.erase import Keeping, erase_next
from tests.people import Person
from tests.portal import TestPortal
from tests.test_activate import passed
from tests.test_sign_in import holder

KEEPING = Keeping(
    came_to_nothing=timedelta(days=90),
    sessions=timedelta(days=30),
    mails=timedelta(days=90),
    evidence=timedelta(days=2000),
)


async def erase(portal: TestPortal) -> int:
    """Let the worker erase until nothing is overdue; count the steps."""
    steps = 0
    while await erase_next(keeping=KEEPING, now=portal.clock()):
        steps += 1
    return steps


async def test_an_application_that_came_to_nothing_is_gone_after_ninety_days(
    portal: TestPortal,
) -> None:
    alice = await passed(portal)
    await alice.withdraw()
    portal.clock.forward(timedelta(days=90, seconds=-1))

    await erase(portal)
    before = await Application.all().count()
    portal.clock.forward(timedelta(seconds=1))
    await erase(portal)

    assert before == 1
    for record in (Application, Certificate, Link, Mail):
        assert await record.all().count() == 0
    assert await Event.filter(kind="ERASED").count() == 1
    assert await Evidence.all().count() == 1


async def test_what_became_an_account_is_not_erased(portal: TestPortal) -> None:
    alice = await holder(portal)
    portal.clock.forward(timedelta(days=1000))

    await erase(portal)

    assert await Application.filter(case_number=alice.application["caseNumber"]).exists()
    assert await Certificate.filter(status=CertificateStatus.LIVE).count() == 1


async def test_an_application_that_expired_is_erased_with_its_released_card(
    portal: TestPortal,
) -> None:
    await passed(portal)
    portal.clock.forward(timedelta(days=31))
    await portal.expire()
    portal.clock.forward(timedelta(days=91))

    await erase(portal)

    assert await Application.all().count() == 0
    assert await Certificate.all().count() == 0


async def test_sessions_and_their_challenges_are_erased_a_month_after_their_end(
    portal: TestPortal,
) -> None:
    await holder(portal)
    ended = await Session.filter(ended_at__isnull=False).count()
    portal.clock.forward(timedelta(days=29))

    await erase(portal)
    kept = await Session.filter(ended_at__isnull=False).count()
    portal.clock.forward(timedelta(days=2))
    await erase(portal)

    assert (ended, kept) == (1, 1)
    assert await Session.all().count() == 0
    assert await Challenge.all().count() == 0
    assert await Application.all().count() == 1


async def test_how_the_holder_of_a_removed_card_was_reached_is_forgotten(
    portal: TestPortal,
) -> None:
    await holder(portal)
    await Certificate.all().update(status=CertificateStatus.REMOVED, released_at=portal.clock())
    portal.clock.forward(timedelta(days=91))

    await erase(portal)

    card = await Certificate.get()
    assert (card.phone, card.email) == ("", "")
    assert card.holder_name == "測試甲"


async def test_evidence_is_erased_after_its_legal_term(portal: TestPortal) -> None:
    await holder(portal)
    portal.clock.forward(timedelta(days=1999))

    await erase(portal)
    kept = await Evidence.all().count()
    portal.clock.forward(timedelta(days=2))
    await erase(portal)

    assert kept == 2
    assert await Evidence.all().count() == 0
    assert (await Event.get(kind="EVIDENCE_ERASED")).payload == {"count": "2"}


async def test_a_waiting_mail_is_not_erased(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    await portal.review()
    portal.clock.forward(timedelta(days=89))

    await erase(portal)

    assert await Mail.filter(state="QUEUED").count() == 1
