"""Tests of the automatic review (審核), and of its mail to the registered mailbox."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from models.account.account import Account, business_account
from models.application.application import Application
from models.company.company import CompanyOnFile
from models.core.rules import LEASE_LIFE
from models.journal.event import Event
from models.mail.outbox import Mail
from models.review import lifecycle
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.applications import reviewed, submitted


async def test_all_equal_passes_and_the_mail_opens_the_account(portal: TestPortal) -> None:
    alice = await reviewed(portal, on_file())

    assert (await alice.see())["status"] == "APPROVED"
    [mail] = portal.post.sent
    assert mail["To"] == "ems@company.example"
    assert "-帳號申請認證 /" in mail["Subject"]
    assert mail["Auto-Submitted"] == "auto-generated"
    assert f"{portal.settings.origin}/activate#" in portal.post.last()
    assert "測○甲" in portal.post.last() or "測○" in portal.post.last()


async def test_a_difference_is_mailed_to_the_registered_mailbox_only(portal: TestPortal) -> None:
    alice = await reviewed(portal, on_file(), business_email="stranger@else.example")

    seen = await alice.look(portal.post.link())
    assert (await alice.see())["status"] == "REJECTED"
    assert portal.post.sent[0]["To"] == "ems@company.example"
    differing = [r["field"] for r in seen["results"] if r["outcome"] == "DIFFERS"]
    assert differing == ["BUSINESS_EMAIL"]
    assert "ems@company.example" not in str(seen)
    assert seen["companyName"] is None


async def test_look_alikes_still_differ_but_are_named(portal: TestPortal) -> None:
    row = replace(
        on_file(), company_name="測試 化工股份有限公司", business_address="台北市中正區測試路１號"
    )
    alice = await reviewed(portal, row)

    seen = await alice.look(portal.post.link())
    named = {r["field"]: r["lookAlikes"] for r in seen["results"] if r["outcome"] == "DIFFERS"}
    assert named == {"COMPANY_NAME": ["SPACES"], "BUSINESS_ADDRESS": ["WIDTH", "TAI"]}


async def test_the_typed_mailbox_learns_nothing_about_an_unknown_number(portal: TestPortal) -> None:
    alice = await reviewed(portal, control_number="Z9999999")

    seen = await alice.look(portal.post.link())
    assert (await alice.see())["status"] == "REJECTED"
    assert portal.post.sent[0]["To"] == "ems@company.example"
    assert "Z9999999" not in portal.post.last()
    assert seen["results"] == []


async def test_a_company_without_a_registered_mailbox_tells_a_stranger_nothing(
    portal: TestPortal,
) -> None:
    row = replace(on_file(), business_email=None, contact_name="另有其人")
    alice = await reviewed(portal, row)

    seen = await alice.look(portal.post.link())
    assert (await alice.see())["status"] == "REJECTED"
    assert seen["results"] == []


async def test_a_registered_mailbox_that_is_none_counts_as_none(portal: TestPortal) -> None:
    alice = await reviewed(portal, replace(on_file(), business_email="無"))

    assert (await alice.look(portal.post.link()))["results"] == []
    assert portal.post.sent[0]["To"] == "ems@company.example"


async def test_what_is_not_on_file_is_left_to_a_person(portal: TestPortal) -> None:
    alice = await reviewed(portal, replace(on_file(), contact_name=None))

    application = await Application.get()
    assert (await alice.see())["status"] == "UNDER_REVIEW"
    assert application.for_person
    assert portal.post.sent == []
    assert not await portal.review()


async def test_an_unknown_number_is_left_to_a_person_who_asked_for_it(portal: TestPortal) -> None:
    portal.unknown_company_policy = "person"
    alice = await reviewed(portal, control_number="Z9999999")

    assert (await alice.see())["status"] == "UNDER_REVIEW"
    assert (await Application.get()).for_person


async def test_of_several_rows_the_equal_one_counts(portal: TestPortal) -> None:
    alice = await reviewed(portal, replace(on_file(), contact_name="舊聯絡人"), on_file())

    assert (await alice.see())["status"] == "APPROVED"


async def test_nothing_is_decided_while_the_registry_is_out_of_reach(portal: TestPortal) -> None:
    alice = await submitted(portal)
    portal.registry.silent = True

    for _ in range(3):
        assert await portal.review()
        assert not await portal.review()
        portal.clock.forward(timedelta(minutes=1))
    silent = (await alice.see())["status"]
    portal.registry.silent = False
    await portal.review()

    assert silent == "UNDER_REVIEW"
    assert (await alice.see())["status"] == "APPROVED"
    waits = await Event.filter(kind="REVIEW_PUT_OFF").order_by("seq")
    assert [wait.payload["attempts"] for wait in waits] == ["1", "2", "3"]


async def test_racing_workers_decide_once_and_mail_once(portal: TestPortal) -> None:
    alice = await submitted(portal)

    await asyncio.gather(*(portal.review() for _ in range(5)))
    await asyncio.gather(*(portal.mail() for _ in range(5)))

    kinds = [event["kind"] for event in (await alice.see())["history"]]
    assert kinds.count("APPROVED") == 1
    assert len(portal.post.sent) == 1
    # One of them alone had the case.
    assert portal.registry.asked == 1


async def test_a_worker_that_died_is_followed_by_another(portal: TestPortal) -> None:
    await submitted(portal)
    claimed = await lifecycle.lease_next(at=portal.clock(), lease=LEASE_LIFE)

    at_once = await portal.review()
    portal.clock.forward(LEASE_LIFE)
    later = await portal.review()

    assert claimed is not None
    assert (at_once, later) == (False, True)


async def test_an_application_withdrawn_during_review_is_not_decided(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = await submitted(portal)
    look_up = portal.registry.look_up

    async def slow(*, control_number: str) -> tuple[CompanyOnFile, ...]:
        await alice.withdraw()
        return await look_up(control_number=control_number)

    monkeypatch.setattr(portal.registry, "look_up", slow)
    await portal.review()

    assert (await alice.see())["status"] == "WITHDRAWN"
    assert (await Application.get()).review_attempts == 0
    assert await Mail.all().count() == 0


async def test_a_company_with_an_account_learns_it_by_mail_only(portal: TestPortal) -> None:
    await business_account(
        company=COMPANY,
        mailbox=COMPANY.business_email,
        application_id=None,
        at=portal.clock(),
    ).save()
    alice = await reviewed(portal, on_file())

    portal.clock.forward(timedelta(minutes=6))
    again = await alice.do("resendMail", "caseNumber", applicationId=alice.application["id"])
    await portal.mail()

    assert (await alice.see())["status"] == "REJECTED"
    assert again["__typename"] == "ResendMailSuccess"  # As for every other rejection.
    assert len(portal.post.sent) == 2
    assert "#" not in portal.post.last()
    assert portal.post.sent[0]["To"] == "ems@company.example"
    assert await Account.all().count() == 1


async def test_a_rejected_application_is_not_corrected_by_guessing(portal: TestPortal) -> None:
    alice = await reviewed(portal, on_file(), contact_name="別人")
    mallory = Person.at(portal, cards.citizen(subject_serial="0000000000000009"))
    dans = form(replace(COMPANY, control_number="D0000004"))
    await mallory.apply(dans)

    without = await alice.amend(form())
    with_other = await mallory.amend(dans, token=portal.post.link())
    made_up = await alice.amend(form(), token="A" * 43)

    assert without["code"] == "LINK_NEEDED"
    assert with_other["__typename"] == "AmendApplicationSuccess"  # Her own draft; no link needed.
    assert made_up["code"] == "LINK_UNKNOWN"
    assert (await alice.see())["status"] == "REJECTED"


async def test_a_correction_spends_the_link(portal: TestPortal) -> None:
    alice = await reviewed(portal, on_file(), contact_name="別人")
    token = portal.post.link()
    await alice.amend(form(replace(COMPANY, contact_name="又一人")), token=token)
    await portal.review()

    again = await alice.amend(form(), token=token)

    assert again["code"] == "LINK_SPENT"
