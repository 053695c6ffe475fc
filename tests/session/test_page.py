"""Tests of the statement that finds a status page: it finds what a statement for each part does."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from models.application.application import Application
from models.application.events import visible_history
from models.application.newest import newest_of
from models.application.transitions import Status
from models.card.bound import live_of_application
from models.card.certificate import Certificate, CertificateStatus
from models.card.page import page_of
from models.database.engine.asyncpg_pool import Postgres
from models.session.session import Session, SessionKind, Viewer
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import activated
from tests.support.scenarios.applications import approved

MOST = 100
PAGE = """{ viewer { application { id %s } } }"""
PARTS = {
    "certificate": "certificate { id holderName }",
    "history": "history { kind at }",
    "both": "certificate { id holderName } history { kind at }",
    "fragments": "...Shown } } }\n"
    "fragment Shown on Application { ... { certificate { id holderName } ...More } }\n"
    "fragment More on Application { ... on Application { ... { history { kind at }",
}


async def parts_of(viewer: Viewer, *, most: int) -> Any:
    application = await newest_of(viewer)
    if application is None:
        return None
    card = await live_of_application(application.id)
    history = await visible_history(application.subject, most=most)
    return _columns(application), card and _columns(card), history


async def found(viewer: Viewer, *, most: int) -> Any:
    page = await page_of(viewer, most=most)
    if page is None:
        return None
    return _columns(page.application), page.card and _columns(page.card), page.history


def _columns(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record._meta.fields_db_projection}


async def _nothing() -> None:
    """Leave all as it is."""


async def _another(*, days: int, status: Status) -> None:
    """Give the session another application, with a card that was removed."""
    other = await Application.get()
    card = await Certificate.get()
    other.id, other.case_number = uuid4(), "X"
    other.status = status
    other.submitted_at = (other.submitted_at or other.created_at) + timedelta(days=days)
    other._saved_in_db = False
    await other.save(force_create=True)
    card.id, card.application_id = uuid4(), other.id
    card.status, card._saved_in_db = CertificateStatus.REMOVED, False
    await card.save(force_create=True)


CHANGES: dict[str, Callable[[], Awaitable[object]]] = {
    "as it is": _nothing,
    "the card is released": lambda: Certificate.all().update(status=CertificateStatus.RELEASED),
    "no card": lambda: Certificate.all().update(application_id=None),
    "no application": lambda: Application.all().update(session_id=None),
    "an older one": lambda: _another(days=-1, status=Status.WITHDRAWN),
    "a newer one without events": lambda: _another(days=1, status=Status.ACTIVATED),
    "an open one without events": lambda: _another(days=-1, status=Status.APPROVED),
}


@pytest.mark.parametrize("most", [2, MOST])
@pytest.mark.parametrize("change", CHANGES)
async def test_a_page_has_what_each_of_its_parts_has(
    portal: TestPortal, change: str, most: int
) -> None:
    await activated(portal)
    begun = await Session.start(
        kind=SessionKind.APPLICANT, at=portal.clock(), life=timedelta(days=1)
    )
    await Application.all().update(session_id=begun.viewer.session_id)
    await CHANGES[change]()

    page = await found(begun.viewer, most=most)

    assert page == await parts_of(begun.viewer, most=most)
    assert (page is None) == (change == "no application")


@pytest.mark.parametrize("parts", PARTS)
async def test_the_page_says_what_the_application_alone_says(
    portal: TestPortal, parts: str
) -> None:
    alice = await approved(portal)

    page = await alice.ask(PAGE % PARTS[parts])
    application = page["viewer"]["application"]
    alone = await alice.ask(
        "query ($id: ID!) { application(id: $id) { certificate { id holderName } "
        "history { kind at } } }",
        {"id": application["id"]},
    )

    for name, value in alone["application"].items():
        if name in application:
            assert application[name] == value
    assert len(alone["application"]["history"]) > 3
    assert set(application) > {"id"}


async def test_a_draft_has_no_card_and_a_history(portal: TestPortal) -> None:
    alice = Person.at(portal)
    await alice.apply()

    page = await alice.ask(PAGE % PARTS["both"])

    assert page["viewer"]["application"]["certificate"] is None
    assert [one["kind"] for one in page["viewer"]["application"]["history"]] == ["APPLIED"]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize(("parts", "statements"), [*((one, 2) for one in PARTS), ("none", 2)])
async def test_the_page_takes_one_statement_beside_that_of_the_session(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch, parts: str, statements: int
) -> None:
    alice = await approved(portal)
    fetch, sent = Postgres.fetch, []

    async def noted(database: Postgres, statement: str, values: Any) -> Any:
        sent.append(statement)
        return await fetch(database, statement, values)

    monkeypatch.setattr(Postgres, "fetch", noted)
    await alice.ask(PAGE % PARTS.get(parts, "status"))

    assert len(sent) == statements
    assert ("certificate" in sent[-1]) == (parts != "none")
