"""Tests of the review queue: waiting cases, what the registry has, claims."""

from dataclasses import replace
from datetime import timedelta

import pytest

from models.application.application import Application
from models.application.transitions import Status
from models.company.company import CompanyOnFile
from tests.support import cards
from tests.support.people.people import Person, form
from tests.support.people.staff import ON_FILE, ada, berta, bruno, history
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.review import (
    NO_APPLICATION,
    ON_FILE_WITHOUT_CONTACT,
    awaiting_reviewer,
)


async def test_a_case_shows_everything_needed_to_decide_it(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    portal.clock.forward(timedelta(minutes=12))

    [case] = await reviewer.cases(shown="onFile { answered } ")
    seen = await reviewer.case(alice.application["id"], shown=f"{ON_FILE} ageMinutes version")
    [listed] = await reviewer.cases()
    past = history(await reviewer.case(alice.application["id"]))

    filed = {field["field"]: field for field in seen["onFile"]["fields"]}
    outcomes = {result["field"]: result["outcome"] for result in listed["results"]}
    assert case == {"onFile": {"answered": True}}
    assert filed["CONTACT_NAME"]["stated"] == "測試乙"
    assert filed["CONTACT_NAME"]["onFile"] is None
    assert filed["CONTACT_NAME"]["outcome"] == "NOT_ON_FILE"
    assert filed["BUSINESS_EMAIL"]["onFile"] == "ems@company.example"
    assert (seen["onFile"]["answered"], seen["onFile"]["rows"]) == (True, 1)
    assert outcomes["CONTACT_NAME"] == "NOT_ON_FILE"
    assert (listed["ageMinutes"], listed["claimedBy"], listed["forPerson"]) == (12, None, True)
    assert [event["kind"] for event in past][-2:] == ["SUBMITTED", "LEFT_TO_PERSON"]
    assert past[-1]["actor"] == "service:review"


async def test_an_unreachable_registry_is_shown_as_such(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    portal.registry.silent = True

    seen = await reviewer.case(alice.application["id"], shown=ON_FILE)

    assert seen["onFile"] == {
        "answered": False,
        "trouble": "REGISTRY_UNREACHABLE",
        "rows": 0,
        "fields": [],
    }


async def test_what_the_automatic_review_can_decide_is_not_in_the_queue(
    portal: TestPortal,
) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    reviewer = await bruno(portal)

    waiting = await reviewer.queue()
    by_number = await reviewer.cases(caseNumber=alice.application["caseNumber"])

    assert waiting["edges"] == []
    assert waiting["head"]["waiting"] == 0
    assert waiting["head"]["oldestWaiting"] == "2026-03-02T04:00:00.000Z"
    assert [case["application"]["id"] for case in by_number] == [alice.application["id"]]


async def test_a_postponed_case_says_why(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()
    await alice.bind()
    portal.registry.silent = True
    await portal.review()
    reviewer = await bruno(portal)

    found = await reviewer.queue(status=["UNDER_REVIEW"])

    [edge] = found["edges"]
    assert edge["node"]["putOffBecause"] == "REGISTRY_UNREACHABLE"
    assert edge["node"]["forPerson"] is False
    assert found["head"]["putOff"] == 1


async def test_the_promise_of_the_same_day_is_at_risk_after_midnight_in_taiwan(
    portal: TestPortal,
) -> None:
    await awaiting_reviewer(portal)  # At noon, Taiwan's time.
    reviewer = await bruno(portal)

    portal.clock.forward(timedelta(hours=11, minutes=59))
    await reviewer.sign_in()
    before = (await reviewer.queue())["head"]
    portal.clock.forward(timedelta(minutes=1))
    after = (await reviewer.queue())["head"]

    assert (before["sameDayAtRisk"], after["sameDayAtRisk"]) == (False, True)
    assert after["ageMinutes"] == 12 * 60


async def test_the_longest_waiting_come_first_page_by_page(portal: TestPortal) -> None:
    for number in range(5):
        await awaiting_reviewer(portal, number=number)
        portal.clock.forward(timedelta(minutes=number % 2))
    reviewer = await bruno(portal)

    first = await reviewer.queue(first=2)
    second = await reviewer.queue(first=2, after=first["pageInfo"]["endCursor"])
    third = await reviewer.queue(first=2, after=second["pageInfo"]["endCursor"])

    pages = [first, second, third]
    numbers = [
        edge["node"]["application"]["company"]["controlNumber"]
        for page in pages
        for edge in page["edges"]
    ]
    assert sorted(numbers) == [f"A00000{number:02}" for number in range(5)]
    assert set(numbers[:2]) == {"A0000000", "A0000001"}
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [True, True, False]


async def test_cases_are_found_by_age_number_and_claim(portal: TestPortal) -> None:
    old = await awaiting_reviewer(portal, number=1)
    portal.clock.forward(timedelta(minutes=20))
    new = await awaiting_reviewer(portal, number=2)
    reviewer = await bruno(portal)
    [first, _] = await reviewer.cases()
    await reviewer.claim(first)
    other = await berta(portal)

    async def found(who: Person, **given: object) -> set[str]:
        assert isinstance(who, type(reviewer))
        return {case["application"]["id"] for case in await who.cases(**given)}

    old_id, new_id = old.application["id"], new.application["id"]
    assert await found(reviewer, olderThanMinutes=20) == {old_id}
    assert await found(reviewer, olderThanMinutes=0) == {old_id, new_id}
    assert await found(reviewer, controlNumber="a0000002") == {new_id}
    assert await found(reviewer, claimed="BY_ME") == {old_id}
    assert await found(other, claimed="BY_ME") == set()
    assert await found(other, claimed="BY_NOBODY") == {new_id}
    assert await found(reviewer, status=["APPROVED"]) == set()


async def test_cases_are_found_by_how_a_field_came_out(portal: TestPortal) -> None:
    await awaiting_reviewer(portal, number=1)
    portal.registry.rows.append(
        replace(on_file(), control_number="A0000002", company_name="測試 化工股份有限公司")
    )
    portal.registry.rows.append(
        replace(
            on_file(),
            control_number="A0000003",
            company_name="測試 化工股份有限公司",
            contact_name="別人",
        )
    )
    for number in (2, 3):
        person = Person.at(portal, cards.citizen(subject_serial=f"00000000000006{number:02}"))
        await person.apply(form(replace(COMPANY, control_number=f"A000000{number}")))
        await person.bind()
        await portal.review()
    reviewer = await bruno(portal)
    every = ["UNDER_REVIEW", "REJECTED"]

    async def found(**given: object) -> list[str]:
        cases = await reviewer.cases(status=every, **given)
        return sorted(case["application"]["company"]["controlNumber"] for case in cases)

    gap = {"field": "CONTACT_NAME", "outcome": "NOT_ON_FILE"}
    name = {"field": "COMPANY_NAME", "outcome": "DIFFERS"}
    contact = {"field": "CONTACT_NAME", "outcome": "DIFFERS"}
    assert await found() == ["A0000001", "A0000002", "A0000003"]
    assert await found(outcomes=[gap]) == ["A0000001"]
    assert await found(outcomes=[name]) == ["A0000002", "A0000003"]
    assert await found(outcomes=[name, contact]) == ["A0000003"]
    assert await found(onlyLookAlikes=True) == ["A0000002"]


async def test_a_claim_keeps_colleagues_away_for_half_an_hour(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()

    claimed = await reviewer.claim(case)
    refused = await other.claim(case)
    undecided = await other.approve(case)
    portal.clock.forward(timedelta(minutes=29))
    still = await other.claim(case)
    portal.clock.forward(timedelta(minutes=1))
    [free] = await other.cases()
    taken = await other.claim(case)

    assert claimed["case"]["claimedBy"] == "審核甲"
    assert claimed["case"]["version"] == case["version"]
    assert (refused["code"], refused["claimedBy"]) == ("ALREADY_CLAIMED", "審核甲")
    assert refused["claimedUntil"] == "2026-03-02T04:30:00.000Z"
    assert "審核甲" in refused["message"]
    assert undecided["code"] == "ALREADY_CLAIMED"
    assert still["code"] == "ALREADY_CLAIMED"
    assert (free["claimedBy"], free["claimedUntil"]) == (None, None)
    assert taken["case"]["claimedBy"] == "審核乙"


async def test_a_claim_is_released_by_its_owner_alone(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()
    await reviewer.claim(case)

    by_other = await other.release(case)
    by_holder = await reviewer.release(case)
    again = await reviewer.release(case)
    taken = await other.claim(case)

    assert by_other["code"] == again["code"] == "NOT_CLAIMED"
    assert by_holder["case"]["claimedBy"] is None
    assert taken["case"]["claimedBy"] == "審核乙"
    kinds = [event["kind"] for event in history(taken["case"])]
    assert kinds[-3:] == ["CLAIMED", "RELEASED", "CLAIMED"]
    assert history(taken["case"])[-1]["actorName"] == "審核乙"


async def test_only_what_is_under_review_is_claimed(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    await alice.withdraw()

    assert (await reviewer.claim(case))["code"] == "APPLICATION_MOVED"
    unknown = {"application": {"id": NO_APPLICATION}}
    assert (await reviewer.claim(unknown))["code"] == "APPLICATION_NOT_FOUND"


async def test_a_case_goes_back_to_the_automatic_review(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    portal.registry.rows = [replace(on_file(), control_number="A0000000")]

    again = await reviewer.act("reviewAgain", case)
    await portal.review()

    assert again["case"]["forPerson"] is False
    assert (await alice.see())["status"] == "APPROVED"
    twice = await reviewer.act("reviewAgain", case)
    assert twice["code"] == "APPLICATION_MOVED"


async def test_a_case_that_a_colleague_has_claimed_is_not_reviewed_again(
    portal: TestPortal,
) -> None:
    await awaiting_reviewer(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()
    await reviewer.claim(case)

    by_other = await other.act("reviewAgain", case)
    by_owner = await reviewer.act("reviewAgain", case)

    assert by_other["code"] == "ALREADY_CLAIMED"
    assert by_owner["case"]["claimedBy"] is None


async def test_a_rejected_case_is_not_reviewed_again_behind_its_applicants_back(
    portal: TestPortal,
) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    await reviewer.reject(case)

    again = await reviewer.act("reviewAgain", case)

    assert again["code"] == "APPLICATION_MOVED"
    assert (await Application.get()).status is Status.REJECTED


@pytest.mark.parametrize(
    "row", [ON_FILE_WITHOUT_CONTACT, replace(ON_FILE_WITHOUT_CONTACT, company_name="別的公司")]
)
async def test_an_applicant_never_sees_what_the_registry_holds(
    portal: TestPortal, row: CompanyOnFile
) -> None:
    alice = await awaiting_reviewer(portal)
    portal.registry.rows = [replace(row, control_number="A0000000")]
    asked = "query($id: ID!) { staff { reviewCase(id: $id) { onFile { fields { onFile } } } } }"

    as_applicant = await alice.ask(asked, {"id": alice.application["id"]})

    assert as_applicant == {"staff": None}
    assert portal.registry.asked == 1  # By the worker alone.


async def test_dan_and_holders_see_no_queue_and_an_administrator_does(portal: TestPortal) -> None:
    alice = await holder(portal)
    dan = Person.at(portal)
    asked = "{ staff { reviewQueue { __typename } } }"

    by_dan = await dan.ask(asked)
    by_alice = await alice.ask(asked)
    by_ada = await (await ada(portal)).ask(asked)

    assert by_dan == by_alice == {"staff": None}
    assert by_ada == {"staff": {"reviewQueue": {"__typename": "ReviewCaseConnection"}}}


async def test_cases_are_found_by_a_search_whatever_their_status(portal: TestPortal) -> None:
    name = "臺中%測試運輸行"
    decided = await awaiting_reviewer(portal, number=1, company_name=name)
    other = await awaiting_reviewer(portal, number=2)
    reviewer = await bruno(portal)
    # The registry has another name, so that the service has rejected it.
    assert len(await reviewer.cases()) == 1

    async def found(text: str) -> set[str]:
        return {case["application"]["id"] for case in await reviewer.cases(search=text)}

    mine, others = {decided.application["id"]}, {other.application["id"]}
    assert await found("台中") == await found("臺中") == mine
    assert await found(" a0000001 ") == mine
    assert await found(other.application["caseNumber"].lower()) == others
    assert await found("%") == mine
    assert await found("沒有這家") == set()
    # Nothing typed is no search.
    assert await found("  ") == others


async def test_a_claim_says_whether_it_is_the_viewers(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer, other = await bruno(portal), await berta(portal)
    [case] = await reviewer.cases()
    shown = "claimedByViewer"
    assert await reviewer.cases(shown=shown) == [{"claimedByViewer": False}]

    await reviewer.claim(case)

    assert await reviewer.cases(shown=shown) == [{"claimedByViewer": True}]
    assert await other.cases(shown=shown) == [{"claimedByViewer": False}]
    portal.clock.forward(timedelta(hours=1))
    await reviewer.sign_in()
    assert await reviewer.cases(shown=shown) == [{"claimedByViewer": False}]
