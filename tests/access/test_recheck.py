"""Tests of rights that end between a request's arrival and its transaction: nothing is done."""

import ast
import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextvars import copy_context
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise.queryset import QuerySet

from models.access.authentication import viewer_of
from models.access.recheck import require_still
from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate, CertificateStatus
from models.core.rules import RESEND_PAUSE
from models.database.transaction import tx
from models.journal.event import Event, Journal, NewEvent
from models.journal.kinds import EventKind
from models.link.link import Link
from models.mail.outbox import Mail
from models.membership.membership import Membership
from models.revocation.settings import RevocationSettings, Source
from models.session.permissions import require_signed_in
from models.session.roles import AccountStatus, Role
from models.session.session import Session
from models.signature.evidence import Evidence
from tests.support.paths import ROOT
from tests.support.people.people import Person, form, outcome
from tests.support.people.staff import Colleague, ada, bruno, sign_in_staff
from tests.support.portal import COMPANY, TestPortal, on_file
from tests.support.scenarios.accounts import account_without_card, following_link, holder
from tests.support.scenarios.applications import approved, reviewed
from tests.support.scenarios.cards import reissued
from tests.support.scenarios.interruption import interrupting
from tests.support.scenarios.overtaken import on_postgres_alone, overtaken
from tests.support.scenarios.review import awaiting_reviewer
from tests.support.servers.process import until
from tests.support.servers.responders import Responders, saying, with_responders

Happening = Callable[[], Awaitable[object]]
Answer = Mapping[str, Any]

# The shape of the code.

# What repeats a check; a function of the same file that calls one of these does too.
RECHECKS = {"require_still", "require_still_own", "require_live", "lock_account"}
RECHECKS |= {"require_scope_still", "require_still_administrator"}
# Begins with `require_still` (models/openid/grant.py).
RECHECKS |= {"grant"}
# Transactions of a viewer that repeat no check, and why.
NOT_REPEATED = {
    "application/apply.py:_open": "whoever applies needs no right",
    "application/resume.py:continue_application": "the card that has just signed is the right",
    "card/renew.py:_at_account": "the card's right is read again under the account's lock",
    "card/renew.py:_at_application": "the old card must still be live: compare and set",
    "membership/request_join.py:_mail": "the worker's, in a file that knows a viewer",
    "membership/request_join.py:request_join": "the card that has just signed is the right",
    "openid/begin.py:proceed": "it refuses; a code needs the right, see `_granted`",
    "openid/consent.py:deny_request": "whoever has the request's handle may decline it",
    "openid/end_session.py:end_session": "a session that has ended is not ended twice",
    "session/follow_link.py:follow_sign_in_link": "the link is read again under the lock",
    "session/transfer.py:redeem_code": "the code that is spent is the right",
    "session/sign_in.py:sign_in": "a session of a card or account that ended is not live",
    "session/sign_out.py:sign_out": "a session that has ended is not ended twice",
}


def test_every_transaction_of_a_viewer_repeats_the_checks_first() -> None:
    found = [
        (f"{path.relative_to(ROOT / 'resolvers')}:{function}", is_repeated)
        for path in sorted((ROOT / "resolvers").rglob("*.py"))
        for function, is_repeated in _transactions(path)
    ]

    assert len(found) > 30
    assert sorted(name for name, is_repeated in found if not is_repeated) == sorted(NOT_REPEATED)


def _transactions(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield each transaction of a file that knows a viewer, and whether it begins with a check."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)]
    if not any(_takes_viewer(function) for function in functions):
        return
    repeating = RECHECKS | {one.name for one in functions if _calls(one) & RECHECKS}
    for function in functions:
        for block in ast.walk(function):
            if isinstance(block, ast.AsyncWith) and any(
                "tx" in _calls(item.context_expr) for item in block.items
            ):
                # An account may be locked first.
                begun = set().union(*map(_calls, block.body[:2]))
                yield function.name, bool(begun & repeating)


def _takes_viewer(function: ast.AsyncFunctionDef) -> bool:
    taken = [*function.args.args, *function.args.kwonlyargs]
    return any(one.annotation and "Viewer" in ast.unparse(one.annotation) for one in taken)


def _calls(node: ast.AST) -> set[str]:
    """Return the functions that are called by their own name, which no method has."""
    called = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {function.id for function in called if isinstance(function, ast.Name)}


# A reviewer, while the registry is asked.


async def suspended(portal: TestPortal) -> Happening:
    """Let an administrator suspend the reviewer."""
    admin = await ada(portal)
    account = (await admin.account("STAFF001"))["id"]

    async def happen() -> None:
        result = await admin.manage("suspend", account)
        assert result["__typename"] == "SuspendAccountSuccess", result

    return happen


def _bruno() -> QuerySet[Certificate]:
    return Certificate.filter(control_number="STAFF001")


async def _update(query: QuerySet[Any], **columns: object) -> Happening:
    async def happen() -> None:
        assert await query.update(**columns)

    return happen


CAUSES: Mapping[str, tuple[Callable[[TestPortal], Awaitable[Happening]], str]] = {
    "suspended": (suspended, "SIGN_IN_NEEDED"),
    "closed": (
        lambda portal: _update(
            Account.filter(control_number="STAFF001"), status=AccountStatus.CLOSED
        ),
        "SIGN_IN_NEEDED",
    ),
    "card removed": (
        lambda portal: _update(_bruno(), status=CertificateStatus.REMOVED),
        "SIGN_IN_NEEDED",
    ),
    "signed out": (
        lambda portal: _update(Session.filter(kind="STAFF"), ended_at=portal.clock()),
        "SIGN_IN_NEEDED",
    ),
    "no role": (
        lambda portal: _update(Account.filter(control_number="STAFF001"), role=None),
        "NOT_ALLOWED",
    ),
    "old proof": (
        lambda portal: _update(Session.all(), proven_at=portal.clock() - timedelta(minutes=11)),
        "CARD_PROOF_NEEDED",
    ),
}


@pytest.mark.parametrize("verdict", ["approve", "reject"])
@pytest.mark.parametrize("cause", CAUSES)
async def test_a_reviewer_whose_right_ends_while_the_registry_is_asked_decides_nothing(
    portal: TestPortal, cause: str, verdict: str
) -> None:
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    arrange, expected = CAUSES[cause]
    portal.registry.meanwhile = await arrange(portal)
    await portal.mails()

    result = await getattr(reviewer, verdict)(case)

    assert portal.registry.meanwhile is None
    assert result["code"] == expected
    assert (await alice.see())["status"] == "UNDER_REVIEW"
    assert await Event.filter(kind__in=["APPROVED", "REJECTED"]).count() == 0
    assert await Link.all().count() == 0
    application = await Application.get()
    assert await Mail.filter(subject=application.subject).count() == 0


async def test_a_reviewer_who_keeps_every_right_decides(portal: TestPortal) -> None:
    await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()

    async def nothing() -> None:
        pass

    portal.registry.meanwhile = nothing

    result = await reviewer.approve(case)

    assert result["case"]["application"]["status"] == "APPROVED"


# A card's holder, while a responder is asked.


def _answering(portal: TestPortal) -> Responders:
    """Let a responder be asked about every signature."""
    settings = RevocationSettings(order=(Source.OCSP, Source.LIST))
    return with_responders(portal, saying(), settings=settings)


def _ending(portal: TestPortal) -> Happening:
    async def happen() -> None:
        assert await Session.all().update(ended_at=portal.clock())

    return happen


async def test_an_applicant_whose_session_ends_while_a_responder_is_asked_binds_nothing(
    portal: TestPortal,
) -> None:
    responders = _answering(portal)
    alice = Person.at(portal)
    await alice.apply()
    responders.meanwhile = _ending(portal)

    result = await alice.bind()

    assert responders.asked
    assert result["code"] == "APPLICATION_NOT_FOUND"
    assert await Certificate.all().count() == await Evidence.all().count() == 0


async def test_an_applicant_whose_session_ends_while_a_responder_is_asked_opens_nothing(
    portal: TestPortal,
) -> None:
    responders = _answering(portal)
    alice = await approved(portal)
    token = portal.post.link()
    responders.meanwhile = _ending(portal)

    result = await alice.activate(token)

    assert responders.asked
    assert result["code"] == "CARD_NEEDED"
    assert await Account.all().count() == 0
    assert (await Link.get()).spent_at is None


async def test_a_holder_who_is_suspended_while_a_responder_is_asked_proves_nothing(
    portal: TestPortal,
) -> None:
    responders = _answering(portal)
    alice = await holder(portal)

    async def suspend() -> None:
        await Account.all().update(status=AccountStatus.SUSPENDED)

    responders.meanwhile = suspend

    result = await alice.prove()

    assert responders.asked
    assert result["code"] == "SIGN_IN_NEEDED"
    assert await Evidence.filter(kind="PROVE").count() == 0


async def test_a_first_card_is_not_bound_by_a_link_that_was_followed_elsewhere(
    portal: TestPortal,
) -> None:
    responders = _answering(portal)
    alice = await following_link(portal)
    token = portal.post.link()
    responders.meanwhile = lambda: Person.at(portal).follow(token)

    result = await alice.bind_first()

    assert responders.asked
    assert result["code"] == "SIGN_IN_NEEDED"
    assert await Certificate.all().count() == 0


@pytest.mark.parametrize(
    ("column", "code"), [("frozen_at", "ACCOUNT_FROZEN"), ("status", "SIGN_IN_NEEDED")]
)
async def test_a_first_card_is_not_bound_to_an_account_that_is_halted_meanwhile(
    portal: TestPortal, column: str, code: str
) -> None:
    responders = _answering(portal)
    alice = await following_link(portal)
    value = portal.clock() if column == "frozen_at" else AccountStatus.SUSPENDED
    responders.meanwhile = lambda: Account.all().update(**{column: value})

    result = await alice.bind_first()

    assert result["code"] == code
    assert await Certificate.all().count() == 0


# Between the arrival of a request and what it does.


async def test_staff_whose_role_ends_meanwhile_have_no_letter_sent_again(
    portal: TestPortal,
) -> None:
    limiter = interrupting(portal)
    alice = await awaiting_reviewer(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    await reviewer.reject((await reviewer.claim(case))["case"])
    portal.clock.forward(RESEND_PAUSE)
    letters = await Mail.all().count()
    limiter.meanwhile = lambda: Account.filter(control_number="STAFF001").update(role=None)

    result = await reviewer.do("resendMail", "caseNumber", applicationId=alice.application["id"])

    assert result["code"] == "APPLICATION_NOT_FOUND"
    assert await Mail.all().count() == letters


async def test_an_administrator_who_becomes_a_reviewer_meanwhile_suspends_nobody(
    portal: TestPortal,
) -> None:
    limiter = interrupting(portal)
    await bruno(portal)
    admin = await ada(portal)
    account = (await admin.account("STAFF001"))["id"]
    role = Role.REVIEWER
    limiter.meanwhile = lambda: Account.filter(role=Role.ADMIN).update(role=role)

    result = await admin.manage("suspend", account)

    assert result["code"] == "NOT_ALLOWED"
    assert await Account.filter(status=AccountStatus.SUSPENDED).count() == 0


async def test_an_applicant_whose_session_ends_meanwhile_corrects_nothing(
    portal: TestPortal,
) -> None:
    limiter = interrupting(portal)
    alice = await reviewed(portal, on_file(), control_number="A0000060")
    token = portal.post.link()
    limiter.meanwhile = _ending(portal)

    result = await alice.amend(form(replace(COMPANY, control_number="A0000060")), token=token)

    assert result["code"] == "APPLICATION_NOT_FOUND"
    assert (await Application.get()).status.value == "REJECTED"
    assert (await Link.get()).spent_at is None


@on_postgres_alone
@pytest.mark.parametrize("act", ["sign_in", "renew"])
async def test_a_card_does_not_sign_in_to_an_account_that_its_holder_left_meanwhile(
    portal: TestPortal, act: str
) -> None:
    alice = await holder(portal)
    here = await Account.get()
    elsewhere = await account_without_card(portal, number="B0000001")
    person = Person.at(portal, alice.card if act == "sign_in" else reissued())

    async def move() -> None:
        await Membership.all().update(account_id=elsewhere.id)
        await Certificate.all().update(account_id=elsewhere.id)

    result = await overtaken(getattr(person, act), account=here, at=portal.clock(), by=move)

    assert result["code"] == "CARD_NOT_BOUND"


# Locks.


@on_postgres_alone
async def test_two_accounts_are_locked_in_the_order_of_their_ids(
    portal: TestPortal, database: str
) -> None:
    admin, _ = await ada(portal), await holder(portal)
    viewer = await viewer_of(admin.session_token, at=portal.clock())
    someone = require_signed_in(viewer)
    company = await Account.get(control_number=COMPANY.control_number)
    lower, higher = sorted((someone.account_id, company.id))
    await Account.filter(id=higher).update(changed_at=portal.clock() + timedelta(days=1))
    holding, looking = [await asyncpg.connect(database, timeout=30) for _ in range(2)]
    lock = "SELECT id FROM account WHERE id = $1 FOR NO KEY UPDATE"

    async def act() -> None:
        async with tx():
            await require_still(someone, at=portal.clock(), beside=company.id)

    async def lower_is_locked() -> bool:
        try:
            await looking.fetch(f"{lock} NOWAIT", lower)
        except asyncpg.LockNotAvailableError:
            return True
        return False

    async with holding.transaction():
        await holding.fetch(lock, higher)
        acting = asyncio.create_task(act())
        await until(lower_is_locked, within=10)
    await acting
    await asyncio.gather(holding.close(), looking.close())


async def _suspend(portal: TestPortal, reviewer: Colleague, admin: Colleague) -> Answer:
    account = (await admin.account("STAFF001"))["id"]
    return await admin.manage("suspend", account)


async def _sign_out(portal: TestPortal, reviewer: Colleague, admin: Colleague) -> Answer:
    return await reviewer.do("signOut", "signedOut")


async def _lose_role(portal: TestPortal, reviewer: Colleague, admin: Colleague) -> Answer:
    """Change the account, under its lock, and leave its sessions."""
    account = await Account.get(control_number="STAFF001")
    async with tx() as change:
        await account.hold(at=portal.clock())
        await Account.filter(id=account.id).update(role=None)
        account.note(change, EventKind.DATA_CHANGED, actor="t:1", at=portal.clock())
    return {}


@pytest.mark.parametrize(
    ("end", "kind"),
    [
        (_suspend, "ACCOUNT_SUSPENDED"),
        (_sign_out, "SESSION_ENDED"),
        (_lose_role, "DATA_CHANGED"),
    ],
)
async def test_who_loses_a_right_during_an_act_loses_it_after_the_act(
    portal: TestPortal,
    end: Callable[[TestPortal, Colleague, Colleague], Coroutine[Any, Any, Answer]],
    kind: str,
) -> None:
    reviewer, admin = await bruno(portal), await ada(portal)
    viewer = await viewer_of(reviewer.session_token, at=portal.clock())
    before = (await Journal.get(id=1)).seq
    outside = copy_context()

    async with tx() as change:
        await require_still(require_signed_in(viewer), at=portal.clock())
        ending = outside.run(asyncio.ensure_future, end(portal, reviewer, admin))
        for _ in range(60):  # Each takes a round trip to the database and back.
            await Account.all().count()
        change.record(
            NewEvent(subject="test:1", kind=EventKind.CONTINUED, actor="t:1", at=portal.clock())
        )
    assert "code" not in await ending

    ended = await Event.filter(kind=kind, seq__gt=before).first()
    assert ended is not None
    assert (await Event.get(kind=EventKind.CONTINUED)).seq < ended.seq


async def test_an_application_that_was_taken_elsewhere_meanwhile_is_not_activated_here(
    portal: TestPortal,
) -> None:
    responders = _answering(portal)
    alice = await approved(portal)
    token = portal.post.link()
    elsewhere = Person.at(portal)
    responders.meanwhile = elsewhere.resume

    refused = await alice.activate(token)
    activated = await elsewhere.activate(token)

    assert refused["code"] == "CARD_NEEDED"
    assert activated["application"]["status"] == "ACTIVATED"


async def test_of_two_who_suspend_each_other_one_is_suspended(portal: TestPortal) -> None:
    first = await ada(portal)
    second = await sign_in_staff(portal, name="管理乙", serial=4, role=Role.ADMIN)
    ids = [(await first.account(f"STAFF00{number}"))["id"] for number in (3, 4)]

    results = await asyncio.gather(
        first.manage("suspend", ids[1]), second.manage("suspend", ids[0])
    )

    assert sorted(map(outcome, results)) == ["SIGN_IN_NEEDED", "SuspendAccountSuccess"]
    assert await Account.filter(status=AccountStatus.SUSPENDED).count() == 1
