"""Tests of form 1/2 (帳號申請): validation, and repeated requests."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from strawberry.relay import from_base64, to_base64

from models.application.application import Application
from models.session.session import Session
from tests.support.people.people import Person, form
from tests.support.portal import COMPANY, TestPortal
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams


async def test_an_application_waits_for_its_card_and_says_until_when(portal: TestPortal) -> None:
    alice = Person.at(portal)

    result = await alice.apply()

    assert result["application"]["status"] == "DRAFT"
    assert result["application"]["caseNumber"].startswith("GZ-20260302-")
    assert result["application"]["expiresAt"] == "2026-03-03T04:00:00.000Z"
    assert result["application"]["certificate"] is None


async def test_a_case_is_numbered_by_the_day_in_taiwan(portal: TestPortal) -> None:
    portal.clock.at = portal.clock.at.replace(hour=16, minute=0)

    result = await Person.at(portal).apply()

    assert result["application"]["caseNumber"].startswith("GZ-20260303-")


async def test_the_session_cookie_is_bound_to_the_host_and_only_its_hash_is_kept(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)

    await alice.apply()

    [cookie] = alice.browser.cookies.jar
    session = await Session.get()
    assert cookie.name == "__Host-gpszone"
    assert (cookie.secure, cookie.path, cookie.domain_specified) == (True, "/", False)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Lax"
    assert cookie.value not in {session.token_hash, ""}


async def test_every_problem_is_reported_at_once_with_its_field(portal: TestPortal) -> None:
    alice = Person.at(portal)
    typed = dict.fromkeys(form(), "")

    result = await alice.apply(typed)

    assert result["__typename"] == "InvalidInput"
    assert [p["path"] for p in result["problems"]] == [[field] for field in form()]
    assert {p["code"] for p in result["problems"]} == {"REQUIRED"}
    assert await Application.all().count() == 0


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("controlNumber", "A000000", "CONTROL_NUMBER_SHAPE"),
        ("controlNumber", "A00000067", "CONTROL_NUMBER_SHAPE"),
        ("controlNumber", "A000-006", "CONTROL_NUMBER_SHAPE"),
        ("controlNumber", "Ａ0000006", "CONTROL_NUMBER_SHAPE"),
        ("companyName", "字" * 121, "TOO_LONG"),
        ("companyName", "測試\u202e化工", "UNWRITTEN_CHARACTER"),
        ("companyName", "測試\n化工", "UNWRITTEN_CHARACTER"),
        ("businessEmail", "ems.company.example", "EMAIL_SHAPE"),
        ("businessEmail", "a@b.example, c@d.example", "EMAIL_SHAPE"),
        ("contactEmail", "測試", "EMAIL_SHAPE"),
        ("mailingPostalCode", "100", "POSTAL_CODE_SHAPE"),
        ("mailingPostalCode", "１００００１", "POSTAL_CODE_SHAPE"),
        ("mailingPostalCode", "199001", "POSTAL_CODE_DISTRICT"),
    ],
)
async def test_an_invalid_field_is_named(
    portal: TestPortal, field: str, typed: str, code: str
) -> None:
    alice = Person.at(portal)

    result = await alice.apply(form() | {field: typed})

    assert [(p["path"], p["code"]) for p in result["problems"]] == [([field], code)]


async def test_what_is_typed_is_trimmed_composed_and_the_number_put_in_capitals(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    decomposed = "Cafe\u0301 測試"

    await alice.apply(form() | {"controlNumber": " a0000006 ", "companyName": f"　{decomposed}　"})

    application = await Application.get()
    assert application.control_number == "A0000006"
    assert application.company.company_name == "Café 測試"


async def test_the_same_request_sent_twice_opens_one_application(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply(form(replace(COMPANY, control_number="B0000001")))
    key = str(uuid4())

    first = await alice.apply(form() | {"requestKey": key})
    second = await alice.apply(form() | {"requestKey": key})

    assert first["application"]["id"] == second["application"]["id"]
    assert await Application.all().count() == 2


async def test_twins_of_one_request_open_one_application(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply(form(replace(COMPANY, control_number="B0000001")))
    twin = form() | {"requestKey": str(uuid4())}

    results = await asyncio.gather(*(alice.apply(twin) for _ in range(8)))

    assert len({result["application"]["id"] for result in results}) == 1
    assert await Application.filter(control_number="A0000006").count() == 1


async def test_a_newcomer_whose_answer_was_lost_gets_the_same_session_again(
    portal: TestPortal,
) -> None:
    lost, alice = Person.at(portal), Person.at(portal)
    request = form() | {"requestKey": str(uuid4())}

    first = await lost.apply(request)
    again = await alice.apply(request)

    assert first["application"]["id"] == again["application"]["id"]
    assert (await alice.see())["status"] == "DRAFT"
    assert (await lost.see())["status"] == "DRAFT"
    assert await Application.all().count() == await Session.all().count() == 1


async def test_newcomer_twins_open_one_application(portal: TestPortal) -> None:
    request = form() | {"requestKey": str(uuid4())}
    twins = [Person.at(portal) for _ in range(6)]

    results = await asyncio.gather(*(twin.apply(request) for twin in twins))

    assert len({result["application"]["id"] for result in results}) == 1
    assert await Application.all().count() == 1


async def test_an_old_request_key_opens_no_old_session(portal: TestPortal) -> None:
    alice, thief = Person.at(portal), Person.at(portal)
    request = form() | {"requestKey": str(uuid4())}
    await alice.apply(request)

    await alice.bind()
    once_bound = await thief.apply(request)
    portal.clock.forward(timedelta(minutes=11))
    much_later = await Person.at(portal).apply(request)

    ids = {r["application"]["id"] for r in (once_bound, much_later)}
    assert alice.application["id"] not in ids
    assert len(ids) == 2


async def test_a_request_that_is_sent_again_much_later_opens_another_application(
    portal: TestPortal,
) -> None:
    request = form() | {"requestKey": str(uuid4())}
    first = await Person.at(portal).apply(request)

    portal.clock.forward(timedelta(minutes=10))
    in_time = await Person.at(portal).apply(request)
    portal.clock.forward(timedelta(seconds=1))
    late = await Person.at(portal).apply(request)

    assert in_time["application"]["id"] == first["application"]["id"]
    assert late["application"]["id"] != first["application"]["id"]


async def test_a_request_key_leads_to_no_session_without_the_servers_own_key(
    portal: TestPortal,
) -> None:
    request = form() | {"requestKey": str(uuid4())}
    first = await Person.at(portal).apply(request)

    settings = replace(portal.settings, secret_key=bytes(32))
    portal.app = make_app(
        Portal(services=replace(portal.services, settings=settings), streams=Streams())
    )
    elsewhere = await Person.at(portal).apply(request)

    assert elsewhere["application"]["id"] != first["application"]["id"]


async def test_a_draft_is_corrected_in_place(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()

    result = await alice.amend(form(replace(COMPANY, company_name="測試二廠")))

    assert result["application"]["company"]["companyName"] == "測試二廠"
    assert [e["kind"] for e in result["application"]["history"]] == ["APPLIED", "AMENDED"]


async def test_dan_neither_sees_nor_changes_what_is_not_his(portal: TestPortal) -> None:
    alice, dan = Person.at(portal), Person.at(portal)
    await alice.apply()
    await dan.apply(form(replace(COMPANY, control_number="D0000004")))
    dan.application = alice.application

    seen = await dan.see()
    node = await dan.ask("query($i: ID!) { node(id: $i) { id } }", {"i": alice.application["id"]})
    amended = await dan.amend(form())
    withdrawn = await dan.withdraw()
    challenge = await dan.challenge()

    assert seen is None
    assert node["node"] is None
    assert {amended["code"], withdrawn["code"], challenge["code"]} == {"APPLICATION_NOT_FOUND"}
    assert (await alice.see())["status"] == "DRAFT"


async def test_an_id_of_another_type_names_no_application(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    own = alice.application["id"]
    alice.application["id"] = to_base64("Certificate", from_base64(own)[1])

    seen = await alice.see()
    withdrawn = await alice.withdraw()

    assert seen is None
    assert withdrawn["code"] == "APPLICATION_NOT_FOUND"


async def test_a_withdrawn_application_cannot_go_on(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()

    withdrawn = await alice.withdraw()
    again = await alice.withdraw()
    challenge = await alice.challenge()

    assert withdrawn["application"]["status"] == "WITHDRAWN"
    assert (again["code"], challenge["code"]) == ("APPLICATION_MOVED", "APPLICATION_MOVED")


async def test_answers_follow_the_language_and_codes_do_not(portal: TestPortal) -> None:
    alice, clara = Person.at(portal), Person.at(portal)
    clara.browser.headers["accept-language"] = "en-GB, zh;q=0.5"

    chinese = await alice.apply(form() | {"companyName": ""})
    english = await clara.apply(form() | {"companyName": ""})

    assert chinese["problems"][0]["message"] == "此欄位必須填寫。"
    assert english["problems"][0]["message"] == "This field is required. Enter a value."
    assert chinese["code"] == english["code"] == "INVALID_INPUT"
