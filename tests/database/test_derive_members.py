"""Tests of the migration that derives persons and memberships from the cards that there are."""

import asyncio
import importlib
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner

from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange
from models.database.migrate import migrate
from models.database.transaction import client, opened, tx
from models.journal.event import Event
from models.membership.membership import Membership
from models.membership.moves import Beginning, Ending
from models.membership.person import Person, PersonIdentifier
from resolvers.journal.verify import verify_journal
from tests.conftest import POSTGRES
from tests.support import cards
from tests.support.cli.commands import PRODUCTION
from tests.support.scenarios import old_rows
from tests.support.templates import Templates, digest, on_postgres, on_sqlite
from web.cli.loader import main

AT = cards.AT
BEFORE = "0010_bind_first_cards"
DERIVES = "0011_remember_members"
FOREVER = datetime.fromisoformat("2099-01-01T00:00:00+00:00")
TABLES = (
    "account",
    "card_change",
    "certificate",
    "event",
    "journal",
    "membership",
    "person",
    "person_identifier",
)
# Its name begins with a digit.
migration = importlib.import_module(f"models.database.migrations.{DERIVES}")


async def derive(*, at: datetime = AT) -> list[str]:
    """Derive as the migration does, at a fixed time; return what it reports."""
    async with tx() as change:
        done = await migration.derive(change.client, at=at)
        if done.events:
            await migration._append(change.client, done.events)
    lines: list[str] = done.lines()
    return lines


async def whole() -> dict[str, list[dict[str, Any]]]:
    """Return every row that the migration might touch."""
    return {table: await _rows(table) for table in TABLES}


async def _rows(table: str) -> list[dict[str, Any]]:
    # The name is this module's.
    rows = await client().execute_query_dict(f"SELECT * FROM {table}")  # noqa: S608  # Names of this module.
    return sorted((dict(row) for row in rows), key=str)


async def member(card_id: UUID) -> Membership:
    card = await Certificate.get(id=card_id)
    return await Membership.get(id=card.membership_id)


async def status(card_id: UUID) -> str:
    return (await Certificate.get(id=card_id)).status.value


async def test_a_bound_card_makes_a_member(database: str) -> None:
    account = await old_rows.account("A0000001")
    card = await old_rows.card(account, serial=1)

    said = await derive()

    membership, person, identifier = (
        await Membership.get(),
        await Person.get(),
        await PersonIdentifier.get(),
    )
    bound = await Certificate.get(id=card)
    assert (membership.account_id, membership.person_id) == (account, person.id)
    assert (bound.person_id, bound.membership_id) == (person.id, membership.id)
    assert membership.began_because is Beginning.DERIVED
    assert membership.began_at == membership.confirmed_at == bound.bound_at
    assert (membership.ended_at, membership.ends_at) == (None, None)
    assert (person.name, person.last_four, identifier.authority) == ("測試甲", None, None)
    assert (identifier.issuer_key_id, identifier.subject_serial) == ("aa", f"{1:016}")
    assert said == ["memberships, active: 1", "persons: 1"]


@pytest.mark.parametrize("ended", ["EXPIRED", "REVOKED"])
async def test_the_member_of_a_card_that_ended_lately_is_dormant(database: str, ended: str) -> None:
    since = AT - timedelta(days=10)
    account = await old_rows.account("A0000001")
    card = await old_rows.card(account, serial=1, status=ended, released_at=since)

    said = await derive()

    membership = await member(card)
    assert await status(card) == ended
    assert membership.dormant_since == since
    assert membership.ends_at == since + timedelta(days=180)
    assert membership.ended_at is None
    assert said == ["memberships, dormant: 1", "persons: 1"]


async def test_a_dormant_member_has_a_month_to_renew_at_least(database: str) -> None:
    account = await old_rows.account("A0000001")
    since = AT - timedelta(days=179)
    card = await old_rows.card(account, serial=1, status="EXPIRED", released_at=since)

    await derive()

    assert (await member(card)).ends_at == AT + timedelta(days=30)


async def test_the_member_of_a_card_that_ended_long_ago_is_out(database: str) -> None:
    account = await old_rows.account("A0000001")
    long_ago = AT - timedelta(days=181)
    card = await old_rows.card(account, serial=1, status="EXPIRED", released_at=long_ago)

    said = await derive()

    membership = await member(card)
    assert (membership.ended_at, membership.ended_because) == (AT, Ending.DORMANT)
    assert await status(card) == "REMOVED"
    assert said[-1] == "A0000001: a membership ended, its last card had ended long ago"


async def test_who_was_removed_is_known_as_removed(database: str) -> None:
    account = await old_rows.account("A0000001")
    remover = await old_rows.card(account, serial=1)
    removed_at, by = AT - timedelta(days=5), f"certificate:{remover}"
    card = await old_rows.card(
        account, serial=2, status="REMOVED", released_at=removed_at, removed_by=by
    )
    record = await old_rows.change(account, "REMOVED", card)

    await derive()

    membership = await member(card)
    change = await CardChange.get(id=record)
    assert (membership.ended_at, membership.ended_by) == (removed_at, by)
    assert membership.ended_because is Ending.REMOVED
    assert change.ended_membership_id == change.membership_id == membership.id
    person = await Person.get(id=membership.person_id)
    assert await Membership.was_ended_by_others(person, control_number="A0000001")


async def test_who_came_back_since_belongs(database: str) -> None:
    account = await old_rows.account("A0000001")
    removed_at = AT - timedelta(days=5)
    old = await old_rows.card(account, serial=2, status="REMOVED", released_at=removed_at)
    record = await old_rows.change(account, "REMOVED", old)
    new = await old_rows.card(account, serial=2, bound_at=AT - timedelta(days=1))

    await derive()

    membership = await Membership.get()
    assert (await member(old)).id == (await member(new)).id == membership.id
    assert membership.ended_at is None
    assert (await status(old), await status(new)) == ("REMOVED", "LIVE")
    assert (await CardChange.get(id=record)).ended_membership_id == membership.id


async def test_who_was_replaced_by_another_person_is_out(database: str) -> None:
    account = await old_rows.account("A0000001")
    then = AT - timedelta(days=5)
    old = await old_rows.card(account, serial=1, status="REPLACED", released_at=then)
    new = await old_rows.card(account, serial=2, bound_at=then)
    record = await old_rows.change(account, "REPLACED", new, previous_id=old)

    await derive()

    gone, stands, change = await member(old), await member(new), await CardChange.get(id=record)
    assert (gone.ended_at, gone.ended_because) == (then, Ending.REPLACED)
    assert stands.ended_at is None
    assert (change.membership_id, change.ended_membership_id) == (stands.id, gone.id)


async def test_who_renewed_stays_the_same_member(database: str) -> None:
    account = await old_rows.account("A0000001")
    old = await old_rows.card(account, serial=1, status="REPLACED", holder="測試申")
    new = await old_rows.card(account, serial=1, bound_at=AT - timedelta(days=5))
    record = await old_rows.change(account, "REPLACED", new, previous_id=old)

    await derive()

    membership, change = await Membership.get(), await CardChange.get(id=record)
    assert membership.began_at == (await Certificate.get(id=old)).bound_at
    assert membership.ended_at is None
    assert (change.membership_id, change.ended_membership_id) == (membership.id, None)
    assert (await Person.get()).name == "測試甲"


async def test_who_got_an_older_card_back_belongs(database: str) -> None:
    account = await old_rows.account("A0000001")
    restored = await old_rows.card(account, serial=1)
    undone = await old_rows.card(
        account, serial=1, status="REMOVED", bound_at=AT - timedelta(days=5), released_at=AT
    )

    await derive()

    assert (await Membership.get()).ended_at is None
    assert (await status(restored), await status(undone)) == ("LIVE", "REMOVED")


async def test_nobody_belongs_to_a_closed_account(database: str) -> None:
    account = await old_rows.account("A0000001", status="CLOSED")
    fault = await old_rows.card(account, serial=1)
    released_at = AT - timedelta(days=5)
    released = await old_rows.card(account, serial=2, status="RELEASED", released_at=released_at)

    said = await derive()

    memberships = [await member(card) for card in (fault, released)]
    assert [one.ended_because for one in memberships] == [Ending.ACCOUNT_CLOSED] * 2
    assert [one.ended_at for one in memberships] == [AT, released_at]
    assert [await status(card) for card in (fault, released)] == ["RELEASED"] * 2
    named = "A0000001: a card was bound to the closed account and is released"
    assert said == ["memberships that have ended: 2", "persons: 2", named]


@pytest.mark.parametrize("newer", ["LIVE", "EXPIRED"])
async def test_a_person_at_two_accounts_belongs_where_the_newer_card_is(
    database: str, newer: str
) -> None:
    then = AT - timedelta(days=20)
    first = await old_rows.account("A0000001")
    second = await old_rows.account("B0000002")
    old = await old_rows.card(first, serial=1, status="EXPIRED", released_at=then)
    new = await old_rows.card(
        second,
        serial=1,
        status=newer,
        bound_at=AT - timedelta(days=10),
        released_at=None if newer == "LIVE" else AT - timedelta(days=1),
    )

    await derive()

    gone, stands = await member(old), await member(new)
    assert (gone.ended_at, gone.ended_because) == (AT, Ending.DORMANT)
    assert stands.ended_at is None
    assert gone.person_id == stands.person_id
    assert (await status(old), await status(new)) == ("REMOVED", newer)


async def test_a_frozen_card_can_sign_in_again(database: str) -> None:
    account = await old_rows.account("A0000001", frozen_at=AT)
    card = await old_rows.card(account, serial=1, status="FROZEN")

    await derive()

    assert await status(card) == "LIVE"
    assert (await member(card)).ended_at is None
    assert (await Account.get()).frozen_at == AT


async def test_an_applicants_card_has_a_person_and_no_membership(database: str) -> None:
    card = await old_rows.card(None, serial=1)

    await derive()

    assert (await Certificate.get(id=card)).person_id == (await Person.get()).id
    assert await Membership.all().count() == 0


async def test_a_session_loses_what_it_has_activated_and_keeps_the_rest(database: str) -> None:
    activated = await old_rows.application("ACTIVATED")
    waiting = await old_rows.application("APPROVED")

    await derive()

    assert (await Application.get(id=activated)).session_id is None
    assert (await Application.get(id=waiting)).session_id is not None


async def test_two_generations_are_counted_and_not_joined(database: str) -> None:
    account = await old_rows.account("A0000001")
    await old_rows.card(account, serial=1, issuer="aa")
    await old_rows.card(account, serial=1, issuer="bb")

    said = await derive()

    assert await Person.all().count() == 2
    assert "serial numbers under two issuers, perhaps of one person: 1" in said


async def everything() -> None:
    """Write what the tests above write, one of each."""
    account = await old_rows.account("A0000001")
    closed = await old_rows.account("B0000002", status="CLOSED")
    old = await old_rows.card(account, serial=1, status="REPLACED", released_at=AT)
    new = await old_rows.card(account, serial=2, not_after=FOREVER)
    frozen = await old_rows.card(account, serial=3, status="FROZEN", not_after=FOREVER)
    await old_rows.card(account, serial=4, status="EXPIRED", released_at=AT - timedelta(days=999))
    await old_rows.card(closed, serial=5)
    await old_rows.card(None, serial=6)
    await old_rows.change(account, "REPLACED", new, previous_id=old)
    await old_rows.change(account, "ADDED", frozen)


async def test_deriving_again_changes_nothing(database: str) -> None:
    await everything()
    await derive()
    once = await whole()

    said = await derive(at=AT + timedelta(days=1))

    assert said == []
    assert await whole() == once


async def test_the_journal_says_what_was_derived_and_its_chain_is_whole(database: str) -> None:
    await everything()

    await derive()

    begun = [event.subject for event in await Event.filter(kind="MEMBERSHIP_BEGAN")]
    ended = [event.subject for event in await Event.filter(kind="MEMBERSHIP_ENDED")]
    memberships = await Membership.all()
    assert set(begun) == {one.subject for one in memberships}
    assert set(ended) == {one.subject for one in memberships if one.ended_at is not None}
    assert len(begun) == 5
    assert len(ended) == 3
    for event in await Event.all():
        membership = await Membership.get(id=event.subject.removeprefix("membership:"))
        because = {
            "MEMBERSHIP_BEGAN": Beginning.DERIVED,
            "MEMBERSHIP_ENDED": membership.ended_because,
        }
        assert event.actor == "service:migrate"
        assert event.payload == {
            "account": str(membership.account_id),
            "person": str(membership.person_id),
            "because": because[event.kind],
        }
    chain = await verify_journal()
    assert (chain.first, chain.head.seq) == (None, 8)


@contextmanager
def _earlier(kind: str, folder: Path) -> Iterator[str]:
    """Yield a database of the version before; what leads to it is migrated once for all tests."""
    if kind == "sqlite":
        copy = shutil.copy(on_sqlite(digest(), upto=BEFORE), folder / "earlier.sqlite3")
        yield f"sqlite://{copy}"
        return
    with on_postgres(POSTGRES, digest(), upto=BEFORE) as name:
        yield f"{POSTGRES}/{name}"


@pytest.fixture(params=["sqlite", "postgres"])
async def earlier(
    request: pytest.FixtureRequest, templates: Templates, tmp_path: Path
) -> AsyncIterator[str]:
    """Yield a database of the version before, with rows."""
    if request.param == "postgres" and templates.postgres is None:
        pytest.skip(templates.why_not)
    with _earlier(request.param, tmp_path) as url:
        async with opened(url):
            await everything()
        yield url


async def test_a_trial_reports_and_changes_nothing(earlier: str) -> None:
    kept = TABLES[:5]
    async with opened(earlier):
        before = {table: await _rows(table) for table in kept}

    # The migrations that follow report nothing, and take four times as long.
    said = await migrate(earlier, upto=DERIVES, trial=True)

    async with opened(earlier):
        after = {table: await _rows(table) for table in kept}
        applied = await client().execute_query_dict("SELECT name FROM tortoise_migrations")
    assert "persons: 6" in said
    assert after == before
    assert max(str(row["name"]) for row in applied) == BEFORE


async def judge_migrated(url: str) -> None:
    """Check what the migration has made of everything."""
    async with opened(url):
        chain = await verify_journal()
        live = await Certificate.filter(status="LIVE").order_by("subject_serial")
        memberships = await Membership.filter(ended_at__isnull=True).count()
    assert (chain.first, chain.head.seq) == (None, 8)
    assert [int(card.subject_serial) for card in live] == [2, 3, 6]
    assert memberships == 2


# On SQLite it is the command's test that migrates.
@pytest.mark.parametrize("earlier", ["postgres"], indirect=True)
async def test_the_migration_does_what_its_trial_reported(earlier: str) -> None:
    reported = await migrate(earlier, upto=DERIVES, trial=True)

    said = await migrate(earlier)

    assert said == reported
    assert len(said) == 5
    await judge_migrated(earlier)


def test_the_command_reports_a_trial_and_then_migrates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def prepare(url: str) -> None:
        async with opened(url):
            await everything()

    with _earlier("sqlite", tmp_path) as url:
        asyncio.run(prepare(url))
    for name, value in {**PRODUCTION, "GPSZONE_DATABASE_URL": url}.items():
        monkeypatch.setenv(name, value)

    trial = CliRunner().invoke(main, ["migrate", "--dry-run"])
    done = CliRunner().invoke(main, ["migrate"])
    again = CliRunner().invoke(main, ["migrate", "--dry-run"])

    assert (trial.exit_code, done.exit_code, again.exit_code) == (0, 0, 0), trial.output
    assert "persons: 6\n" in trial.stdout
    assert trial.stdout == done.stdout
    assert again.stdout == ""
    assert "Nothing was changed." in trial.stderr
    assert "Nothing was changed." not in done.stderr
    asyncio.run(judge_migrated(url))
