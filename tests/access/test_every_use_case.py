"""Each use case for staff refuses strangers by itself, whatever the schema lets through."""

import ast
import importlib
import inspect
import pkgutil
import textwrap
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

import resolvers
from models.access.authentication import viewer_of as viewer_by_token
from models.account.account import Account, AccountNotFound
from models.card.certificate import Certificate
from models.core.errors import UserError
from models.core.paging import Window
from models.partner.partner import PartnerViewer, Scope
from models.session.permissions import CardProofNeeded, NotAllowed, SignInNeeded
from models.session.roles import Role
from models.session.session import SessionKind, Viewer
from resolvers.card.list_cards import cards_of_accounts, list_certificates
from tests.access.for_staff import FOR_STAFF
from tests.support import cards
from tests.support.people.people import Person
from tests.support.people.staff import ada
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import another_company, holder

GUARDS = {"require_staff", "require_proven_staff", "require_reader", "require_administrator"}
STRANGERS = {
    "nobody": (None, SignInNeeded),
    "an applicant": (SessionKind.APPLICANT, SignInNeeded),
    "a mailbox's reader": (SessionKind.BIND_ONLY, SignInNeeded),
    "a holder": (SessionKind.HOLDER, NotAllowed),
}


def viewer_of(
    kind: SessionKind | None,
    *,
    role: Role | None = None,
    proven_at: datetime = cards.AT - timedelta(days=1),
) -> Viewer | None:
    if kind is None:
        return None
    by_card = kind in {SessionKind.HOLDER, SessionKind.STAFF}
    return Viewer(
        session_id=UUID(int=1),
        kind=kind,
        expires_at=cards.AT + timedelta(days=1),
        account_id=None if kind is SessionKind.APPLICANT else UUID(int=2),
        certificate_id=UUID(int=3) if by_card else None,
        proven_at=proven_at if by_card else None,
        role=role,
    )


def _first(function: Callable[..., Any]) -> ast.stmt:
    """Return the first statement behind the docstring."""
    [parsed] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(parsed, ast.FunctionDef | ast.AsyncFunctionDef)
    return parsed.body[1 if ast.get_docstring(parsed) else 0]


def _called_first(function: Callable[..., Any]) -> set[str]:
    """Return the names of the functions that the first statement calls."""
    first = _first(function)
    if isinstance(first, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    calls = [node for node in ast.walk(first) if isinstance(node, ast.Call)]
    return {call.func.id for call in calls if isinstance(call.func, ast.Name)}


async def call(function: Callable[..., Any], viewer: Viewer | None) -> None:
    """Call a use case with nothing but who asks, and the time."""
    given: dict[str, Any] = dict.fromkeys(inspect.signature(function).parameters)
    asking = next(name for name in ("viewer", "actor", "asking") if name in given)
    result = function(**{**given, asking: viewer, **({"now": cards.AT} if "now" in given else {})})
    if inspect.isasyncgen(result):
        await anext(result)
    elif inspect.isawaitable(result):
        await result


def public() -> Iterator[Callable[..., Any]]:
    """Yield the public functions of all use cases."""
    for module in pkgutil.walk_packages(resolvers.__path__, f"{resolvers.__name__}."):
        loaded = importlib.import_module(module.name)
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == module.name and not name.startswith("_"):
                yield function


def name_of(function: Callable[..., Any]) -> str:
    module = function.__module__.removeprefix("resolvers.")
    return f"{module}.{function.__name__}"


ALL = {name_of(one): one for one in public()}
USE_CASES = {name: ALL[name] for name in FOR_STAFF}
FOR_REVIEWERS = [name for name, role in FOR_STAFF.items() if role is not Role.SUPPORT]
FOR_ADMINISTRATORS = [name for name, role in FOR_STAFF.items() if role is Role.ADMIN]
# Those that return one record by its id, and never null.
SHOWING = {
    name_of(one): one
    for one in public()
    if one.__name__.startswith("see_")
    and UUID in (kind.annotation for kind in inspect.signature(one).parameters.values())
    and isinstance(inspect.signature(one).return_annotation, type)
}


def test_every_use_case_for_staff_is_known_by_its_name_and_role() -> None:
    found = {name: _least_role(one) for name, one in ALL.items() if GUARDS & _called_first(one)}

    assert found == FOR_STAFF
    assert len(SHOWING) > 6


def _least_role(function: Callable[..., Any]) -> Role:
    if _called_first(function) & {"require_reader", "require_administrator"}:
        return Role.ADMIN
    first = ast.unparse(_first(function))
    return next((role for role in Role if f"at_least=Role.{role}" in first), Role.REVIEWER)


@pytest.mark.parametrize("stranger", STRANGERS)
@pytest.mark.parametrize("name", USE_CASES)
async def test_a_stranger_is_refused_before_anything_is_read(name: str, stranger: str) -> None:
    kind, refusal = STRANGERS[stranger]

    with pytest.raises(refusal):
        await call(USE_CASES[name], viewer_of(kind))


@pytest.mark.parametrize(
    "name",
    [name for name, one in USE_CASES.items() if "require_proven_staff" in _called_first(one)],
)
async def test_staff_without_a_fresh_proof_act_on_nothing(name: str) -> None:
    with pytest.raises((CardProofNeeded, NotAllowed)):
        await call(USE_CASES[name], viewer_of(SessionKind.STAFF, role=Role.REVIEWER))


@pytest.mark.parametrize("name", FOR_REVIEWERS)
async def test_the_help_line_does_nothing_that_needs_a_reviewer(name: str) -> None:
    support = viewer_of(SessionKind.STAFF, role=Role.SUPPORT, proven_at=cards.AT)

    with pytest.raises(NotAllowed):
        await call(USE_CASES[name], support)


@pytest.mark.parametrize("name", FOR_ADMINISTRATORS)
async def test_a_reviewer_does_nothing_that_needs_an_administrator(name: str) -> None:
    reviewer = viewer_of(SessionKind.STAFF, role=Role.REVIEWER, proven_at=cards.AT)

    with pytest.raises(NotAllowed):
        await call(USE_CASES[name], reviewer)


@pytest.mark.parametrize("name", SHOWING)
async def test_staff_are_told_of_what_is_not_there(portal: TestPortal, name: str) -> None:
    admin = await ada(portal)
    viewer = await viewer_by_token(admin.session_token, at=portal.clock())
    parameters = inspect.signature(SHOWING[name]).parameters
    given = {
        "viewer": viewer,
        "actor": viewer,
        "now": portal.clock(),
        **{name: UUID(int=9) for name, kind in parameters.items() if kind.annotation is UUID},
    }

    with pytest.raises(UserError, match="_NOT_FOUND"):
        await SHOWING[name](**{name: given.get(name) for name in parameters})


async def test_the_cards_of_an_account_are_listed_for_those_who_may_see_it(
    portal: TestPortal,
) -> None:
    viewers = [
        await viewer_by_token_of(portal, await person(portal))
        for person in (holder, another_company, ada)
    ]
    hers = viewers[0]
    [own, other, staffs] = [await Account.get(id=viewer.account_id) for viewer in viewers]

    async def listed(account: Account, *, viewer: Viewer | None = None, **by: Any) -> int:
        found = await list_certificates(
            viewer=viewer,
            partner=by.get("partner"),
            account=account,
            cards=one_account,
            window=Window(size=10),
        )
        return len(found.rows)

    partner = PartnerViewer(
        partner_id=UUID(int=1), token_id=UUID(int=2), name="甲", scopes=frozenset(Scope)
    )

    assert await listed(own, viewer=hers) == 1
    assert await listed(other, partner=partner) == 1
    with pytest.raises(AccountNotFound):
        await listed(other, viewer=hers)
    with pytest.raises(AccountNotFound):
        await listed(staffs, partner=partner)


async def one_account(account_id: UUID) -> list[Certificate]:
    return (await cards_of_accounts([account_id]))[0]


async def viewer_by_token_of(portal: TestPortal, person: Person) -> Viewer:
    viewer = await viewer_by_token(person.session_token, at=portal.clock())
    assert viewer is not None
    return viewer
