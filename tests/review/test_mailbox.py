"""Tests of where an approval goes, and of mailboxes that two reviewers verify."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from strawberry.relay import to_base64

from models.account.account import Account
from models.application.application import Application
from models.journal.event import Event
from models.mail.outbox import Mail
from models.review.case_mailbox import CaseMailbox
from schema.ids import NOBODY
from tests.support.contract import global_id
from tests.support.people.people import form
from tests.support.people.staff import (
    CASE,
    MAILBOX,
    Colleague,
    ada,
    berta,
    bruno,
    history,
    sign_in_staff,
)
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.cards import under_another_issuer
from tests.support.scenarios.review import (
    NO_APPLICATION,
    NO_MAILBOX_ON_FILE,
    ON_FILE_WITHOUT_CONTACT,
    TYPED,
    awaiting_reviewer,
    without_registered_mailbox,
)

NUMBER = "A0000000"
NO_MAILBOX = to_base64("CaseMailbox", NOBODY)
VERIFIED = "verified@company.example"
Case = dict[str, Any]


async def seen(reviewer: Colleague, case: Case) -> Case:
    """Look at the case: where an approval would go, and the mailbox that is proposed."""
    return await reviewer.case(case["application"]["id"], shown=f"{CASE} {MAILBOX}")


async def two_reviewers(portal: TestPortal) -> tuple[Colleague, Colleague, Case]:
    first, second = await bruno(portal), await berta(portal)
    [case] = await first.cases()
    return first, second, case


async def test_a_reviewer_is_told_that_the_link_goes_to_the_registered_mailbox(
    portal: TestPortal,
) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    reviewer.browser.headers["accept-language"] = "zh-Hant-TW"
    in_chinese = await seen(reviewer, case)
    reviewer.browser.headers["accept-language"] = "en"
    in_english = await seen(reviewer, case)

    assert in_english["expectedApproval"] == {
        "recipient": "REGISTERED_MAILBOX",
        "mailbox": "ems@company.example",
        "message": "An approval mails the link to the mailbox that EMS has: ems@company.example.",
    }
    assert in_chinese["expectedApproval"]["message"] == (
        "核准後，認證連結將寄至 EMS 登載之信箱 ems@company.example。"
    )
    assert in_english["proposedMailbox"] is None


async def test_where_the_registry_has_none_a_reviewer_is_told_what_is_missing(
    portal: TestPortal,
) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    for reviewer in (first, second):
        reviewer.browser.headers["accept-language"] = "en"

    at_first = (await seen(first, case))["expectedApproval"]
    await first.propose_mailbox(case, VERIFIED)
    proposed = (await seen(second, case))["expectedApproval"]
    await second.confirm_mailbox(case)
    confirmed = (await seen(first, case))["expectedApproval"]

    assert (at_first["recipient"], at_first["mailbox"]) == (None, None)
    assert "the applicant typed is not enough" in at_first["message"]
    assert (proposed["recipient"], proposed["mailbox"]) == (None, VERIFIED)
    assert "a second reviewer must confirm" in proposed["message"]
    assert (confirmed["recipient"], confirmed["mailbox"]) == ("VERIFIED_MAILBOX", VERIFIED)
    assert f"two reviewers have verified: {VERIFIED}" in confirmed["message"]


async def test_while_the_registry_is_silent_nobody_is_told_a_recipient(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    reviewer.browser.headers["accept-language"] = "en"
    [case] = await reviewer.cases()
    portal.registry.silent = True

    expected = (await seen(reviewer, case))["expectedApproval"]

    assert (expected["recipient"], expected["mailbox"]) == (None, None)
    assert "EMS does not answer" in expected["message"]


async def test_a_decided_case_has_no_recipient_to_expect(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    await reviewer.reject(case)

    assert (await seen(reviewer, case))["expectedApproval"] is None


async def test_the_registry_is_asked_once_for_all_that_a_case_shows(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    before = portal.registry.asked

    await reviewer.case(
        case["application"]["id"], shown=f"onFile {{ rows }} {MAILBOX} again: onFile {{ rows }}"
    )

    assert portal.registry.asked == before + 1


@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        ("REGISTERED_MAILBOX", "REGISTRY_HAS_NO_MAILBOX"),
        ("VERIFIED_MAILBOX", "MAILBOX_NOT_VERIFIED"),
        ("ACCOUNT_MAILBOX", "NOT_A_DATA_CHANGE"),
    ],
)
async def test_without_a_registered_or_verified_mailbox_nothing_is_approved(
    portal: TestPortal, recipient: str, code: str
) -> None:
    await without_registered_mailbox(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    refused = await reviewer.approve(case, recipient=recipient)

    assert (refused["code"], refused["path"]) == (code, ["recipient"])
    assert (await Application.get()).status.value == "UNDER_REVIEW"
    assert await Mail.all().count() == 0
    assert await Event.filter(kind="APPROVED").count() == 0


async def test_no_approval_is_taken_that_does_not_say_where_it_goes(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    asked = f'id: "{case["application"]["id"]}", version: {case["version"]}'
    text = f"mutation {{ approveApplication(input: {{ {asked} }}) {{ __typename }} }}"

    answer = await reviewer.browser.post("/graphql", json={"query": text})

    assert "recipient" in answer.json()["errors"][0]["message"]
    assert (await Application.get()).status.value == "UNDER_REVIEW"


async def test_the_link_goes_to_the_mailbox_of_two_reviewers_and_the_account_has_it(
    portal: TestPortal,
) -> None:
    alice = await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)

    await first.propose_mailbox(case, VERIFIED)
    await second.confirm_mailbox(case)
    approved = await first.approve(case, recipient="VERIFIED_MAILBOX")
    [letter] = await portal.mails()
    await alice.activate(portal.post.link("/activate"))
    [opened] = await portal.mails()

    assert approved["case"]["application"]["status"] == "APPROVED"
    assert (letter["To"], opened["To"]) == (VERIFIED, VERIFIED)
    account = await Account.get(control_number=NUMBER)
    assert account.mailbox == VERIFIED
    assert (account.facts or {})["business_email"] == TYPED
    application = await Application.get()
    assert (application.mailbox, application.mailbox_on_file) == (VERIFIED, False)


async def test_the_typed_address_is_verified_like_any_other(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)

    await first.propose_mailbox(case, TYPED, how="以登記電話查證")
    alone = await first.approve(case, recipient="VERIFIED_MAILBOX")
    await second.confirm_mailbox(case)
    approved = await first.approve(case, recipient="VERIFIED_MAILBOX")
    [letter] = await portal.mails()

    assert alone["code"] == "MAILBOX_NOT_VERIFIED"
    assert approved["case"]["application"]["status"] == "APPROVED"
    assert letter["To"] == TYPED


@pytest.mark.parametrize("recipient", ["VERIFIED_MAILBOX", "ACCOUNT_MAILBOX"])
async def test_a_mailbox_that_the_registry_has_by_now_goes_before_a_verified_one(
    portal: TestPortal, recipient: str
) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    await first.propose_mailbox(case, VERIFIED)
    await second.confirm_mailbox(case)
    portal.registry.rows = [replace(ON_FILE_WITHOUT_CONTACT, control_number=NUMBER)]

    refused = await first.approve(case, recipient=recipient)
    approved = await first.approve(case, recipient="REGISTERED_MAILBOX")
    [letter] = await portal.mails()

    expected = {"VERIFIED_MAILBOX": "REGISTRY_HAS_MAILBOX", "ACCOUNT_MAILBOX": "NOT_A_DATA_CHANGE"}
    assert refused["code"] == expected[recipient]
    assert approved["case"]["application"]["status"] == "APPROVED"
    assert letter["To"] == "ems@company.example"


async def test_nobody_confirms_what_she_proposed_by_whatever_card(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    await first.propose_mailbox(case)

    by_the_same_card = await first.confirm_mailbox(case)
    await under_another_issuer("STAFF002", of="STAFF001")
    by_another_card = await second.confirm_mailbox(case)

    for refused in (by_the_same_card, by_another_card):
        assert (refused["code"], refused["path"]) == ("SECOND_PERSON_NEEDED", ["mailboxId"])
    assert (await CaseMailbox.get()).confirmed_by is None


async def test_a_person_with_two_serial_numbers_is_no_second_one(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first = await bruno(portal)
    again = await sign_in_staff(portal, name="審核甲", serial=7)
    [case] = await first.cases()
    await first.propose_mailbox(case)

    refused = await again.confirm_mailbox(case)

    assert refused["code"] == "SECOND_PERSON_NEEDED"
    assert (await CaseMailbox.get()).confirmed_by is None


async def test_of_two_who_confirm_at_once_one_does(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    third = await ada(portal)
    await first.propose_mailbox(case)
    mailbox_id = global_id(await CaseMailbox.get())

    results = await asyncio.gather(
        *(who.confirm_mailbox(case, mailbox_id=mailbox_id) for who in (second, third) * 2)
    )

    refused = [one["code"] for one in results if "code" in one]
    assert refused == ["MAILBOX_ALREADY_CONFIRMED"] * 3
    assert await Event.filter(kind="MAILBOX_CONFIRMED").count() == 1


async def test_of_mailboxes_that_are_proposed_at_once_one_stands(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)

    results = await asyncio.gather(
        *(
            who.propose_mailbox(case, f"box{place}@company.example")
            for place, who in enumerate((first, second) * 2)
        )
    )

    assert {one["__typename"] for one in results} == {"ProposeCaseMailboxSuccess"}
    assert await CaseMailbox.filter(superseded_at__isnull=True).count() == 1
    assert await CaseMailbox.all().count() == 4


async def test_another_proposal_needs_its_own_confirmation(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    await first.propose_mailbox(case, "old@company.example")
    old = global_id(await CaseMailbox.get())
    await second.confirm_mailbox(case)

    await second.propose_mailbox(case, VERIFIED)
    unconfirmed = await first.approve(case, recipient="VERIFIED_MAILBOX")
    outdated = await first.confirm_mailbox(case, mailbox_id=old)
    unknown = await first.confirm_mailbox(case, mailbox_id=NO_MAILBOX)
    await first.confirm_mailbox(case)
    await first.approve(case, recipient="VERIFIED_MAILBOX")
    [letter] = await portal.mails()

    assert unconfirmed["code"] == "MAILBOX_NOT_VERIFIED"
    assert (outdated["code"], outdated["path"]) == ("MAILBOX_NOT_PROPOSED", ["mailboxId"])
    assert unknown["code"] == "MAILBOX_NOT_PROPOSED"
    assert letter["To"] == VERIFIED


async def test_a_mailbox_counts_for_the_version_it_was_verified_for(portal: TestPortal) -> None:
    alice = await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    await first.propose_mailbox(case)
    await second.confirm_mailbox(case)
    mailbox_id = global_id(await CaseMailbox.get())
    await first.reject(case)
    await portal.mails()
    company = replace(COMPANY, control_number=NUMBER, business_email=TYPED, contact_name="測試丙")
    await alice.amend(form(company), token=portal.post.link())
    await portal.review()
    [corrected] = await first.cases()

    refused = await first.approve(corrected, recipient="VERIFIED_MAILBOX")
    confirmed = await second.confirm_mailbox(corrected, mailbox_id=mailbox_id)
    old = [
        await first.propose_mailbox(case),
        await second.confirm_mailbox(case, mailbox_id=NO_MAILBOX),
    ]

    assert refused["code"] == "MAILBOX_NOT_VERIFIED"
    assert confirmed["code"] == "MAILBOX_NOT_PROPOSED"
    assert [one["code"] for one in old] == ["APPLICATION_MOVED"] * 2
    assert (await seen(first, corrected))["proposedMailbox"] is None


async def test_the_history_says_who_verified_a_mailbox_and_how(portal: TestPortal) -> None:
    alice = await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)

    await first.propose_mailbox(case, VERIFIED, how="電洽測試乙，\n並以公司印章函覆")
    await second.confirm_mailbox(case)
    event = "kind actorName mailbox { email verifiedHow proposedBy confirmedBy }"
    shown = f"journal(first: 50) {{ edges {{ node {{ {event} }} }} }}"
    past = history(await second.case(case["application"]["id"], shown=shown))

    mailbox = {
        "email": VERIFIED,
        "verifiedHow": "電洽測試乙，\n並以公司印章函覆",
        "proposedBy": "審核甲",
        "confirmedBy": "審核乙",
    }
    assert past[-2:] == [
        {"kind": "MAILBOX_PROPOSED", "actorName": "審核甲", "mailbox": mailbox},
        {"kind": "MAILBOX_CONFIRMED", "actorName": "審核乙", "mailbox": mailbox},
    ]
    assert past[0]["mailbox"] is None
    proposed = (await seen(first, case))["proposedMailbox"]
    assert proposed["proposedAt"] == proposed["confirmedAt"] == "2026-03-02T04:00:00.000Z"
    # Neither the journal nor the applicant learns any of it.
    payloads = str([event.payload for event in await Event.all()])
    assert VERIFIED not in payloads
    assert "測試乙" not in payloads
    assert not {"MAILBOX_PROPOSED", "MAILBOX_CONFIRMED"} & {
        event["kind"] for event in (await alice.see())["history"]
    }


async def test_verifying_needs_a_card_that_has_just_signed(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    await first.propose_mailbox(case)
    portal.clock.forward(timedelta(minutes=10, seconds=1))

    stale = [await first.propose_mailbox(case), await second.confirm_mailbox(case)]
    await second.prove()
    fresh = await second.confirm_mailbox(case)

    assert [one["code"] for one in stale] == ["CARD_PROOF_NEEDED"] * 2
    assert fresh["__typename"] == "ConfirmCaseMailboxSuccess"


async def test_nobody_verifies_a_mailbox_of_her_own_company(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    third = await ada(portal)
    await third.propose_mailbox(case)
    await under_another_issuer(NUMBER, of="STAFF001")

    refused = [await first.propose_mailbox(case), await first.confirm_mailbox(case)]

    assert [one["code"] for one in refused] == ["OWN_CASE"] * 2
    assert (await second.confirm_mailbox(case))["__typename"] == "ConfirmCaseMailboxSuccess"


async def test_the_second_confirms_while_the_first_has_the_case(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    await first.claim(case)

    elsewhere = await second.propose_mailbox(case)
    await first.propose_mailbox(case)
    confirmed = await second.confirm_mailbox(case)

    assert elsewhere["code"] == "ALREADY_CLAIMED"
    assert confirmed["__typename"] == "ConfirmCaseMailboxSuccess"


async def test_only_for_what_is_under_review_a_mailbox_is_verified(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    await first.propose_mailbox(case)
    mailbox_id = global_id(await CaseMailbox.get())
    rejected = await first.reject(case)
    decided = {**case, "version": rejected["case"]["version"]}
    unknown = {"application": {"id": NO_APPLICATION}, "version": 1}

    moved = [
        await first.propose_mailbox(decided),
        await second.confirm_mailbox(decided, mailbox_id=mailbox_id),
    ]
    missing = [
        await first.propose_mailbox(unknown),
        await second.confirm_mailbox(unknown, mailbox_id=mailbox_id),
    ]

    assert [one["code"] for one in moved] == ["APPLICATION_MOVED"] * 2
    assert [one["code"] for one in missing] == ["APPLICATION_NOT_FOUND"] * 2


async def test_a_proposal_says_where_and_how(portal: TestPortal) -> None:
    await without_registered_mailbox(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    refused = [
        await reviewer.propose_mailbox(case, "not a mailbox"),
        await reviewer.propose_mailbox(case, how=" \n"),
        await reviewer.propose_mailbox(case, how="字" * 401),
    ]

    assert [one["path"] for one in refused] == [["email"], ["verifiedHow"], ["verifiedHow"]]
    assert await CaseMailbox.all().count() == 0


async def test_a_letter_is_sent_again_to_the_verified_mailbox_alone(portal: TestPortal) -> None:
    alice = await without_registered_mailbox(portal)
    first, second, case = await two_reviewers(portal)
    await first.reject(case)
    [not_confirmed] = await portal.mails()
    token = portal.post.link()
    portal.clock.forward(timedelta(minutes=6))
    company = replace(COMPANY, control_number=NUMBER, business_email=TYPED, contact_name="測試丙")
    await alice.amend(form(company), token=token)
    await portal.review()
    [corrected] = await first.cases()
    await first.propose_mailbox(corrected)
    await second.confirm_mailbox(corrected)
    await first.approve(corrected, recipient="VERIFIED_MAILBOX")
    await portal.mails()
    portal.clock.forward(timedelta(minutes=6))

    by_old_link = await alice.do("resendMail", "caseNumber", token=token)
    [again] = await portal.mails()

    assert not_confirmed["To"] == TYPED
    assert by_old_link["__typename"] == "ResendMailSuccess"
    assert again["To"] == VERIFIED
    assert "-帳號申請認證 /" in again["Subject"]


async def test_the_service_approves_nothing_without_a_registered_mailbox(
    portal: TestPortal,
) -> None:
    alice = await awaiting_reviewer(portal, row=NO_MAILBOX_ON_FILE)
    # What stood in both before addresses were checked is equal, and is no mailbox.
    row = replace(ON_FILE_WITHOUT_CONTACT, control_number=NUMBER, business_email="無")
    portal.registry.rows = [replace(row, contact_name=COMPANY.contact_name)]
    await Application.all().update(business_email="無")
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    await reviewer.act("reviewAgain", case)
    await portal.review()

    assert (await alice.see())["status"] == "UNDER_REVIEW"
    assert (await Application.get()).for_person
    assert await Mail.all().count() == 0
