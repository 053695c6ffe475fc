"""Tests of a change of company data (基本資料): a new review decides it before it takes effect."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from strawberry.relay import to_base64

from models.account.account import Account, business_account
from models.application.application import Application
from models.card.certificate import Certificate
from models.company.company import Company
from models.journal.event import Event
from models.session.roles import AccountKind, AccountStatus, Role
from models.session.session import SessionKind, Viewer
from tests.support import cards
from tests.support.people.members import make_member
from tests.support.people.people import Person, form, outcome
from tests.support.people.staff import MAILBOX, ada, berta, bruno
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.accounts import administrator, holder, send_all_mail
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.overtaken import on_postgres_alone, overtaken

MOVED = replace(
    COMPANY,
    company_name="測試化工運輸股份有限公司",
    business_address="臺北市中正區測試路3號",
    business_email="new@company.example",
)
ACCOUNT = """{ viewer { account { name
  company { controlNumber companyName businessAddress businessEmail contactName }
  dataChange { id status purpose company { companyName } } } } }"""


async def changing(alice: Person, company: Company = MOVED) -> dict[str, Any]:
    shown = "application { id caseNumber status purpose company { companyName } }"
    return await alice.do("requestDataChange", shown, **form(company))


async def seen(person: Person) -> dict[str, Any]:
    account: dict[str, Any] = (await person.ask(ACCOUNT))["viewer"]["account"]
    return account


async def on_file_as(portal: TestPortal, *companies: Company) -> Person:
    """Return a signed-in Alice, whose company the registry has changed since."""
    alice = await holder(portal)
    portal.post.sent.clear()
    portal.registry.rows = [on_file(company) for company in companies]
    return alice


async def test_a_holder_sees_what_was_approved(portal: TestPortal) -> None:
    alice = await holder(portal)

    account = await seen(alice)

    assert account["company"] == {
        "controlNumber": COMPANY.control_number,
        "companyName": COMPANY.company_name,
        "businessAddress": COMPANY.business_address,
        "businessEmail": COMPANY.business_email,
        "contactName": COMPANY.contact_name,
    }
    assert account["dataChange"] is None


async def test_a_change_that_an_objection_overtakes_waits_until_that_is_settled(
    portal: TestPortal,
) -> None:
    alice = await on_file_as(portal, MOVED)
    await changing(alice)
    await Account.all().update(frozen_at=portal.clock())
    reviewer = await berta(portal)

    await portal.review()
    [case] = await reviewer.cases()
    blocked = await reviewer.approve(case)
    before = await seen(alice)
    await Account.all().update(frozen_at=None)
    approved = await reviewer.approve(case)

    assert blocked["code"] == "ACCOUNT_FROZEN"
    assert before["name"] == COMPANY.company_name
    assert before["dataChange"]["status"] == "UNDER_REVIEW"
    assert approved["case"]["application"]["status"] == "ACTIVATED"
    assert (await seen(alice))["name"] == MOVED.company_name


def test_the_facts_are_for_its_holders_and_for_staff() -> None:
    account = business_account(
        company=COMPANY, mailbox="a@b.example", application_id=None, at=cards.AT
    )

    shown = {
        name: account.facts_for(_viewer(*given)) is not None
        for name, given in {
            "holder": (SessionKind.HOLDER, account.id, None),
            "staff": (SessionKind.STAFF, uuid4(), Role.REVIEWER),
            "binding": (SessionKind.BIND_ONLY, account.id, None),
            "applicant": (SessionKind.APPLICANT, None, None),
            "other": (SessionKind.HOLDER, uuid4(), None),
        }.items()
    }

    assert account.facts_for(None) is None
    assert [name for name, is_shown in shown.items() if is_shown] == ["holder", "staff"]


def _viewer(kind: SessionKind, account_id: UUID | None, role: Role | None) -> Viewer:
    """Return a viewer with a session of this kind."""
    return Viewer(
        session_id=uuid4(),
        kind=kind,
        expires_at=cards.AT,
        account_id=account_id,
        certificate_id=uuid4(),
        proven_at=cards.AT,
        role=role,
    )


async def test_a_change_is_in_force_when_it_passes_and_not_before(portal: TestPortal) -> None:
    alice = await on_file_as(portal, MOVED)

    asked = await changing(alice)
    before = await seen(alice)
    await portal.review()
    after = await seen(alice)

    assert asked["application"]["status"] == "UNDER_REVIEW"
    assert asked["application"]["purpose"] == "DATA_CHANGE"
    assert before["company"]["companyName"] == COMPANY.company_name
    assert after["name"] == after["company"]["companyName"] == MOVED.company_name
    assert after["company"]["businessAddress"] == MOVED.business_address
    assert after["dataChange"]["status"] == "ACTIVATED"
    account = await Account.get()
    assert account.mailbox == "new@company.example"
    event = await Event.get(kind="DATA_CHANGED")
    assert event.subject == account.subject
    assert event.payload["case"] == asked["application"]["caseNumber"]
    assert event.payload.keys() <= {"case", "trace"}


async def test_the_old_mailbox_the_new_one_and_the_holders_get_mail(portal: TestPortal) -> None:
    alice = await on_file_as(portal, MOVED)
    await Certificate.all().update(email="alice@company.example")

    await changing(alice)
    await portal.review()
    await send_all_mail(portal)

    recipients = sorted(mail["To"] for mail in portal.post.sent)
    assert recipients == ["alice@company.example", COMPANY.business_email, "new@company.example"]
    assert all("-基本資料已變更 /" in mail["Subject"] for mail in portal.post.sent)


async def test_no_link_and_no_second_account_come_of_a_change(portal: TestPortal) -> None:
    alice = await on_file_as(portal, MOVED)

    await changing(alice)
    await portal.review()
    await send_all_mail(portal)

    assert await Account.all().count() == 1
    assert await Certificate.all().count() == 1
    assert all("#" not in _text(mail) for mail in portal.post.sent)


def _text(mail: Any) -> str:
    return str(mail.get_body(("plain",)).get_content())


async def left_to_a_reviewer(portal: TestPortal) -> Person:
    """Return Alice, whose change waits for a reviewer, since the registry has no mailbox."""
    alice = await on_file_as(portal)
    portal.registry.rows = [replace(on_file(MOVED), business_email=None)]
    asked = await changing(alice)
    alice.application = asked["application"]
    await portal.review()
    return alice


@pytest.mark.parametrize("kept", [COMPANY.business_email, None])
async def test_where_the_registry_has_no_mailbox_the_account_keeps_its_own(
    portal: TestPortal, kept: str | None
) -> None:
    await left_to_a_reviewer(portal)
    await Account.all().update(mailbox=kept)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    expected = (await reviewer.case(case["application"]["id"], shown=MAILBOX))["expectedApproval"]
    refused = [
        (await reviewer.approve(case, recipient=recipient))["code"]
        for recipient in ("REGISTERED_MAILBOX", "VERIFIED_MAILBOX")
    ]
    approved = await reviewer.approve(case, recipient="ACCOUNT_MAILBOX")
    letters = await portal.mails()

    account = await Account.get(kind=AccountKind.BUSINESS)
    assert (expected["recipient"], expected["mailbox"]) == ("ACCOUNT_MAILBOX", kept)
    assert refused == ["REGISTRY_HAS_NO_MAILBOX", "MAILBOX_NOT_VERIFIED"]
    assert approved["case"]["application"]["status"] == "ACTIVATED"
    assert (account.name, account.mailbox) == (MOVED.company_name, kept)
    assert MOVED.business_email not in {letter["To"] for letter in letters}


async def test_a_change_takes_the_mailbox_that_two_reviewers_verified(portal: TestPortal) -> None:
    await left_to_a_reviewer(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()
    await reviewer.propose_mailbox(case, "verified@company.example")
    await other.confirm_mailbox(case)

    expected = (await reviewer.case(case["application"]["id"], shown=MAILBOX))["expectedApproval"]
    await reviewer.approve(case, recipient="VERIFIED_MAILBOX")
    letters = await portal.mails()

    account = await Account.get(kind=AccountKind.BUSINESS)
    assert expected["recipient"] == "VERIFIED_MAILBOX"
    assert account.mailbox == "verified@company.example"
    # The former one is told too.
    recipients = {letter["To"] for letter in letters}
    assert recipients >= {"verified@company.example", COMPANY.business_email}
    assert MOVED.business_email not in recipients


async def test_a_change_takes_the_registered_mailbox_where_there_is_one(
    portal: TestPortal,
) -> None:
    await left_to_a_reviewer(portal)
    portal.registry.rows = [on_file(MOVED)]
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    kept = await reviewer.approve(case, recipient="ACCOUNT_MAILBOX")
    await reviewer.approve(case, recipient="REGISTERED_MAILBOX")

    assert kept["code"] == "REGISTRY_HAS_MAILBOX"
    account = await Account.get(kind=AccountKind.BUSINESS)
    assert account.mailbox == MOVED.business_email


async def test_a_rejected_change_is_recorded_with_the_mailbox_that_was_told(
    portal: TestPortal,
) -> None:
    alice = await left_to_a_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    await reviewer.reject(case)
    [letter] = await portal.mails()

    application = await Application.get(case_number=alice.application["caseNumber"])
    assert letter["To"] == application.mailbox == COMPANY.business_email
    assert not application.mailbox_on_file


async def test_differences_are_mailed_and_not_shown_on_screen(portal: TestPortal) -> None:
    alice = await on_file_as(portal, replace(MOVED, contact_name="另一人"))

    await changing(alice)
    await portal.review()
    await send_all_mail(portal)
    account = await seen(alice)
    link = await alice.look(portal.post.link())

    [mail] = portal.post.sent
    assert mail["To"] == "new@company.example"
    assert "-基本資料變更審核未通過 /" in mail["Subject"]
    assert MOVED.company_name not in portal.post.last()
    assert account["dataChange"]["status"] == "REJECTED"
    assert "results" not in str(account)
    assert account["company"]["companyName"] == COMPANY.company_name
    assert [r["field"] for r in link["results"] if r["outcome"] == "DIFFERS"] == ["CONTACT_NAME"]
    assert link["application"] is not None


async def test_a_company_missing_from_the_registry_is_mailed_at_its_accounts_mailbox(
    portal: TestPortal,
) -> None:
    alice = await on_file_as(portal)

    await changing(alice)
    await portal.review()
    await send_all_mail(portal)

    assert [mail["To"] for mail in portal.post.sent] == [COMPANY.business_email]
    assert (await alice.look(portal.post.link()))["results"] == []


async def test_a_rejected_change_is_corrected_with_the_mails_link(portal: TestPortal) -> None:
    alice = await on_file_as(portal, MOVED)
    asked = await changing(alice, replace(MOVED, contact_name="錯字"))
    await portal.review()
    await send_all_mail(portal)
    link = portal.post.link()
    alice.application = asked["application"]

    unlinked = await alice.amend(form(MOVED))
    other_number = await alice.amend(form(replace(MOVED, control_number="B0000001")), token=link)
    corrected = await alice.amend(form(MOVED), token=link)
    await portal.review()

    assert unlinked["code"] == "LINK_NEEDED"
    assert other_number["problems"][0]["path"] == ["controlNumber"]
    assert corrected["application"]["status"] == "UNDER_REVIEW"
    assert (await seen(alice))["company"]["companyName"] == MOVED.company_name


async def test_the_control_number_stays(portal: TestPortal) -> None:
    alice = await holder(portal)

    result = await changing(alice, replace(MOVED, control_number="B0000001"))

    [problem] = result["problems"]
    assert (problem["code"], problem["path"]) == ("CONTROL_NUMBER_FIXED", ["controlNumber"])
    assert await Application.filter(account_id__isnull=False).count() == 0


async def test_an_account_has_one_change_under_way(portal: TestPortal) -> None:
    alice = await on_file_as(portal, MOVED)

    results = await asyncio.gather(*(changing(alice) for _ in range(4)))
    names = sorted(outcome(result) for result in results)
    alice.application = next(r["application"] for r in results if "application" in r)
    withdrawn = await alice.withdraw()
    again = await changing(alice)

    assert names == ["DATA_CHANGE_OPEN"] * 3 + ["RequestDataChangeSuccess"]
    assert withdrawn["application"]["status"] == "WITHDRAWN"
    assert again["__typename"] == "RequestDataChangeSuccess"


async def test_a_change_needs_a_fresh_proof_of_a_holder(portal: TestPortal) -> None:
    alice = await holder(portal)
    stranger = Person.at(portal)

    portal.clock.forward(timedelta(minutes=11))
    late = await changing(alice)
    await alice.prove()
    proven = await changing(alice)

    assert late["code"] == "CARD_PROOF_NEEDED"
    assert proven["__typename"] == "RequestDataChangeSuccess"
    assert (await changing(stranger))["code"] == "SIGN_IN_NEEDED"


async def test_staff_have_no_company_to_change(portal: TestPortal) -> None:
    bruno = await administrator(portal)

    assert (await changing(bruno))["code"] == "NOT_ALLOWED"


async def test_a_change_belongs_to_the_accounts_holders_alone(portal: TestPortal) -> None:
    alice = await on_file_as(portal, MOVED)
    asked = await changing(alice)
    at_home = Person.at(portal, alice.card)
    await at_home.sign_in()
    dan = Person.at(portal, colleague(7))
    await _holder_of_another(portal, dan)
    stranger = Person.at(portal)
    for person in (at_home, dan, stranger):
        person.application = asked["application"]

    assert (await at_home.see())["status"] == "UNDER_REVIEW"
    for person in (dan, stranger):
        assert await person.see() is None
        assert (await person.withdraw())["code"] == "APPLICATION_NOT_FOUND"


async def _holder_of_another(portal: TestPortal, dan: Person) -> None:
    """Sign Dan in with a card of another company."""
    other = await Account.create(
        control_number="B0000001",
        kind=AccountKind.BUSINESS,
        status=AccountStatus.ACTIVE,
        opened_at=portal.clock(),
    )
    proof = cards.proof(cards.signed(dan.card))
    await make_member(other, proof, email="dan@company.example", at=portal.clock())
    assert (await dan.sign_in())["__typename"] == "SignInSuccess"


async def test_staff_see_an_accounts_company_and_its_change(portal: TestPortal) -> None:
    alice = await on_file_as(portal, MOVED)
    await changing(alice)
    bruno = await administrator(portal)
    account = await Account.get(kind=AccountKind.BUSINESS)

    shown = await bruno.ask(
        """query($id: ID!) { node(id: $id) { ... on Account {
          company { companyName } dataChange { status } } } }""",
        {"id": to_base64("Account", account.id)},
    )

    assert (await Account.get(kind=AccountKind.STAFF)).role is Role.ADMIN
    assert shown["node"] == {
        "company": {"companyName": COMPANY.company_name},
        "dataChange": {"status": "UNDER_REVIEW"},
    }


@pytest.mark.parametrize(
    ("status", "comes_to"),
    [(AccountStatus.SUSPENDED, "ACTIVATED"), (AccountStatus.CLOSED, "WITHDRAWN")],
)
async def test_a_closed_account_is_left_as_it_is(
    portal: TestPortal, status: AccountStatus, comes_to: str
) -> None:
    alice = await on_file_as(portal, MOVED)
    await changing(alice)

    await Account.all().update(status=status)
    await portal.review()

    change = await Application.get(account_id__isnull=False)
    name = (await Account.get()).name
    assert change.status == comes_to
    assert name == (MOVED if comes_to == "ACTIVATED" else COMPANY).company_name


async def test_closing_the_account_withdraws_its_change(portal: TestPortal) -> None:
    alice = await on_file_as(portal, MOVED)
    await changing(alice)
    admin = await ada(portal)
    account = await admin.account(COMPANY.control_number)

    await admin.manage("close", account["id"])

    assert (await Application.get(account_id__isnull=False)).status == "WITHDRAWN"


async def test_a_rejected_change_that_nobody_corrects_ends(portal: TestPortal) -> None:
    alice = await on_file_as(portal)
    await changing(alice)
    await portal.review()

    portal.clock.forward(portal.settings.open_life + timedelta(seconds=1))
    await portal.expire()

    change = await Application.get(account_id__isnull=False)
    assert change.status == "EXPIRED"
    assert await Certificate.filter(status="LIVE").count() == 1


async def test_a_change_is_mailed_again_to_the_same_mailbox(portal: TestPortal) -> None:
    alice = await on_file_as(portal)
    asked = await changing(alice)
    await portal.review()
    await send_all_mail(portal)
    portal.clock.forward(timedelta(minutes=6))

    again = await alice.do("resendMail", "caseNumber", applicationId=asked["application"]["id"])
    await send_all_mail(portal)

    assert again["caseNumber"] == asked["application"]["caseNumber"]
    assert [mail["To"] for mail in portal.post.sent] == [COMPANY.business_email] * 2


@on_postgres_alone
async def test_an_account_that_is_suspended_meanwhile_asks_for_no_change(
    portal: TestPortal,
) -> None:
    alice = await on_file_as(portal, MOVED)
    account = await Account.get()

    refused = await overtaken(
        lambda: changing(alice),
        account=account,
        at=portal.clock(),
        by=lambda: Account.all().update(status=AccountStatus.SUSPENDED),
    )

    assert refused["code"] in {"ACCOUNT_NOT_ACTIVE", "SIGN_IN_NEEDED"}
    assert await Application.filter(account_id=account.id).count() == 0
