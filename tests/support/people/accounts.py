"""Accounts without a card, as the tests need them: imported, asked for, followed."""

import json
from datetime import timedelta
from pathlib import Path

from models.account.account import Account
from models.session.roles import AccountKind, AccountStatus, Role
from resolvers.staff.create_admin import Which, create_admin
from tests.support import cards
from tests.support.people.people import Person
from tests.support.portal import COMPANY, TestPortal
from web.demo.authority import Card

# Past it, another link is mailed.
PAUSE = timedelta(minutes=5, seconds=1)


def colleague(number: int) -> Card:
    """Issue the card of another person."""
    return cards.citizen(subject_serial=f"{number:016}", holder="測試乙")


async def without_card(
    portal: TestPortal,
    *,
    number: str = COMPANY.control_number,
    status: AccountStatus = AccountStatus.ACTIVE,
    mailbox: str | None = COMPANY.business_email,
) -> Account:
    """Lay an account down as an import leaves it."""
    return await Account.create(
        control_number=number,
        kind=AccountKind.BUSINESS,
        status=status,
        opened_at=portal.clock(),
        name=COMPANY.company_name,
        mailbox=mailbox,
        facts={"control_number": number, "company_name": COMPANY.company_name},
    )


async def mailed(portal: TestPortal, number: str = COMPANY.control_number) -> str:
    """Ask for a link, let the worker mail it, and read its token."""
    await Person.at(portal).ask_for_link(number)
    await worked_off(portal)
    return portal.post.link()


async def worked_off(portal: TestPortal) -> None:
    """Let the worker settle and send all there is."""
    while await portal.mail_link():
        pass
    while await portal.mail():
        pass


async def following(portal: TestPortal, card: Card | None = None) -> Person:
    """Bring a person to where the first card of the account may be bound."""
    await without_card(portal)
    alice = Person.at(portal, card)
    followed = await alice.follow(await mailed(portal))
    assert followed["__typename"] == "FollowSignInLinkSuccess", followed
    return alice


async def administrator(portal: TestPortal, card: Card | None = None) -> Person:
    """Bring the first administrator from the terminal to where the card has signed in."""
    made = await create_admin(
        name="測試管理者",
        mailbox="admin@agency.example",
        which=Which.FIRST,
        key=portal.settings.secret_key,
        now=portal.clock(),
    )
    bruno = Person.at(portal, card or colleague(90))
    await bruno.follow(made.token)
    bound = await bruno.bind_first()
    assert bound["account"]["role"] == Role.ADMIN, bound
    await worked_off(portal)
    return bruno


def written(folder: Path, *rows: dict[str, object]) -> Path:
    """Write a file of accounts as JSON."""
    file = folder / "accounts.json"
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return file
