"""Members whose cards have ended, and the letters that they get."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

from models.card.certificate import Certificate
from models.membership.membership import Membership
from tests.support import cards
from tests.support.people.people import Person, encoded
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.cards import colleague
from web.demo.authority import Card

DORMANT = ("dormant", "warn dormant", "end dormant")
# When the cards end that end soon.
SOON = cards.AT + timedelta(days=10)


def ending_soon(number: int = 1, name: str = "測試甲") -> Card:
    """Issue a person's card that is valid for ten days more."""
    return cards.citizen(subject_serial=f"{number:016}", holder=name, not_after=SOON)


async def membership_of(name: str) -> Membership:
    """Return the newest membership of a person."""
    found = await Membership.filter(person__name=name).order_by("-began_at").first()
    assert found is not None
    return found


async def card_of(name: str) -> Certificate:
    found = await Certificate.filter(holder_name=name).order_by("-bound_at").first()
    assert found is not None
    return found


async def one_dormant(portal: TestPortal) -> tuple[Person, Person]:
    """Return Alice, who can sign in, and Bob, whose card ended an hour ago."""
    alice = await holder(portal)
    # Members are listed in the order in which they began.
    portal.clock.forward(timedelta(seconds=1))
    added = await alice.add(ending_soon(2, "測試乙"), email="bob@company.example")
    assert added["__typename"] == "AddCertificateSuccess", added
    await portal.mails()
    await portal.later(timedelta(days=10, hours=1))
    await portal.mails()
    return alice, Person.at(portal, ending_soon(2, "測試乙"))


async def nobody_can_sign_in(portal: TestPortal) -> Person:
    """Return Alice, the only member, whose card ended an hour ago."""
    alice = await holder(portal, Person.at(portal, ending_soon()))
    await portal.later(timedelta(days=10, hours=1))
    await portal.mails()
    return alice


def newcomer(portal: TestPortal) -> Person:
    """Return a person of the company who never had a card here."""
    return Person.at(portal, colleague(7, "測試庚"))


def token_in(mail: EmailMessage) -> str:
    """Return the token of a mail's link."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).partition("#")[2].split()[0]


def to(mails: list[EmailMessage], recipient: str) -> EmailMessage:
    """Return the only mail to a mailbox."""
    [found] = [mail for mail in mails if mail["To"] == recipient]
    return found


async def ask_to_be_recognised(
    portal: TestPortal, card: Card, *, number: str = COMPANY.control_number
) -> dict[str, Any]:
    """Sign with a reissued card, naming a control number, and ask to be recognised."""
    person = Person.at(portal, card)
    asked = await person.do(
        "requestChallenge", "challenge { id text }", purpose="JOIN", controlNumber=number
    )
    challenge = asked["challenge"]
    return await person.do(
        "requestIdentityJoin",
        "asked",
        challengeId=challenge["id"],
        signature=encoded(person.sign(challenge["text"])),
        controlNumber=number,
    )
