"""Tests of reading the journal as an administrator: filters and pages."""

from datetime import timedelta
from typing import Any

import pytest

from models.card.certificate import Certificate
from models.journal.event import Event, Journal
from tests.support.people.people import Person
from tests.support.people.staff import Colleague, ada, bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.review import awaiting_reviewer


async def read(who: Person, *, first: int = 50, after: str | None = None, **given: object) -> Any:
    field = """journal(filter: $filter, first: $first, after: $after) {
      edges { cursor node { seq at subject kind actor previousHash
        payload { name value } } } pageInfo { hasNextPage endCursor } }"""
    taken = "($filter: JournalFilter, $first: Int, $after: Cursor)"
    asked = {"filter": given or None, "first": first, "after": after}
    return await who.read_of_staff(field, asked, taken=taken)


async def kinds(who: Person, **given: Any) -> list[str]:
    return [edge["node"]["kind"] for edge in (await read(who, **given))["edges"]]


@pytest.fixture
async def admin(portal: TestPortal) -> Colleague:
    """Record some events, and sign the administrator in."""
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    portal.clock.forward(timedelta(minutes=5))
    await reviewer.claim(case)
    await reviewer.approve(case)
    portal.clock.forward(timedelta(minutes=5))
    return await ada(portal)


async def test_the_journal_is_read_page_by_page_the_newest_first(
    portal: TestPortal, admin: Colleague
) -> None:
    seen: list[int] = []
    after = None

    while True:
        page = await read(admin, first=3, after=after)
        seen += [edge["node"]["seq"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break

    assert seen == list(range((await Journal.get(id=1)).seq, 0, -1))


async def test_events_are_found_by_what_when_and_who(portal: TestPortal, admin: Colleague) -> None:
    card = await Certificate.get(control_number="STAFF001")
    [submitted] = await Event.filter(kind="SUBMITTED")

    by_actor = await kinds(admin, actor=f"certificate:{card.id}")
    by_subject = await kinds(admin, subject=submitted.subject)
    by_kind = await kinds(admin, kinds=["CLAIMED", "APPROVED"])
    by_time = await kinds(
        admin, **{"from": "2026-03-02T12:05:00+08:00", "to": "2026-03-02T04:10:00Z"}
    )
    both = await kinds(admin, subject=submitted.subject, actor="service:review")

    assert by_actor == ["APPROVED", "CLAIMED", "SIGNED_IN", "SESSION_ENDED"]
    assert by_subject[:3] == ["APPROVED", "CLAIMED", "LEFT_TO_PERSON"]
    assert by_kind == by_time == ["APPROVED", "CLAIMED"]
    assert both == ["LEFT_TO_PERSON"]


async def test_what_an_event_says_is_shown(portal: TestPortal, admin: Colleague) -> None:
    card = await Certificate.get(control_number="STAFF001")

    [edge] = (await read(admin, kinds=["SIGNED_IN"], actor=f"certificate:{card.id}"))["edges"]

    assert {"name": "certificate", "value": card.sha256} in edge["node"]["payload"]
    assert {said["name"] for said in edge["node"]["payload"]} == {
        *("certificate", "membership", "evidence", "evidence_sha256", "trace"),
    }
    assert edge["node"]["at"] == "2026-03-02T04:00:00.000Z"
    stored = await Event.get(seq=edge["node"]["seq"])
    assert edge["node"]["previousHash"] == stored.previous_hash


@pytest.mark.parametrize("after", ["nonsense", "0123456789abcdef.3.00000000", ""])
async def test_a_cursor_of_another_journal_is_refused(
    portal: TestPortal, admin: Colleague, after: str
) -> None:
    asked = "query($after: Cursor) { staff { journal(after: $after) { __typename } } }"

    answer = await admin.browser.post(
        "/graphql", json={"query": asked, "variables": {"after": after}}
    )

    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("first", [0, -1, 51])
async def test_a_page_has_its_bounds(portal: TestPortal, admin: Colleague, first: int) -> None:
    answer = await admin.browser.post(
        "/graphql", json={"query": f"{{ staff {{ journal(first: {first}) {{ __typename }} }} }}"}
    )

    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


async def test_nobody_but_an_administrator_reads_it(portal: TestPortal) -> None:
    dan, alice, reviewer = Person.at(portal), await holder(portal), await bruno(portal)

    seen = [await read(who) for who in (dan, alice, reviewer)]

    assert seen[:2] == [{}, {}]
    assert seen[2]["code"] == "NOT_ALLOWED"
