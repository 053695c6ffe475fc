"""Tests of correcting an application (修正): with the link of this very application."""

from dataclasses import replace

from models.link.link import Link, LinkPurpose
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.applications import reviewed

# Another company, whose registered mailbox Alice reads.
OWN = replace(
    COMPANY,
    control_number="D0000004",
    company_name="測試貨運股份有限公司",
    business_email="ems@another.example",
)


async def _reject(person: Person, typed: dict[str, str]) -> str:
    """Apply with a fact that the registry has otherwise; return the token of the letter's link."""
    await person.apply(typed)
    bound = await person.bind()
    assert bound["__typename"] == "BindCertificateSuccess", bound
    await person.portal.review()
    await person.portal.mail()
    return person.portal.post.link()


async def test_a_link_corrects_the_application_that_it_was_mailed_for_alone(
    portal: TestPortal,
) -> None:
    portal.registry.rows = [on_file(), on_file(OWN)]
    alice = Person.at(portal)
    await _reject(alice, form(replace(COMPANY, contact_name="別人")))
    # The same browser applies for a company whose letters it gets, with another card.
    other = cards.citizen(subject_serial="0000000000000009", holder="測試丁")
    second = Person(portal, alice.browser, other)
    token = await _reject(second, form(replace(OWN, contact_name="別人")))

    crossed = await alice.amend(form(), token=token)
    own = await second.amend(form(OWN), token=token)

    assert (crossed["code"], crossed["path"]) == ("LINK_UNKNOWN", ["token"])
    assert (await alice.see())["status"] == "REJECTED"
    assert own["application"]["status"] == "UNDER_REVIEW"


async def test_a_link_that_opens_an_account_corrects_nothing(portal: TestPortal) -> None:
    alice = await reviewed(portal, on_file(), contact_name="別人")
    token = portal.post.link()
    await Link.all().update(purpose=LinkPurpose.ACTIVATE)

    result = await alice.amend(form(), token=token)

    assert result["code"] == "LINK_UNKNOWN"
    assert (await alice.see())["status"] == "REJECTED"


async def test_an_application_that_is_under_review_is_not_corrected(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()

    result = await alice.amend(form(replace(COMPANY, contact_name="別人")))

    assert result["code"] == "APPLICATION_MOVED"
    assert (await alice.see())["company"]["companyName"] == COMPANY.company_name
