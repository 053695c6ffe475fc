"""Cards of an account, the mails about their changes, and the link in those mails."""

from datetime import timedelta
from email.message import EmailMessage
from functools import cache
from typing import Any

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.membership import person
from models.membership.membership import Membership
from models.membership.moves import Beginning
from tests.support import cards
from tests.support.people.people import Person
from tests.support.portal import COMPANY, TestPortal
from web.demo.authority import Card, Generation

CHANGE_LINK = "kind controlNumber companyName holderName previousHolderName actorName expiresAt"


def colleague(number: int = 2, holder: str = "測試乙") -> Card:
    """Issue the card of Alice's nth colleague; the names are invented."""
    return cards.citizen(subject_serial=f"{number:016}", holder=holder)


@cache
def reissued(number: int = 1, name: str = "測試甲", generation: Generation = Generation.G3) -> Card:
    """Issue a person's next card: another certificate and key of the same person."""
    return cards.citizen(
        generation=generation,
        subject_serial=f"{number:016}",
        holder=name,
        not_after=cards.AT + timedelta(days=1900),
    )


async def fill_account(portal: TestPortal, count: int) -> None:
    """Add cards to the one account, until it has ``count`` live ones."""
    account = await Account.get(kind="BUSINESS")
    pattern = await Certificate.filter(account_id=account.id).first()
    assert pattern is not None
    there = await Certificate.filter(account_id=account.id, status="LIVE").count()
    for number in range(there, count):
        at = portal.clock() + timedelta(seconds=number)
        member = await person.Person.create(name=f"測試{number}", created_at=at, changed_at=at)
        membership = await Membership.create(
            person_id=member.id,
            account_id=account.id,
            began_at=at,
            began_because=Beginning.ADDED,
            began_by=pattern.subject,
            confirmed_at=at,
            confirmed_by=pattern.subject,
        )
        await Certificate.create(
            control_number=account.control_number,
            account_id=account.id,
            person_id=member.id,
            membership_id=membership.id,
            status=CertificateStatus.LIVE,
            sha256=f"{number:064x}",
            issuer_key_id=pattern.issuer_key_id,
            serial_number=f"{number:x}",
            subject_serial=f"9{number:015}",
            holder_name=member.name,
            card_number="TP00000000000001",
            phone="02-12345678",
            email=f"holder{number}@company.example",
            crl_urls=pattern.crl_urls,
            not_before=pattern.not_before,
            not_after=pattern.not_after,
            bound_at=at,
        )


def recipients(mails: list[EmailMessage]) -> set[str]:
    return {str(mail["To"]) for mail in mails}


def dispute_token(mail: EmailMessage) -> str:
    """Return the token of the link in a mail about a change."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).partition("/not-me#")[2].split()[0]


async def last_dispute_token(portal: TestPortal, *, to: str = COMPANY.business_email) -> str:
    """Send the waiting mails, and return the token that a mailbox gets, the registered by default.

    Each recipient of a letter gets a link of its own.
    """
    mails = await portal.mails()
    [token] = {dispute_token(mail) for mail in mails if mail["To"] == to}
    return token


async def report_change(portal: TestPortal, token: str) -> dict[str, Any]:
    """Dispute a change from a browser without a session."""
    reader = Person.at(portal)
    return await reader.do("reportChange", f"change {{ {CHANGE_LINK} }}", token=token)


async def under_another_issuer(control_number: str, *, of: str) -> None:
    """Make cards those of another number's holder, by an issuer that was not joined."""
    own = await Certificate.filter(control_number=of).first()
    assert own is not None
    cards_there = Certificate.filter(control_number=control_number)
    named = {"subject_serial": own.subject_serial, "issuer_key_id": "another"}
    persons = await cards_there.values_list("person_id", flat=True)
    await cards_there.update(**named)
    await person.PersonIdentifier.filter(person_id__in=persons).update(**named)
