"""Tests of a reviewer's decision: once, with a fresh proof, never on an own case."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from models.account.account import Account, business_account
from models.application.application import Application
from models.card.certificate import Certificate, CertificateStatus
from models.database.transaction import tx
from models.forms.typed_text import Contact
from models.journal.event import Event
from models.link.link import Link
from models.mail.outbox import Mail
from models.membership.person import Person as Member
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.people.staff import Colleague, berta, bruno
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.cards import under_another_issuer
from tests.support.scenarios.review import (
    NO_APPLICATION,
    ON_FILE_WITHOUT_CONTACT,
    awaiting_reviewer,
)
from web.demo.authority import Generation

NUMBER = "A0000000"


async def test_an_approved_case_is_activated_by_its_applicant(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    approved = await reviewer.approve(case, note="電話查證無誤")
    await portal.mail()
    activated = await alice.activate(portal.post.link("/activate"))

    assert approved["case"]["application"]["status"] == "APPROVED"
    assert (approved["case"]["decidedBy"], approved["case"]["note"]) == ("審核甲", "電話查證無誤")
    assert portal.post.sent[0]["To"] == "ems@company.example"
    assert "-帳號申請認證 /" in portal.post.sent[0]["Subject"]
    assert "電話查證無誤" not in portal.post.last()
    assert activated["application"]["status"] == "ACTIVATED"
    event = await Event.get(kind="APPROVED")
    card = await Certificate.get(control_number="STAFF001")
    assert event.actor == f"certificate:{card.id}"
    assert event.payload.keys() <= {"trace"}
    assert await reviewer.cases() == []


async def test_a_rejection_tells_the_registered_mailbox_which_fields_and_why(
    portal: TestPortal,
) -> None:
    alice = await awaiting_reviewer(portal, business_email="ems@company.example")
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    rejected = await reviewer.reject(
        case,
        fields=["CONTACT_NAME", "COMPANY_NAME", "CONTACT_NAME"],
        note=" 請附\r\n最新聯絡人\u3000",
    )
    await portal.mail()
    seen = await alice.look(portal.post.link())

    assert rejected["noteToApplicant"] is True
    assert rejected["case"]["marked"] == ["CONTACT_NAME", "COMPANY_NAME"]
    assert rejected["case"]["note"] == "請附\n最新聯絡人"
    assert portal.post.sent[0]["To"] == "ems@company.example"
    assert "審核人員說明：請附\n  最新聯絡人" in portal.post.last().replace("\r\n", "\n")
    assert (seen["note"], seen["marked"]) == ("請附\n最新聯絡人", ["CONTACT_NAME", "COMPANY_NAME"])
    assert "請附" not in str([event.payload for event in await Event.all()])


async def test_without_a_registered_mailbox_the_note_is_not_mailed(
    portal: TestPortal,
) -> None:
    portal.unknown_company_policy = "person"
    alice = await awaiting_reviewer(portal)
    portal.registry.rows = []
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    rejected = await reviewer.reject(case, note="查無此公司")
    await portal.mail()
    seen = await alice.look(portal.post.link())

    assert rejected["noteToApplicant"] is False
    assert rejected["case"]["note"] == "查無此公司"
    assert portal.post.sent[0]["To"] == COMPANY.business_email
    assert "查無此公司" not in portal.post.last()
    assert (seen["note"], seen["marked"], seen["results"]) == (None, [], [])


async def test_a_rejected_letter_sent_again_has_the_note_again(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    await reviewer.reject(case, note="請更正")
    await portal.mail()
    portal.clock.forward(timedelta(minutes=4))

    soon = await reviewer.do("resendMail", "caseNumber", applicationId=alice.application["id"])
    portal.clock.forward(timedelta(minutes=1))
    later = await reviewer.do("resendMail", "caseNumber", applicationId=alice.application["id"])
    await portal.mail()

    assert soon["code"] == "RESENT_TOO_SOON"
    assert later["__typename"] == "ResendMailSuccess"
    assert "請更正" in portal.post.last()
    card = await Certificate.get(control_number="STAFF001")
    assert (await Event.get(kind="LINK_SENT")).actor == f"certificate:{card.id}"


async def test_a_corrected_case_starts_over(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    await reviewer.reject(case)
    await portal.mail()
    token = portal.post.link()
    typed = form(replace(COMPANY, control_number=NUMBER, contact_name="測試丙"))

    amended = await alice.amend(typed, token=token)
    await portal.review()
    [again] = await reviewer.cases()
    old = await reviewer.approve(case)

    assert amended["__typename"] == "AmendApplicationSuccess"
    assert (again["marked"], again["note"], again["decidedBy"]) == ([], None, None)
    assert old["code"] == "APPLICATION_MOVED"
    assert (await reviewer.approve(again))["case"]["decidedBy"] == "審核甲"


async def test_deciding_needs_a_card_that_has_just_signed(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    portal.clock.forward(timedelta(minutes=10, seconds=1))

    stale = [await reviewer.approve(case), await reviewer.reject(case)]
    await reviewer.prove()
    fresh = await reviewer.approve(case)

    assert [one["code"] for one in stale] == ["CARD_PROOF_NEEDED"] * 2
    assert fresh["case"]["application"]["status"] == "APPROVED"


@pytest.mark.parametrize("times", [2, 6])
async def test_of_two_reviewers_at_once_one_decides_and_the_other_sees_it(
    portal: TestPortal, times: int
) -> None:
    await awaiting_reviewer(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()

    results = await asyncio.gather(
        *(reviewer.approve(case) if number % 2 else other.reject(case) for number in range(times))
    )

    refused = [one for one in results if "code" in one]
    [won] = [one for one in results if "code" not in one]
    by, verdict = won["case"]["decidedBy"], won["case"]["application"]["status"]
    assert [one["code"] for one in refused] == ["ALREADY_DECIDED"] * (times - 1)
    assert {(one["decidedBy"], one["verdict"]) for one in refused} == {(by, verdict)}
    assert {one["decidedAt"] for one in refused} == {"2026-03-02T04:00:00.000Z"}
    assert await Mail.all().count() == 1
    assert await Link.all().count() == 1
    assert await Event.filter(kind__in=["APPROVED", "REJECTED"]).count() == 1


async def test_abuse_39_a_double_click_decides_once(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    clicks = await asyncio.gather(reviewer.approve(case), reviewer.approve(case))
    later = await reviewer.approve(case)

    refused = [one for one in (*clicks, later) if "code" in one]
    assert [one["code"] for one in refused] == ["ALREADY_DECIDED"] * 2
    assert {one["decidedBy"] for one in refused} == {"審核甲"}
    assert await Mail.all().count() == 1
    assert await Link.all().count() == 1
    assert await Event.filter(kind="APPROVED").count() == 1


@pytest.mark.parametrize("first", ["approve", "reject"])
async def test_abuse_39_the_second_of_two_opposite_decisions_is_shown_the_first(
    portal: TestPortal, first: str
) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()

    won = await (reviewer.approve(case) if first == "approve" else reviewer.reject(case))
    lost = await (other.reject(case) if first == "approve" else other.approve(case))

    status = won["case"]["application"]["status"]
    assert status == {"approve": "APPROVED", "reject": "REJECTED"}[first]
    assert (lost["code"], lost["decidedBy"], lost["verdict"]) == (
        "ALREADY_DECIDED",
        "審核甲",
        status,
    )
    assert (await alice.see())["status"] == status
    assert await Mail.all().count() == 1


async def test_a_decided_case_says_who_decided_it_also_when_it_was_the_service(
    portal: TestPortal,
) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    await reviewer.act("reviewAgain", case)
    portal.registry.rows = [replace(on_file(), control_number=NUMBER)]
    await portal.review()

    late = await reviewer.reject(case)

    assert late["code"] == "ALREADY_DECIDED"
    assert (late["decidedBy"], late["verdict"]) == (None, "APPROVED")
    assert (await alice.see())["status"] == "APPROVED"


async def test_what_has_changed_since_it_was_read_is_not_decided(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    for version in (case["version"] - 1, case["version"] + 1):
        for decide in (reviewer.approve, reviewer.reject):
            result = await decide({**case, "version": version})
            assert (result["code"], result["path"]) == ("APPLICATION_MOVED", ["version"])

    assert await Mail.all().count() == 0


async def test_a_case_is_not_decided_under_another_number_than_shown(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    shown = {**case["application"], "company": {"controlNumber": "B0000001"}}

    for decide in (reviewer.approve, reviewer.reject):
        result = await decide({**case, "application": shown})
        assert (result["code"], result["path"]) == ("APPLICATION_MOVED", ["controlNumber"])

    assert await Mail.all().count() == 0


async def _card_at(
    reviewer: Colleague, control_number: str, *, generation: Generation, status: CertificateStatus
) -> None:
    """Give the reviewer's person a card of a company."""
    [own] = await Certificate.filter(control_number="STAFF001")
    card = cards.citizen(
        generation=generation, subject_serial=own.subject_serial, holder=own.holder_name
    )
    proof = cards.proof(cards.signed(card))
    async with tx() as change:
        # As the migration leaves a person whose cards of two generations were not joined yet.
        await Member.all().update(last_four=None)
        person = await Member.identify(change, proof, actor="test:1", at=cards.AT)
        certificate = Certificate.proven(
            proof,
            person=person,
            contact=Contact(phone="02-12345678", email="own@company.example"),
            control_number=control_number,
            application_id=None,
            at=cards.AT,
        )
        certificate.status = status
        await certificate.save()


@pytest.mark.parametrize(
    ("generation", "status"),
    [
        (Generation.G2, CertificateStatus.LIVE),
        (Generation.G3, CertificateStatus.REMOVED),
        (Generation.G3, CertificateStatus.EXPIRED),
    ],
)
async def test_abuse_39_no_reviewer_decides_a_case_of_their_own_company(
    portal: TestPortal, generation: Generation, status: CertificateStatus
) -> None:
    await awaiting_reviewer(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()
    await _card_at(reviewer, NUMBER, generation=generation, status=status)

    refused = [
        await reviewer.claim(case),
        await reviewer.approve(case),
        await reviewer.reject(case),
        await reviewer.act("reviewAgain", case),
    ]

    assert [one["code"] for one in refused] == ["OWN_CASE"] * 4
    assert (await other.approve(case))["case"]["decidedBy"] == "審核乙"


async def test_no_reviewer_decides_their_own_application(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    await under_another_issuer(NUMBER, of="STAFF001")
    await Certificate.filter(control_number=NUMBER).update(control_number="Z9999999")

    assert (await reviewer.approve(case))["code"] == "OWN_CASE"


async def test_a_case_that_came_from_the_reviewers_own_browser_is_her_own(
    portal: TestPortal,
) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    at_alices = Colleague(portal=portal, browser=alice.browser, card=reviewer.card)

    await at_alices.sign_in()
    refused = await at_alices.approve(case)

    assert refused["code"] == "OWN_CASE"


async def test_a_number_that_has_an_account_gets_no_second(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    company = replace(COMPANY, control_number=NUMBER)
    await business_account(
        company=company, mailbox=COMPANY.business_email, application_id=None, at=portal.clock()
    ).save()

    approved = await reviewer.approve(case)
    rejected = await reviewer.reject(case)

    assert approved["code"] == "ACCOUNT_ALREADY_OPEN"
    assert rejected["case"]["application"]["status"] == "REJECTED"
    assert await Account.filter(control_number=NUMBER).count() == 1


async def test_nothing_is_decided_while_the_registry_is_silent(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    portal.registry.silent = True

    refused = [await reviewer.approve(case), await reviewer.reject(case)]
    portal.registry.silent = False
    approved = await reviewer.approve(case)

    assert [one["code"] for one in refused] == ["REGISTRY_NOT_ANSWERING"] * 2
    assert approved["case"]["application"]["status"] == "APPROVED"


async def test_a_verdict_is_mailed_to_where_the_registry_has_the_mailbox_now(
    portal: TestPortal,
) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    portal.registry.rows = [
        replace(
            ON_FILE_WITHOUT_CONTACT, control_number=NUMBER, business_email="new@company.example"
        )
    ]

    await reviewer.approve(case)
    await portal.mail()

    assert portal.post.sent[0]["To"] == "new@company.example"
    application = await Application.get()
    assert (application.mailbox, application.mailbox_on_file) == ("new@company.example", True)


async def test_staffs_texts_are_capped_and_a_rejection_says_what_for(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    refused = [
        await reviewer.approve(case, note="字" * 401),
        await reviewer.reject(case, note="字" * 401),
        await reviewer.reject(case, note=" \u200b\n "),
        await reviewer.reject(case, fields=[]),
    ]

    assert [one["code"] for one in refused] == ["INVALID_INPUT"] * 4
    assert [one["path"] for one in refused] == [["note"]] * 3 + [["fields"]]
    assert (await reviewer.reject(case, note="字" * 400))["noteToApplicant"] is True


async def test_a_reviewer_skips_no_state(portal: TestPortal) -> None:
    draft = Person.at(portal)
    await draft.apply()
    reviewer = await bruno(portal)
    record = await Application.get()
    case = {"application": draft.application, "version": record.version}

    refused = [
        await reviewer.approve(case),
        await reviewer.reject(case),
        await reviewer.claim(case),
        await reviewer.act("reviewAgain", case),
    ]

    assert [one["code"] for one in refused] == ["APPLICATION_MOVED"] * 4
    assert (await draft.see())["status"] == "DRAFT"


async def test_a_role_that_was_taken_away_decides_nothing_more(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    await Account.filter(control_number="STAFF001").update(role=None)

    assert (await reviewer.approve(case))["code"] == "NOT_ALLOWED"


async def test_what_there_is_not_is_not_found(portal: TestPortal) -> None:
    reviewer = await bruno(portal)
    nothing = {"id": NO_APPLICATION, "company": {"controlNumber": NUMBER}}
    case = {"application": nothing, "version": 1}

    assert (await reviewer.approve(case))["code"] == "APPLICATION_NOT_FOUND"
    assert (await reviewer.reject(case))["code"] == "APPLICATION_NOT_FOUND"
