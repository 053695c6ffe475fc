"""Tests of a failing statement in each staff mutation: it rolls back and can be repeated."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from strawberry.relay import to_base64

from models.account.account import Account
from models.account.mailbox_correction import MailboxCorrection
from models.card.certificate import Certificate, CertificateStatus
from models.database.transaction import client, on_postgres, tx
from models.membership.access_request import AccessRequest
from models.membership.identity_join import IdentityJoin
from tests.support import cards
from tests.support.contract import global_id
from tests.support.people.people import Person
from tests.support.people.staff import Colleague, ada, bruno
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import account_without_card, holder
from tests.support.scenarios.cards import colleague
from tests.support.scenarios.corrections import propose_correction
from tests.support.scenarios.members import membership_of
from tests.support.scenarios.review import awaiting_reviewer

TABLES = (
    *("access_request", "account", "account_link", "application", "card_change", "case_mailbox"),
    *("certificate", "event", "identity_join", "invitation", "journal", "link", "mail"),
    "mailbox_correction",
    *("membership", "person", "person_identifier", "session"),
)
ALICE, BOB = "測試甲", "測試乙"
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
    return await admin.manage("suspend", record["id"])


async def close(admin: Colleague) -> dict[str, Any]:
    record = await admin.account("A0000006")
    return await admin.manage("close", record["id"])


async def settle_access(admin: Colleague) -> dict[str, Any]:
    request = await AccessRequest.get()
    return await admin.do(
        "settleAccessRequest",
        "request { id }",
        id=global_id(request),
        decision="APPROVED",
        note="查證",
    )


async def propose_mailbox_correction(admin: Colleague) -> dict[str, Any]:
    account = await Account.get(control_number="G0000001")
    return await propose_correction(admin, to_base64("Account", account.id))


async def confirm_mailbox_correction(admin: Colleague) -> dict[str, Any]:
    waiting = await MailboxCorrection.get(account__control_number="G0000002")
    return await admin.do("confirmMailboxCorrection", "correction { id }", id=global_id(waiting))


async def end_membership(admin: Colleague) -> dict[str, Any]:
    """End the membership of Bob, whose card is revoked."""
    bob = await membership_of(BOB)
    return await admin.do(
        "endMembership", "member { id }", membershipId=global_id(bob), reason="轉任他公司"
    )


async def join_identifier(admin: Colleague) -> dict[str, Any]:
    """Recognise a reissued card as Alice's."""
    join = await IdentityJoin.get()
    alice = await membership_of(ALICE)
    return await admin.do(
        "joinIdentifier", "request { id }", joinId=global_id(join), membershipId=global_id(alice)
    )


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
            ("membership", "UPDATE"),
            ("access_request", "UPDATE"),
            ("event", "INSERT"),
            ("journal", "UPDATE"),
        ),
    ),
    (
        settle_access,
        (("access_request", "UPDATE"), ("event", "INSERT"), ("journal", "UPDATE")),
    ),
    (
        propose_mailbox_correction,
        (("mailbox_correction", "INSERT"), ("event", "INSERT"), ("journal", "UPDATE")),
    ),
    (
        confirm_mailbox_correction,
        (
            ("mailbox_correction", "UPDATE"),
            ("account_link", "INSERT"),
            ("mail", "INSERT"),
            ("event", "INSERT"),
            ("journal", "UPDATE"),
        ),
    ),
    (
        end_membership,
        (
            ("membership", "UPDATE"),
            ("certificate", "UPDATE"),
            ("mail", "INSERT"),
            ("event", "INSERT"),
            ("journal", "UPDATE"),
        ),
    ),
    (
        join_identifier,
        (
            ("identity_join", "UPDATE"),
            ("person_identifier", "INSERT"),
            ("mail", "INSERT"),
            ("event", "INSERT"),
            ("journal", "UPDATE"),
        ),
    ),
]


async def _members_matters(portal: TestPortal, alice: Person) -> None:
    """Have a member whose card is revoked, a request for access, and a reissued card."""
    added = await alice.add(colleague(2, BOB))
    assert added["__typename"] == "AddCertificateSuccess", added
    await Certificate.filter(holder_name=BOB).update(status=CertificateStatus.REVOKED)
    account = await Account.get(control_number=COMPANY.control_number)
    now = portal.clock()
    async with tx() as change:
        await AccessRequest.begin(change, account.id, actor="test", at=now)
        await IdentityJoin.begin(
            change,
            cards.proof(cards.signed(colleague(9, ALICE))),
            control_number=account.control_number,
            actor="test",
            at=now,
        )
    await IdentityJoin.all().update(account_id=account.id, confirmed_at=now)


@pytest.mark.parametrize(("act", "statements"), STEPS, ids=lambda v: getattr(v, "__name__", ""))
async def test_a_step_that_fails_anywhere_leaves_nothing_and_is_redone(
    portal: TestPortal, act: Act, statements: tuple[tuple[str, str], ...]
) -> None:
    portal.limits_only_count()
    await _members_matters(portal, await holder(portal))
    await awaiting_reviewer(portal)
    await account_without_card(portal, number="G0000001")
    wrong = await account_without_card(portal, number="G0000002")
    await propose_correction(await bruno(portal), to_base64("Account", wrong.id))
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
