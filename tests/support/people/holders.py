"""Holders of the tests: Alice's account, her colleagues' cards, another company, staff."""

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

from models.account.account import Account
from models.card.certificate import Certificate
from models.forms.typed_text import Contact
from models.session.roles import AccountKind, AccountStatus, Role
from tests.session.test_sign_in import holder
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal, on_file
from web.demo.authority import Card

__all__ = ["another_company", "colleague", "holder", "link_of", "staff_member", "to", "two_holders"]

SECOND = replace(
    COMPANY,
    control_number="B0000007",
    company_name="測試運輸股份有限公司",
    business_email="ems@second.example",
)


def colleague(number: int = 2, holder: str = "測試乙") -> Card:
    """Issue the card of Alice's nth colleague; the names of the tests' people are invented."""
    return cards.citizen(subject_serial=f"{number:016}", holder=holder)


async def two_holders(portal: TestPortal) -> tuple[Person, Person]:
    """Bring Alice and Bob to where both have signed in to one account, no mail waiting."""
    alice = await holder(portal)
    portal.clock.forward(timedelta(seconds=1))
    added = await alice.add(colleague(), email="bob@company.example")
    assert added["__typename"] == "AddCertificateSuccess", added
    bob = Person.at(portal, colleague())
    signed_in = await bob.sign_in()
    assert signed_in["__typename"] == "SignInSuccess", signed_in
    await portal.mails()
    return alice, bob


async def another_company(portal: TestPortal) -> Person:
    """Bring Dan to where he has signed in to another company's account."""
    portal.registry.rows = [on_file(), on_file(SECOND)]
    dan = Person.at(portal, colleague(9, "測試丁"))
    await dan.apply(form(SECOND))
    await dan.bind()
    await portal.review()
    await portal.mails()
    await dan.activate(portal.post.link())
    await portal.mails()
    signed_in = await dan.sign_in()
    assert signed_in["__typename"] == "SignInSuccess", signed_in
    return dan


async def staff_member(portal: TestPortal, role: Role = Role.REVIEWER, number: int = 90) -> Person:
    """Bring one of the staff to where she has signed in."""
    card = cards.citizen(subject_serial=f"{number:016}", holder="測試辛")
    account = await Account.create(
        id=uuid4(),
        control_number=f"S{number:07}",
        kind=AccountKind.STAFF,
        status=AccountStatus.ACTIVE,
        role=role,
        opened_at=portal.clock(),
    )
    record = Certificate.proven(
        cards.proof(cards.signed(card)),
        contact=Contact(phone="02-12345678", email="staff@moenv.example"),
        control_number=account.control_number,
        application_id=None,
        account_id=account.id,
        at=portal.clock(),
    )
    await record.save()
    bruno = Person.at(portal, card)
    signed_in = await bruno.sign_in()
    assert signed_in["__typename"] == "SignInSuccess", signed_in
    return bruno


def to(mails: list[EmailMessage]) -> set[str]:
    """Say who got mails."""
    return {str(mail["To"]) for mail in mails}


def link_of(mail: EmailMessage) -> str:
    """Find the token in a mail's link."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).partition("/not-me#")[2].split()[0]
