"""Tests of continuing an application with its card (繼續申請)."""

from models.application.application import Application
from models.application.transitions import Status
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import activated


async def test_an_application_whose_account_is_open_is_not_continued(portal: TestPortal) -> None:
    alice = await activated(portal)
    elsewhere = Person.at(portal, alice.card)

    result = await elsewhere.resume()

    assert (result["code"], result["path"]) == ("NO_APPLICATION_OF_THIS_CARD", ["signature"])
    assert (await Application.get()).status is Status.ACTIVATED


async def test_a_withdrawn_application_is_not_continued(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    await alice.withdraw()

    result = await Person.at(portal, alice.card).resume()

    assert result["code"] == "NO_APPLICATION_OF_THIS_CARD"
