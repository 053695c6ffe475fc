"""Tests of every field of the schema, asked by everybody about Alice's records."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from models.database.transaction import opened
from tests.rights import deeds, refusals, table
from tests.rights.doors import NO_DOOR, OWN, data_types, doors, root
from tests.rights.table import field_rows
from tests.rights.walk import Walk
from tests.rights.world import PEOPLE, World, world
from tests.support.portal import TestPortal
from tests.support.templates import Templates


@pytest.fixture
async def people(templates: Templates, tmp_path: Path) -> AsyncIterator[World]:
    """Build the world over SQLite alone, since rights are decided above the database.

    The tests of each mutation check that a refusal leaves nothing in PostgreSQL.
    """
    copy = tmp_path / "rights.sqlite3"
    shutil.copy(templates.sqlite, copy)
    url = f"sqlite://{copy}"
    async with opened(url), TestPortal.over(url, state=tmp_path) as portal:
        yield await world(portal)


def test_every_field_has_a_row_and_every_row_a_field() -> None:
    fields = {
        f"{name}.{field}"
        for name, kind in data_types().items()
        if name not in NO_DOOR
        for field in kind.fields
    }

    assert set(field_rows()) == fields
    assert {row.partition(" ")[0] for row in table.ROOTS} == {
        f"{name}.{field}" for name in ("Query", "Subscription") for field in root(name).fields
    }
    assert set(refusals.DEEDS) == set(deeds.GIVEN) == set(root("Mutation").fields)


def test_every_type_has_a_door_or_a_reason() -> None:
    pushed = {"AccountChanged", "AccountEventsBegun", "ApplicationStatusChanged"}
    pushed |= {"ReviewQueueChanged", "Update"}

    assert {door.type for door in doors()} | pushed | set(NO_DOOR) == set(data_types())
    assert {root_ for root_ in OWN if root_ in table.ROOTS} == OWN
    assert set(PEOPLE) == set(table.EVERYBODY)


async def test_everybody_sees_what_the_table_says_and_no_more(people: World) -> None:
    walk = await Walk.of(people)

    assert walk.words() == table.WORDS
    assert walk.fields() == field_rows()
    assert walk.roots() == table.ROOTS


async def test_everybody_does_what_the_table_says_and_changes_nothing(people: World) -> None:
    assert await deeds.outcomes(people) == refusals.DEEDS
