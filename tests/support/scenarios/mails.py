"""Letters that several people cause to one mailbox."""

from dataclasses import replace
from datetime import timedelta

from models.application.application import Application
from models.core.rules import RESEND_PAUSE
from models.limits.table import RULES, Act, Counted, Window
from models.mail.kinds import Template
from models.mail.outbox import Mail, MailState
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal

HOUR = timedelta(hours=1)


def allow(
    portal: TestPortal, *, others: int = 99, newest: int = 99, each: int = 99, per: timedelta = HOUR
) -> None:
    """Limit letters only: those of newest cases, the others, and those of each applicant."""
    portal.services.limiter.rules = {act: {} for act in RULES} | {
        Act.MAIL: {
            Counted.MAILBOX: (Window(others, per),),
            Counted.APPLICANT: (Window(each, per),),
        },
        Act.CASE_MAIL: {Counted.MAILBOX: (Window(newest, per),)},
    }


def stranger(portal: TestPortal, number: int = 1) -> Person:
    """Return a person at an address of their own, with a card of their own."""
    card = cards.citizen(subject_serial=f"{number:016d}", holder="測試丁")
    return Person.at(portal, card, address=f"198.51.100.{number}")


async def decided(portal: TestPortal, person: Person, **changes: str) -> Person:
    """Have a person's application decided, a second later than all before; its letter waits."""
    portal.clock.forward(timedelta(seconds=1))
    await person.apply(form(replace(COMPANY, **changes)))
    bound = await person.bind()
    assert bound["__typename"] == "BindCertificateSuccess", bound
    await portal.review()
    return person


async def resend(portal: TestPortal, person: Person, of: Person | None = None) -> None:
    """Have the letter sent again as soon as the pause allows; it waits."""
    portal.clock.forward(RESEND_PAUSE)
    asked = (of or person).application["id"]
    result = await person.do("resendMail", "caseNumber", applicationId=asked)
    assert result["__typename"] == "ResendMailSuccess", result


async def withdraw(person: Person) -> None:
    given = person.application["id"]
    result = await person.do("withdrawApplication", "application { id caseNumber }", id=given)
    assert result["__typename"] == "WithdrawApplicationSuccess", result


async def record_of(person: Person) -> Application:
    """Return the record of a person's newest application."""
    return await Application.get(case_number=person.application["caseNumber"])


async def letters_of(person: Person, state: MailState = MailState.SENT) -> int:
    """Count the letters about a person's newest application."""
    case = await record_of(person)
    return await Mail.filter(subject=case.subject, state=state).count()


async def suspension(portal: TestPortal, *, recipient: str = "ems@company.example") -> Mail:
    """Queue a letter that no applicant causes."""
    return await Mail.queue(
        recipient=recipient,
        template=Template.SUSPENDED,
        values={"control_number": "A0000006", "since": portal.clock().isoformat()},
        link_id=None,
        subject="account:none",
        domain="portal.example",
        at=portal.clock(),
    )
