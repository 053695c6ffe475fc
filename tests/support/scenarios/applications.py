"""Applications in each state up to the decision."""

from dataclasses import replace

from models.company.company import CompanyOnFile
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenes.remembered import put_back


async def submitted(portal: TestPortal, **changes: str) -> Person:
    """Return Alice, whose application is submitted with her card."""
    if not changes and (there := await put_back("submitted", portal)):
        return there[0]
    alice = Person.at(portal)
    await alice.apply(form(replace(COMPANY, **changes)))
    await alice.bind()
    return alice


async def reviewed(portal: TestPortal, *rows: CompanyOnFile, **changes: str) -> Person:
    """Return Alice, whose application was reviewed against these rows of the registry."""
    portal.registry.rows = list(rows)
    alice = await submitted(portal, **changes)
    await portal.review()
    await portal.mail()
    return alice


async def approved(portal: TestPortal, alice: Person | None = None) -> Person:
    """Return a person whose application is approved and whose letter is sent."""
    if alice is None and (there := await put_back("approved", portal)):
        return there[0]
    alice = alice or Person.at(portal)
    await alice.apply()
    await alice.bind()
    await pass_review(portal)
    return alice


async def pass_review(portal: TestPortal) -> None:
    """Review the application that waits, and send the letter."""
    await portal.review()
    await portal.mail()
