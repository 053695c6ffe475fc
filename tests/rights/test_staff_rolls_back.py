"""Tests of a failing statement in each staff mutation: it rolls back and can be repeated."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from models.database.transaction import client, on_postgres
from tests.support.people.staff import Colleague, ada
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.review import awaiting_reviewer

TABLES = (
    *("account", "account_link", "application", "case_mailbox", "certificate", "event"),
    *("journal", "link", "mail", "session"),
)
Act = Callable[[Colleague], Awaitable[dict[str, Any]]]


@asynccontextmanager
async def failing(table: str, verb: str) -> AsyncIterator[None]:
    """Make every such statement on a table fail."""
    if on_postgres():
        make = [
            (
                "CREATE FUNCTION out_of_order() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'out of order'; END $$"
            ),
            (
                f"CREATE TRIGGER out_of_order BEFORE {verb} ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION out_of_order()"
            ),
        ]
        drop = [f"DROP TRIGGER out_of_order ON {table}", "DROP FUNCTION out_of_order"]
    else:
        make = [
            (
                f"CREATE TRIGGER out_of_order BEFORE {verb} ON {table}"
                " BEGIN SELECT RAISE(ABORT, 'out of order'); END"
            )
        ]
        drop = ["DROP TRIGGER out_of_order"]
    for statement in make:
        await client().execute_query(statement)
    try:
        yield
    finally:
        for statement in drop:
            await client().execute_query(statement)


async def everything() -> dict[str, list[str]]:
    """Return every row that a step could change, without the sessions' last use."""
    rows = {}
    for table in TABLES:
        found = await client().execute_query_dict(f"SELECT * FROM {table}")  # noqa: S608  # A name from the list above.
        kept = [{key: row[key] for key in row if key != "seen_at"} for row in found]
        rows[table] = sorted(str(row) for row in kept)
    return rows


async def claim(admin: Colleague) -> dict[str, Any]:
    [case] = await admin.cases(status=["UNDER_REVIEW"])
    return await admin.claim(case)


async def again(admin: Colleague) -> dict[str, Any]:
    """Give the case to the automatic review."""
    [case] = await admin.cases(status=["UNDER_REVIEW"])
    return await admin.act("reviewAgain", case)


async def approve(admin: Colleague) -> dict[str, Any]:
    [case] = await admin.cases(status=["UNDER_REVIEW"])
    return await admin.approve(case)


async def propose_mailbox(admin: Colleague) -> dict[str, Any]:
    [case] = await admin.cases(status=["UNDER_REVIEW"])
    return await admin.propose_mailbox(case)


async def reject(admin: Colleague) -> dict[str, Any]:
    [case] = await admin.cases(status=["UNDER_REVIEW"])
    return await admin.reject(case)


async def suspend(admin: Colleague) -> dict[str, Any]:
    record = await admin.account("A0000006")
    return await admin.manage("suspend", record["account"]["id"])


async def close(admin: Colleague) -> dict[str, Any]:
    record = await admin.account("A0000006")
    return await admin.manage("close", record["account"]["id"])


# Each act, and the statements that it is made of.
STEPS: list[tuple[Act, tuple[tuple[str, str], ...]]] = [
    (claim, (("application", "UPDATE"), ("event", "INSERT"), ("journal", "UPDATE"))),
    (again, (("application", "UPDATE"), ("event", "INSERT"), ("journal", "UPDATE"))),
    (
        propose_mailbox,
        (("case_mailbox", "INSERT"), ("event", "INSERT"), ("journal", "UPDATE")),
    ),
    *(
        (
            act,
            (
                ("application", "UPDATE"),
                ("link", "INSERT"),
                ("mail", "INSERT"),
                ("event", "INSERT"),
                ("journal", "UPDATE"),
            ),
        )
        for act in (approve, reject)
    ),
    (
        suspend,
        (
            ("account", "UPDATE"),
            ("mail", "INSERT"),
            ("session", "UPDATE"),
            ("event", "INSERT"),
            ("journal", "UPDATE"),
        ),
    ),
    (
        close,
        (
            ("account", "UPDATE"),
            ("mail", "INSERT"),
            ("session", "UPDATE"),
            ("certificate", "UPDATE"),
            ("event", "INSERT"),
            ("journal", "UPDATE"),
        ),
    ),
]


@pytest.mark.parametrize(("act", "statements"), STEPS, ids=lambda v: getattr(v, "__name__", ""))
async def test_a_step_that_fails_anywhere_leaves_nothing_and_is_redone(
    portal: TestPortal, act: Act, statements: tuple[tuple[str, str], ...]
) -> None:
    portal.limits_only_count()
    await holder(portal)
    await awaiting_reviewer(portal)
    admin = await ada(portal)
    before = await everything()

    for table, verb in statements:
        async with failing(table, verb):
            with pytest.raises(AssertionError, match="INTERNAL_SERVER_ERROR"):
                await act(admin)
        assert await everything() == before, (table, verb)
    done = await act(admin)

    assert "code" not in done, done
    assert await everything() != before
