"""Accounts that a partner reads about."""

from models.account.account import Account
from models.card.certificate import Certificate
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.session.roles import AccountKind, AccountStatus, Role
from tests.support import cards
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import activated, holder


async def sign_in_admin(portal: TestPortal, role: Role = Role.ADMIN) -> Person:
    """Return a signed-in staff member with this role."""
    person = Person.at(portal, cards.citizen(subject_serial="0000000000000009", holder="測試壬"))
    await activated(portal, person)
    await Account.all().update(kind=AccountKind.STAFF, role=role)
    assert (await person.sign_in())["__typename"] == "SignInSuccess"
    return person


async def holder_with_card(portal: TestPortal) -> tuple[Person, Certificate]:
    """Return a signed-in holder and the record of their card."""
    alice = await holder(portal)
    return alice, await Certificate.get()


async def account_event(
    portal: TestPortal,
    number: str,
    *,
    kind: EventKind = EventKind.ACCOUNT_OPENED,
    name: str = "測試行",
) -> Account:
    """Create an account, or record another event of an existing one."""
    found = await Account.get_or_none(control_number=number)
    async with tx() as change:
        if found is None:
            found = await Account.create(
                control_number=number,
                kind=AccountKind.BUSINESS,
                status=AccountStatus.ACTIVE,
                opened_at=portal.clock(),
                name=name,
                mailbox="someone@company.example",
                changed_at=portal.clock(),
            )
        found.note(change, kind, actor="test:1", at=portal.clock())
    return found


async def account_events(portal: TestPortal, count: int) -> list[Account]:
    """Create many accounts at once, numbered from B0000000."""
    async with tx() as change:
        accounts = [
            Account(
                control_number=f"B{number:07}",
                kind=AccountKind.BUSINESS,
                status=AccountStatus.ACTIVE,
                opened_at=portal.clock(),
                name=f"測試{number}行",
                mailbox="someone@company.example",
                changed_at=portal.clock(),
            )
            for number in range(count)
        ]
        await Account.bulk_create(accounts)
        for account in accounts:
            account.note(change, EventKind.ACCOUNT_OPENED, actor="test:1", at=portal.clock())
    return await Account.filter(id__in=[one.id for one in accounts]).order_by("control_number")
