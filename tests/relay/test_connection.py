"""Tests of pagination: order, completeness, and cursors."""

import base64
from datetime import datetime, timedelta

import pytest
import strawberry
from graphql import GraphQLError
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig

from models.core.paging import Place, Window, cut, page
from models.session.session import Session, SessionKind
from schema.relay.connection import LONGEST_PAGE, PAGE, Asked, Connection, written
from schema.scalars import SCALARS, Cursor
from tests.support import cards


async def started(*minutes: int) -> None:
    """Create a session at each of these minutes."""
    for minute in minutes:
        await Session.start(
            kind=SessionKind.APPLICANT,
            at=cards.AT + timedelta(minutes=minute),
            life=timedelta(hours=1),
        )


async def walked(*, by: str, first: int) -> list[list[Session]]:
    """Read page after page by cursor, as a client does."""
    pages: list[list[Session]] = []
    cursor: Cursor | None = None
    while True:
        window = Asked(first=first, after=cursor).window(name="sessions")
        found = await page(Session.all(), window, order=by)
        pages.append(list(found.rows))
        shown = Connection.of(found, lambda row: row, name="sessions")
        cursor = shown.page_info.end_cursor
        if not shown.page_info.has_next_page:
            return pages


@pytest.mark.parametrize("by", ["created_at", "-created_at"])
@pytest.mark.parametrize("first", [1, 2, 3, 7, 50])
async def test_every_row_comes_once_in_order(database: str, by: str, first: int) -> None:
    # Several rows of one moment, so that a page ends between them.
    await started(0, 1, 1, 1, 1, 2, 3)

    pages = await walked(by=by, first=first)

    rows = [row for rows in pages for row in rows]
    keys = [(row.created_at, row.id) for row in rows]
    assert len(rows) == len({row.id for row in rows}) == 7
    assert keys == sorted(keys, reverse=by.startswith("-"))
    assert all(len(rows) <= first for rows in pages)
    assert len(pages) == -(-7 // first)


@pytest.mark.parametrize("by", ["created_at", "-created_at"])
@pytest.mark.parametrize("last", [1, 2, 3, 7, 50])
async def test_the_list_is_read_from_its_end_in_the_same_order(
    database: str, by: str, last: int
) -> None:
    await started(0, 1, 1, 1, 1, 2, 3)
    [everything] = await walked(by=by, first=50)
    pages: list[list[Session]] = []
    cursor: Cursor | None = None

    while True:
        window = Asked(last=last, before=cursor).window(name="sessions")
        found = await page(Session.all(), window, order=by)
        pages.insert(0, list(found.rows))
        info = Connection.of(found, lambda row: row, name="sessions").page_info
        cursor = info.start_cursor
        assert info.has_next_page is (len(pages) > 1)
        if not info.has_previous_page:
            break

    assert [row.id for rows in pages for row in rows] == [row.id for row in everything]
    assert len(pages) == -(-7 // last)


async def test_a_window_between_two_cursors_holds_what_is_between(database: str) -> None:
    await started(0, 1, 2, 3, 4)
    [rows] = await walked(by="created_at", first=50)
    places = [Place(at=row.created_at, id=row.id) for row in rows]
    window = Window(size=50, after=places[0], before=places[3])

    found = await page(Session.all(), window, order="created_at")

    assert [row.id for row in found.rows] == [row.id for row in rows[1:3]]
    assert [row.id for row in cut(rows, window, order="created_at").rows] == [
        row.id for row in rows[1:3]
    ]


@pytest.mark.parametrize("after", [None, 0, 2, 6])
@pytest.mark.parametrize("before", [None, 0, 3, 6])
@pytest.mark.parametrize("size", [1, 2, 50])
@pytest.mark.parametrize("from_end", [True, False])
async def test_a_list_in_memory_is_cut_as_the_database_cuts_it(
    database: str, after: int | None, before: int | None, size: int, from_end: bool
) -> None:
    await started(0, 1, 1, 1, 1, 2, 3)
    [rows] = await walked(by="created_at", first=50)
    places = [Place(at=row.created_at, id=row.id) for row in rows]
    window = Window(
        size=size,
        after=None if after is None else places[after],
        before=None if before is None else places[before],
        from_end=from_end,
    )

    in_memory = cut(rows, window, order="created_at")
    stored = await page(Session.all(), window, order="created_at")

    assert [row.id for row in in_memory.rows] == [row.id for row in stored.rows]
    assert (in_memory.has_next, in_memory.has_previous) == (stored.has_next, stored.has_previous)
    assert in_memory.places == stored.places


async def test_what_comes_or_goes_meanwhile_moves_no_other_row(database: str) -> None:
    await started(1, 2, 3, 4)
    window = Asked(first=2, after=None).window(name="sessions")
    before = await page(Session.all(), window, order="created_at")

    await started(0)
    await Session.filter(id=before.rows[0].id).delete()
    after = await page(Session.all(), Window(size=2, after=before.places[-1]), order="created_at")

    minutes = [(row.created_at - cards.AT) / timedelta(minutes=1) for row in after.rows]
    assert minutes == [3, 4]


async def test_moments_within_a_second_are_distinct(database: str) -> None:
    for part in (timedelta(0), timedelta(microseconds=1), timedelta(microseconds=2)):
        await Session.start(kind=SessionKind.APPLICANT, at=cards.AT + part, life=timedelta(hours=1))

    pages = await walked(by="created_at", first=1)

    assert len(pages) == 3


async def test_an_empty_list_has_no_cursors(database: str) -> None:
    found = await page(Session.all(), Window(size=10), order="created_at")

    shown = Connection.of(found, lambda row: row, name="sessions")

    info = shown.page_info
    assert shown.edges == []
    assert (info.start_cursor, info.end_cursor) == (None, None)
    assert (info.has_next_page, info.has_previous_page) == (False, False)


def test_a_number_may_be_an_id_too() -> None:
    place = Place(at=cards.AT, id=42)

    cursor = written(place, name="events")

    assert Asked(first=1, after=cursor).window(name="events").after == place


def _written_by_hand(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "nonsense",
        "é",
        "A" * 10_000,
        _written_by_hand("sessions|2026-03-02T04:00:00+00:00|nobody"),
        _written_by_hand("sessions|2026-03-02T04:00:00|1"),
        _written_by_hand("sessions|soon|1"),
        _written_by_hand("sessions|0001-01-01T00:00:00+14:00|1"),
        _written_by_hand("sessions|2026-03-02T04:00:00+00:00|" + "9" * 30),
        _written_by_hand("sessions|2026-03-02T12:00:00+08:00|1"),
        written(Place(at=cards.AT, id=1), name="events"),
        written(Place(at=cards.AT, id=1), name="sessions") + "=",
    ],
)
def test_a_cursor_of_another_making_is_refused(cursor: str) -> None:
    with pytest.raises(GraphQLError, match="after") as refusal:
        Asked(first=10, after=Cursor(cursor)).window(name="sessions")

    assert refusal.value.extensions == {"code": "BAD_USER_INPUT"}


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_of_cursors(text: str) -> None:
    with pytest.raises(GraphQLError):
        Asked(first=10, after=Cursor(text)).window(name="sessions")


@pytest.mark.parametrize("first", [-1, 0, LONGEST_PAGE + 1])
def test_a_page_has_a_length(first: int) -> None:
    with pytest.raises(GraphQLError, match="first") as refusal:
        Asked(first=first, after=None).window(name="sessions")

    assert refusal.value.extensions == {"code": "BAD_USER_INPUT"}


@strawberry.type
class Thing:
    """A node of a list."""

    at: datetime


def test_a_connection_is_named_after_its_node() -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        def things(self) -> Connection[Thing]:
            raise NotImplementedError

    config = StrawberryConfig(scalar_map=SCALARS)
    printed = strawberry.Schema(Query, config=config).as_str()

    for line in ("things: ThingConnection!", "edges: [ThingEdge!]!", "pageInfo: PageInfo!"):
        assert line in printed


@pytest.mark.parametrize("last", [-1, 0, LONGEST_PAGE + 1])
def test_a_page_from_the_end_has_a_length_too(last: int) -> None:
    with pytest.raises(GraphQLError, match="last"):
        Asked(last=last).window(name="sessions")


def test_a_page_is_asked_from_one_end_only() -> None:
    with pytest.raises(GraphQLError, match="either first or last"):
        Asked(first=1, last=1).window(name="sessions")


def test_a_page_has_a_size_without_being_asked_for_one() -> None:
    assert Asked().window(name="sessions") == Window(size=PAGE)
