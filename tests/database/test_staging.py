"""Tests of the mark of a database: one of staging is never one of production, nor the reverse."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from models.core.mode import Mode
from models.database.staging import (
    STAGING_EPOCH,
    OtherDatabase,
    require_mode,
    require_mode_before,
    take_for,
)
from models.database.transaction import opened, tx
from models.journal.cursor import present
from models.journal.event import Event, Journal, NewEvent
from models.journal.kinds import EventKind
from models.settings.settings import for_demo
from resolvers.journal.begin_epoch import begin_epoch
from resolvers.journal.verify import verify_journal
from tests.support import cards
from web.cli.common.database import open_database

OTHER = {Mode.STAGING: Mode.PRODUCTION, Mode.PRODUCTION: Mode.STAGING}


async def happens() -> Event:
    """Record an event; return it as it is stored."""
    async with tx() as change:
        change.record(
            NewEvent(
                subject="staff:1", kind=EventKind.SIGNED_IN, actor="operator:olga", at=cards.AT
            )
        )
    return await Event.all().order_by("-seq").first()  # type: ignore[return-value]  # It was recorded.


@pytest.mark.parametrize("mode", OTHER)
async def test_what_has_served_once_is_never_the_other(database: str, mode: Mode) -> None:
    await take_for(mode)
    await take_for(mode)

    for refuse in (take_for, require_mode, require_mode_before):
        if refuse is require_mode_before and database.startswith("sqlite:"):
            continue
        with pytest.raises(OtherDatabase, match="create another database"):
            await refuse(OTHER[mode])
    assert (await Journal.get(id=1)).staging is (mode is Mode.STAGING)


async def test_a_database_with_events_and_no_mark_is_one_of_production(database: str) -> None:
    await happens()

    with pytest.raises(OtherDatabase, match="served without GPSZONE_STAGING"):
        await take_for(Mode.STAGING)
    await take_for(Mode.PRODUCTION)

    assert (await Journal.get(id=1)).staging is False


async def test_a_demo_marks_nothing_and_is_not_asked(database: str) -> None:
    await take_for(Mode.DEMO)
    assert (await Journal.get(id=1)).staging is None

    await take_for(Mode.STAGING)
    await require_mode(Mode.DEMO)


async def test_of_two_that_come_at_once_one_is_refused(database: str) -> None:
    outcomes = await asyncio.gather(
        take_for(Mode.STAGING), take_for(Mode.PRODUCTION), return_exceptions=True
    )

    refused = [one for one in outcomes if one is not None]
    assert len(refused) == 1
    assert isinstance(refused[0], OtherDatabase)


async def test_cursors_and_epochs_of_staging_say_so(database: str) -> None:
    await take_for(Mode.STAGING)
    first = (await present()).epoch

    begun = await begin_epoch(operator="olga", now=cards.AT)

    assert first.startswith(STAGING_EPOCH)
    assert begun.epoch.startswith(STAGING_EPOCH)
    assert len({first, begun.epoch}) == 2
    assert len(begun.epoch) == 16


async def test_an_epoch_of_production_says_nothing(database: str) -> None:
    await take_for(Mode.PRODUCTION)

    begun = await begin_epoch(operator="olga", now=cards.AT)

    assert not begun.epoch.startswith(STAGING_EPOCH)
    assert len(begun.epoch) == 16


async def test_every_event_of_staging_says_so_and_the_chain_holds(database: str) -> None:
    await take_for(Mode.STAGING)
    marked = await happens()
    chain = await verify_journal()

    assert marked.payload["staging"] == "yes"
    assert chain.first is None


@pytest.mark.parametrize("mode", [None, Mode.PRODUCTION])
async def test_no_event_elsewhere_has_the_mark(database: str, mode: Mode | None) -> None:
    if mode is not None:
        await take_for(mode)

    assert "staging" not in (await happens()).payload


@pytest.mark.parametrize("mode", OTHER)
async def test_every_process_and_command_asks_when_it_opens_the_database(
    database_url: str, tmp_path: Path, mode: Mode
) -> None:
    settings = replace(
        for_demo(state=tmp_path, port=8000, card_port=61161),
        database_url=database_url,
        mode=mode,
    )
    async with open_database(settings):
        pass

    with pytest.raises(OtherDatabase):
        async with open_database(replace(settings, mode=OTHER[mode])):
            pytest.fail("it was opened")
    async with opened(database_url):
        assert (await Journal.get(id=1)).staging is (mode is Mode.STAGING)
