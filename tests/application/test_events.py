"""Tests of what an applicant learns of a review under way: only that it is under way."""

import ast
import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from models.access.authentication import viewer_of
from models.application.application import Application
from models.application.events import (
    APPLICANT_VISIBLE_EVENTS,
    STAFF_ONLY_EVENTS,
    ApplicationEventKind,
)
from models.database.transaction import tx
from models.journal.event import Journal, NewEvent
from models.journal.kinds import EventKind
from models.session.session import Session
from resolvers.application.watch import ApplicationChange, watch_application
from schema.relay.subscription import watching
from tests.support.paths import ROOT
from tests.support.people.people import Person, form
from tests.support.people.staff import bruno, history
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.applications import submitted
from tests.support.scenarios.review import ON_FILE_WITHOUT_CONTACT, awaiting_reviewer
from tests.support.streams.cursors import applicants_cursor
from tests.support.streams.subscriptions import application_status, subscription

ACCOUNT = """subscription($after: Cursor) { accountChanged(after: $after) {
  __typename ... on AccountChanged { cursor kind } ... on ResyncRequired { code cursor } } }"""
STATUS = """subscription($id: ID!) { applicationStatus(id: $id) {
  __typename ... on ApplicationStatusChanged { cursor at } } }"""
# Where an event is taken from the journal, not written.
READS = {"models/journal/chain_verification.py"}
# The records that `note` and `self.subject` are about, by the file that defines them.
OTHER_RECORDS = {
    "models/account/account.py",
    "models/card_changes/card_status.py",
    "models/membership/access_request.py",
    "models/rehearsal/rehearsal.py",
    "models/membership/identity_join.py",
    "models/membership/membership.py",
    "models/membership/person.py",
    "models/partner/partner.py",
    "models/partner/scopes.py",
    "resolvers/openid/send_logout.py",
}


async def _write(kind: ApplicationEventKind, application: Application, portal: TestPortal) -> None:
    async with tx() as change:
        application.note(change, kind, actor="t:1", at=portal.clock())


async def _application(person: Person) -> Application:
    return await Application.get(case_number=person.application["caseNumber"])


def test_every_kind_is_for_the_applicant_or_for_staff_only() -> None:
    assert not APPLICANT_VISIBLE_EVENTS & STAFF_ONLY_EVENTS
    assert set(ApplicationEventKind) == APPLICANT_VISIBLE_EVENTS | STAFF_ONLY_EVENTS


def test_every_kind_that_the_code_writes_about_an_application_is_listed() -> None:
    written = [
        (path, kind)
        for floor in ("models", "resolvers")
        for path in sorted((ROOT / floor).rglob("*.py"))
        if str(path.relative_to(ROOT)) not in READS
        for kind in _kinds_written(path)
    ]

    assert {"MAIL_SENT", "ERASED", "REVOCATION_GRACE_USED", "CLAIMED"} <= {
        kind for _, kind in written
    }
    unlisted = [one for one in written if one[1] not in set(ApplicationEventKind)]
    assert unlisted == []


def _kinds_written(path: Path) -> Iterator[str]:
    """Yield the kind of each event in a file that may be about an application."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = str(path.relative_to(ROOT))
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        function = ast.unparse(call.func)
        given = {word.arg: word.value for word in call.keywords}
        if function == "NewEvent":
            if not _is_other_record(given["subject"], own):
                yield _kind(given["kind"])
        elif function.endswith("application.note"):
            yield _kind(call.args[1])


def _is_other_record(subject: ast.expr, own: str) -> bool:
    """Return whether an event's subject is plainly another record than an application."""
    if isinstance(subject, ast.Call):
        return ast.unparse(subject.func) == "erased_subject"
    if isinstance(subject, ast.JoinedStr):
        subject = subject.values[0]
    if isinstance(subject, ast.Constant):
        return not str(subject.value).startswith("application:")
    return own in OTHER_RECORDS


def _kind(written: ast.expr) -> str:
    name = ast.unparse(written)
    if name in {"kind", "EventKind(kind.value)"}:
        # `Application.note` takes the enumeration itself, as its type says.
        return ApplicationEventKind.APPLIED.value
    enum, _, kind = name.partition(".")
    assert enum in {"EventKind", "ApplicationEventKind"}, name
    return kind


async def test_a_case_that_is_left_to_a_person_is_only_under_review(portal: TestPortal) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    await reviewer.claim(case)
    await reviewer.act("reviewAgain", case)

    seen = await alice.see()
    for_staff = history(await reviewer.case(alice.application["id"]))

    assert seen["status"] == "UNDER_REVIEW"
    assert [event["kind"] for event in seen["history"]] == ["APPLIED", "CARD_BOUND", "SUBMITTED"]
    assert [event["kind"] for event in for_staff][3:] == [
        "LEFT_TO_PERSON",
        "CLAIMED",
        "REVIEW_BEGUN_AGAIN",
    ]


async def test_hidden_events_crowd_no_visible_one_out_of_the_history(portal: TestPortal) -> None:
    alice = await submitted(portal)
    application = await _application(alice)
    for _ in range(101):
        await _write(ApplicationEventKind.REVIEW_PUT_OFF, application, portal)

    history = (await alice.see())["history"]

    assert [event["kind"] for event in history] == ["APPLIED", "CARD_BOUND", "SUBMITTED"]


async def test_an_event_is_pushed_only_if_the_applicant_may_see_it(portal: TestPortal) -> None:
    alice = await submitted(portal)
    application = await _application(alice)
    expected = [portal.clock()]

    async with (
        asyncio.timeout(20),
        subscription(portal, alice, STATUS, {"id": alice.application["id"]}) as stream,
    ):
        frames = [await anext(stream)]
        # A hidden event comes before and after each one that is not.
        for kind in (*sorted(STAFF_ONLY_EVENTS), *sorted(APPLICANT_VISIBLE_EVENTS)):
            for each in (ApplicationEventKind.LEFT_TO_PERSON, kind):
                portal.clock.forward(timedelta(seconds=1))
                await _write(each, application, portal)
            expected += [portal.clock()] if kind in APPLICANT_VISIBLE_EVENTS else []
        frames += [await anext(stream) for _ in APPLICANT_VISIBLE_EVENTS]

    numbers = [frame.seq for frame in frames]
    assert [datetime.fromisoformat(frame.payload["at"]) for frame in frames] == expected
    assert numbers == list(range(numbers[0], numbers[0] + len(frames)))


async def test_no_cursor_tells_that_a_hidden_event_has_happened(portal: TestPortal) -> None:
    alice = await submitted(portal)
    application = await _application(alice)

    before = await _told(portal, alice)
    for kind in sorted(STAFF_ONLY_EVENTS):
        await _write(kind, application, portal)
    after = await _told(portal, alice)

    assert before == after
    assert [code for code, _ in before] == [None, None, *["RESYNC_REQUIRED"] * 3]


async def _told(portal: TestPortal, alice: Person) -> list[tuple[str | None, str]]:
    """Return code and cursor of the first message after each of several cursors."""
    async with asyncio.timeout(20), application_status(portal, alice) as stream:
        now = await anext(stream)
    told = [(now.payload.get("code"), now.cursor)]
    epoch, number, mark = str(now.cursor).split(".")
    before = await applicants_cursor(alice.application["id"], int(number) - 1)
    async with (
        asyncio.timeout(20),
        application_status(portal, alice, after=before) as stream,
    ):
        last = await anext(stream)
    told.append((last.payload.get("code"), last.cursor))
    # Cursors of the future, up to the journal's own numbers, are all refused alike.
    for ahead in (1, 3, 7):
        guess = f"{epoch}.{int(number) + ahead}.{mark}"
        async with (
            asyncio.timeout(20),
            application_status(portal, alice, after=guess) as stream,
        ):
            frame = await anext(stream)
        told.append((frame.payload.get("code"), frame.payload["cursor"]))
    return told


async def test_a_holders_stream_tells_nothing_of_a_review_of_her_data(portal: TestPortal) -> None:
    alice = await holder(portal)
    portal.registry.rows = [ON_FILE_WITHOUT_CONTACT]
    await alice.do("requestDataChange", "application { id }", **form(COMPANY))

    async with asyncio.timeout(20), subscription(portal, alice, ACCOUNT, {}) as stream:
        before = await anext(stream)
    assert await portal.review()
    async with asyncio.timeout(20), subscription(portal, alice, ACCOUNT, {}) as stream:
        after = await anext(stream)

    case = await (await bruno(portal)).case(alice.application["id"])
    assert history(case)[-1]["kind"] == "LEFT_TO_PERSON"
    assert before.cursor == after.cursor


async def test_an_old_cursor_is_good_as_long_as_nothing_was_missed(portal: TestPortal) -> None:
    alice = await submitted(portal)
    async with asyncio.timeout(20), application_status(portal, alice) as stream:
        last = (await anext(stream)).cursor
    portal.clock.forward(portal.settings.cursor_life * 2)

    async with asyncio.timeout(20), application_status(portal, alice, after=last) as stream:
        await portal.review()
        decided = await anext(stream)

    assert decided.status == "APPROVED"


async def test_the_right_is_not_even_asked_at_a_hidden_event(portal: TestPortal) -> None:
    alice = await submitted(portal)
    application = await _application(alice)
    changes = watch_application(
        viewer=await viewer_of(alice.session_token, at=portal.clock()),
        application_id=application.id,
        after=None,
        context=watching(portal.services),
        live=portal.services.live,
    )
    await anext(changes)
    pending = asyncio.ensure_future(anext(changes))

    await Session.all().update(ended_at=portal.clock())
    await _write(ApplicationEventKind.LEFT_TO_PERSON, application, portal)
    await _until_handed_out(portal)
    await Session.all().update(ended_at=None)
    await _write(ApplicationEventKind.CONTINUED, application, portal)
    update = await pending

    assert isinstance(update, ApplicationChange)
    await changes.aclose()


async def _until_handed_out(portal: TestPortal) -> None:
    """Wait until the journal's reader has handed out the newest event, and followers had turns."""
    newest = (await Journal.get(id=1)).seq
    async with asyncio.timeout(20):
        while (head := portal.services.journal._head) is None or head.seq < newest:
            await Journal.get(id=1)
    for _ in range(10):
        await Journal.get(id=1)


async def test_a_kind_that_nobody_has_classed_is_hidden(
    portal: TestPortal,
) -> None:
    alice = await submitted(portal)
    subject = (await _application(alice)).subject
    async with tx() as change:
        change.record(
            NewEvent(
                subject=subject, kind=cast(EventKind, "BRAND_NEW"), actor="t:1", at=portal.clock()
            )
        )

    history = (await alice.see())["history"]

    assert "BRAND_NEW" not in [event["kind"] for event in history]


@pytest.mark.parametrize("kind", sorted(APPLICANT_VISIBLE_EVENTS))
def test_the_contract_names_the_kinds_that_an_applicant_sees(kind: str) -> None:
    printed = (ROOT / "schema/schema.graphql").read_text(encoding="utf-8")

    kinds = printed.partition("enum ApplicationEventKind {")[2].partition("\n}")[0]
    assert kind in kinds.split()
