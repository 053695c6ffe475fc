"""Tests of the help line: what it is told by a number, and the letter that it has sent again."""

from typing import Any

import pytest

from models.core.language import Language
from models.core.rules import RESEND_PAUSE
from models.journal.event import Event
from models.mail.kinds import Template
from models.mail.letter import heading
from models.mail.sent import masked_mailbox
from tests.support.people.people import Person, outcome
from tests.support.people.staff import Colleague, sue
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.applications import approved
from tests.support.scenarios.review import awaiting_reviewer

LETTERS = "letters { title mailbox state queuedAt sentAt }"
INQUIRY = f"""
  account {{ controlNumber name kind status openedAt history {{ kind at }} {LETTERS} }}
  cases {{
    applicationId caseNumber controlNumber companyName purpose status submittedAt decidedAt
    expiresAt closedBecause mayResend history {{ kind at }} {LETTERS}
  }}
"""


async def look_up(who: Colleague, number: str) -> dict[str, Any]:
    field = f"inquiry(number: $number) {{ {INQUIRY} }}"
    found = await who.read_of_staff(field, {"number": number}, taken="($number: String!)")
    assert found, "refused"
    return found


async def resent(who: Person, application_id: str) -> dict[str, Any]:
    return await who.do("resendMail", "caseNumber", applicationId=application_id)


async def test_a_case_is_told_by_its_number_and_by_its_control_number(portal: TestPortal) -> None:
    alice = await approved(portal)
    await portal.mails()
    support = await sue(portal)
    number = alice.application["caseNumber"]

    by_case = await look_up(support, f" {number.lower()} ")
    by_company = await look_up(support, COMPANY.control_number.lower())

    [case] = by_case["cases"]
    assert by_case == by_company
    assert by_case["account"] is None
    assert (case["caseNumber"], case["status"], case["mayResend"]) == (number, "APPROVED", True)
    assert [event["kind"] for event in case["history"]][:3] == [
        "APPLIED",
        "CARD_BOUND",
        "SUBMITTED",
    ]
    [letter] = case["letters"]
    assert letter["title"] == heading(Template.PASSED, Language.ZH_HANT_TW)
    assert (letter["state"], letter["sentAt"]) == ("SENT", letter["queuedAt"])
    assert letter["mailbox"] == masked_mailbox(COMPANY.business_email)
    assert COMPANY.business_email not in str(by_case)


async def test_an_account_is_told_with_its_history_and_letters(portal: TestPortal) -> None:
    await holder(portal)
    await portal.mails()
    support = await sue(portal)

    account = (await look_up(support, COMPANY.control_number))["account"]

    assert (account["kind"], account["status"]) == ("BUSINESS", "ACTIVE")
    assert "ACCOUNT_OPENED" in {event["kind"] for event in account["history"]}


async def test_the_review_of_a_case_is_not_told(portal: TestPortal) -> None:
    """Who is told that a case waits for a person learns that no field differs."""
    alice = await awaiting_reviewer(portal)
    support = await sue(portal)

    [case] = (await look_up(support, alice.application["caseNumber"]))["cases"]

    assert case["status"] == "UNDER_REVIEW"
    assert "LEFT_TO_PERSON" not in str(case)
    assert await Event.filter(kind="LEFT_TO_PERSON").exists()


@pytest.mark.parametrize("number", ["STAFF005", "Z9999999", "GZ-20260301-AAAAAA"])
async def test_no_staff_and_nothing_that_is_not_there_is_told(
    portal: TestPortal, number: str
) -> None:
    support = await sue(portal)

    assert await look_up(support, number) == {"account": None, "cases": []}


async def test_a_number_of_no_kind_is_refused(portal: TestPortal) -> None:
    support = await sue(portal)
    text = '{ staff { inquiry(number: "TP00000000000001") { cases { caseNumber } } } }'

    said = (await support.browser.post("/graphql", json={"query": text})).json()

    assert said["errors"][0]["extensions"]["code"] == "INVALID_INPUT"


async def test_the_help_line_has_a_letter_sent_again_to_the_address_on_file(
    portal: TestPortal,
) -> None:
    alice = await approved(portal)
    await portal.mails()
    support = await sue(portal)
    portal.clock.forward(2 * RESEND_PAUSE)
    [case] = (await look_up(support, alice.application["caseNumber"]))["cases"]

    sent = await resent(support, case["applicationId"])
    again = await resent(support, case["applicationId"])

    [letter] = await portal.mails()
    assert sent["caseNumber"] == case["caseNumber"]
    assert outcome(again) == "RESENT_TOO_SOON"
    assert letter["To"] == COMPANY.business_email
    event = await Event.filter(kind="LINK_SENT").order_by("-seq").first()
    assert event is not None
    assert event.actor.startswith("certificate:")


async def test_nothing_is_sent_again_of_a_case_that_is_under_review(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    support = await sue(portal)

    refused = await resent(support, alice.application["id"])

    assert outcome(refused) == "APPLICATION_MOVED"


async def test_the_help_line_sends_no_document_of_its_own(portal: TestPortal) -> None:
    """Its rights are those of the desk's page, which sends registered documents."""
    support = await sue(portal)

    answer = await support.browser.get("/graphql", headers={"accept": "text/html"})

    assert answer.status_code in {401, 403, 404, 406}


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("language", Language)
def test_every_letter_has_a_heading_without_values(template: Template, language: Language) -> None:
    assert 3 < len(heading(template, language)) < 70


def test_of_a_mailbox_its_owner_recognises_the_ends() -> None:
    assert masked_mailbox("clara@agency.example") == "c***@agency.example"
