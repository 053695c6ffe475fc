"""Accounts and the people who have signed in to them."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from models.account.account import Account
from models.company.company import Company
from models.session.roles import AccountKind, AccountStatus, Role
from resolvers.staff.create_admin import Which, create_admin
from tests.support import cards
from tests.support.people.members import make_member
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.applications import approved
from tests.support.scenarios.cards import colleague
from tests.support.scenes.remembered import put_back
from web.demo.authority import Card

# Past it, another link is mailed.
LINK_PAUSE = timedelta(minutes=5, seconds=1)

SECOND = replace(
    COMPANY,
    control_number="B0000007",
    company_name="測試運輸股份有限公司",
    business_email="ems@second.example",
)


async def activated(portal: TestPortal, alice: Person | None = None) -> Person:
    """Return a person whose account is open, with no mail waiting."""
    if alice is None and (there := await put_back("activated", portal)):
        return there[0]
    alice = await approved(portal, alice)
    await open_account(alice)
    return alice


async def open_account(alice: Person) -> None:
    """Open the account whose link was mailed last, and send the mail that follows."""
    await alice.activate(alice.portal.post.link("/activate"))
    while await alice.portal.mail():
        pass


async def holder(portal: TestPortal, alice: Person | None = None) -> Person:
    """Return a person who has signed in to their account."""
    if alice is None and (there := await put_back("holder", portal)):
        return there[0]
    alice = await activated(portal, alice)
    await enter(alice)
    return alice


async def enter(person: Person) -> None:
    """Sign a person in, which must succeed."""
    signed_in = await person.sign_in()
    assert signed_in["__typename"] == "SignInSuccess", signed_in


async def two_holders(portal: TestPortal) -> tuple[Person, Person]:
    """Return Alice and Bob, both signed in to one account, with no mail waiting."""
    if there := await put_back("two_holders", portal):
        return there[0], there[1]
    alice = await holder(portal)
    return alice, await join(alice)


async def join(alice: Person) -> Person:
    """Let a holder add Bob's card, and return Bob, who has signed in; no mail waits."""
    portal = alice.portal
    portal.clock.forward(timedelta(seconds=1))
    added = await alice.add(colleague(), email="bob@company.example")
    assert added["__typename"] == "AddCertificateSuccess", added
    bob = Person.at(portal, colleague())
    await enter(bob)
    await portal.mails()
    return bob


async def another_company(portal: TestPortal, company: Company = SECOND) -> Person:
    """Return Dan, signed in to another company's account."""
    portal.registry.rows = [on_file(), on_file(company)]
    dan = Person.at(portal, colleague(9, "測試丁"))
    await dan.apply(form(company))
    await dan.bind()
    await portal.review()
    await portal.mails()
    await dan.activate(portal.post.link("/activate"))
    await portal.mails()
    await enter(dan)
    return dan


async def staff_member(portal: TestPortal, role: Role = Role.REVIEWER, number: int = 90) -> Person:
    """Return a staff member who has signed in; those of other numbers are other persons."""
    last_four = f"{number - 89:04}"
    card = cards.citizen(subject_serial=f"{number:016}", holder="測試辛", id_last4=last_four)
    account = await Account.create(
        id=uuid4(),
        control_number=f"S{number:07}",
        kind=AccountKind.STAFF,
        status=AccountStatus.ACTIVE,
        role=role,
        opened_at=portal.clock(),
    )
    proof = cards.proof(cards.signed(card))
    await make_member(account, proof, email="staff@moenv.example", at=portal.clock())
    bruno = Person.at(portal, card)
    signed_in = await bruno.sign_in()
    assert signed_in["__typename"] == "SignInSuccess", signed_in
    return bruno


async def account_without_card(
    portal: TestPortal,
    *,
    number: str = COMPANY.control_number,
    status: AccountStatus = AccountStatus.ACTIVE,
    mailbox: str | None = COMPANY.business_email,
) -> Account:
    """Create an account as an import leaves it."""
    return await Account.create(
        control_number=number,
        kind=AccountKind.BUSINESS,
        status=status,
        opened_at=portal.clock(),
        name=COMPANY.company_name,
        mailbox=mailbox,
        facts={"control_number": number, "company_name": COMPANY.company_name},
    )


async def mailed_link(portal: TestPortal, number: str = COMPANY.control_number) -> str:
    """Ask for a sign-in link, send it, and return its token."""
    await Person.at(portal).ask_for_link(number)
    await send_all_mail(portal)
    return portal.post.link("/first-card")


async def send_all_mail(portal: TestPortal) -> None:
    """Process every request for a link, and send all mail."""
    while await portal.mail_link():
        pass
    while await portal.mail():
        pass


async def following_link(portal: TestPortal, card: Card | None = None) -> Person:
    """Return a person who has followed a sign-in link and may bind the account's first card."""
    await account_without_card(portal)
    alice = Person.at(portal, card)
    followed = await alice.follow(await mailed_link(portal))
    assert followed["__typename"] == "FollowSignInLinkSuccess", followed
    return alice


async def administrator(portal: TestPortal, card: Card | None = None) -> Person:
    """Create the first administrator, bind their card, and return them signed in."""
    card = card or colleague(90, "測試壬")
    made = await create_admin(
        name=card.holder,
        last_four="0001",
        mailbox="admin@agency.example",
        which=Which.FIRST,
        key=portal.settings.secret_key,
        now=portal.clock(),
    )
    bruno = Person.at(portal, card)
    await bruno.follow(made.token)
    bound = await bruno.bind_first()
    assert bound["account"]["role"] == Role.ADMIN, bound
    await send_all_mail(portal)
    return bruno


def accounts_file(folder: Path, *rows: dict[str, object]) -> Path:
    """Write a file of accounts as JSON."""
    file = folder / "accounts.json"
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return file
