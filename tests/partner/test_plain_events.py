"""Tests of plain events: what is projected is what the executor would have answered."""

import asyncio
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from json import loads
from typing import Any

import pytest
from graphql import ExecutionResult, parse
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import get_object_definition

from models.partner.feed import AccountEventKind
from models.partner.partner import Partner, Scope
from schema.execution import plain
from schema.execution.executor import Executor
from schema.execution.plain import Plain, Projections
from schema.execution.subscribing import written
from schema.partner.events import AccountEvent
from schema.root import schema
from schema.scalars import Cursor
from tests.support.people.partners import Clara
from tests.support.portal import TestPortal
from tests.support.scenarios.partners import account_event

EVENT = AccountEvent(
    cursor=Cursor("1bbe47f8313ed83e.7"),
    kind=AccountEventKind.CERTIFICATE_ADDED,
    at=datetime(2026, 3, 2, 4, 0, 0, 123, tzinfo=UTC),
    control_number="A0000006",
    certificate_sha256=None,
)
ALL = "cursor kind at controlNumber certificateSha256"
SELECTED = (
    f"__typename ... on AccountEvent {{ {ALL} }}",
    "... on AccountEvent { at a: at b: at kind kind }",
    "... on AccountEventsBegun { cursor }",
    "... on UserError { code } t: __typename",
    "...Told ... on AccountEvent { ...More }",
    "... on AccountEvent @include(if: $yes) { kind } ... on AccountEvent @skip(if: $yes) { at }",
    "... on AccountEvent @include(if: $no) { kind } ... on AccountEvent @skip(if: $no) { at }",
    "... on AccountEvent { kind @skip(if: $yes) at @include(if: $no) cursor }",
)
REST = """fragment Told on AccountEventPushed { __typename ... on AccountEvent { at } }
    fragment More on AccountEvent { kind at cursor }"""


def document(selected: str, *, key: str = "") -> str:
    used = REST if "..." + "Told" in selected else ""
    yes_and_no = "($yes: Boolean = true, $no: Boolean = false)" if "$" in selected else ""
    return f"subscription{yes_and_no} {{ {key} accountEvents {{ {selected} }} }} {used}"


def executor_of(text: str, event: object, **variables: object) -> Executor:
    built = Executor.build(schema._schema, parse(text), None, None, variables)
    assert isinstance(built, Executor), built
    told = built.build_per_event_executor(event)
    assert isinstance(told, Executor)
    return told


def executed(executor: Executor) -> ExecutionResult:
    """What the executor answers by itself."""
    result = StrawberryGraphQLCoreExecutionContext.execute_operation(executor)
    assert isinstance(result, ExecutionResult)
    return result


@pytest.mark.parametrize("selected", SELECTED)
def test_a_projection_is_what_the_executor_answers(selected: str) -> None:
    for key in ("", "told:"):
        text = document(selected, key=key)
        project = Projections().of(executor_of(text, EVENT), EVENT)
        assert project is not None
        for event in (EVENT, replace(EVENT, certificate_sha256="ab" * 32)):
            told = executed(executor_of(text, event))
            assert (told.data, told.errors) == (project(event), None)


def test_another_condition_is_another_projection() -> None:
    text = document(SELECTED[5])
    known = Projections()
    first_time = executor_of(text, EVENT)
    other = executor_of(text, EVENT, yes=False)
    other.operation = first_time.operation

    first = known.of(first_time, EVENT)
    second = known.of(other, EVENT)

    assert first is not None
    assert second is not None
    assert first(EVENT) == {"accountEvents": {"kind": "CERTIFICATE_ADDED"}}
    assert second(EVENT) == {"accountEvents": {"at": "2026-03-02T04:00:00.000Z"}}


def test_what_cannot_be_written_is_the_executors_error() -> None:
    broken = copy(EVENT)
    broken.control_number = None  # type: ignore[assignment]  # It cannot be written.

    executor = executor_of(document(f"... on AccountEvent {{ {ALL} }}"), broken)
    told = executed(executor)
    project = Projections().of(executor, EVENT)

    assert project is not None
    assert written(project, broken) is None
    assert told.data is None
    assert told.errors is not None
    assert "controlNumber" in told.errors[0].message


def test_streams_that_ask_the_same_share_what_is_written() -> None:
    text = document(f"... on AccountEvent {{ {ALL} }}")
    executor, other = executor_of(text, EVENT), executor_of(document("__typename"), EVENT)
    known, event = Projections(), replace(EVENT)
    project, another_one = known.of(executor, event), known.of(other, event)
    assert project is not None
    assert another_one is not None

    first, second = written(project, event), written(project, event)
    another = written(another_one, event)

    assert first is not None
    assert second is not None
    assert another is not None
    assert first.json is second.json
    assert loads(first.json) == {"data": executed(executor).data}
    assert loads(another.json) == {"data": executed(other).data}


def test_the_last_documents_are_kept_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "_DOCUMENTS", 2)
    known = Projections()
    executors = [executor_of(document("__typename"), EVENT) for _ in range(3)]

    projections = [known.of(executor, EVENT) for executor in executors]

    assert known.of(executors[2], EVENT) is projections[2]
    assert known.of(executors[0], EVENT) is not projections[0]


def test_every_plain_payload_has_attributes_only() -> None:
    """A resolver could look at who asks; the projection would not even call it."""
    kinds = [kind for kind in Plain.__subclasses__() if kind.__module__.startswith("schema.")]

    assert kinds == [AccountEvent]
    for kind in kinds:
        fields = get_object_definition(kind, strict=True).fields
        assert [field.name for field in fields if field.base_resolver or field.arguments] == []


async def test_events_to_partners_are_projected(
    portal: TestPortal, monkeypatch: pytest.MonkeyPatch
) -> None:
    clara = await Clara.at(portal)
    events: list[object] = []
    execute = StrawberryGraphQLCoreExecutionContext.execute_operation

    def noting(self: StrawberryGraphQLCoreExecutionContext, *how: Any) -> Any:
        events.append(self.root_value)
        return execute(self, *how)

    monkeypatch.setattr(StrawberryGraphQLCoreExecutionContext, "execute_operation", noting)
    async with asyncio.timeout(20), clara.watching() as stream:
        await anext(stream)
        await account_event(portal, "A0000006")
        told = await anext(stream)

    assert told.payload["controlNumber"] == "A0000006"
    assert [event for event in events if isinstance(event, AccountEvent)] == []


async def test_who_has_lost_the_right_is_told_nothing_that_others_are(portal: TestPortal) -> None:
    clara, other = await Clara.at(portal), await Clara.at(portal, Scope.EVENTS_READ, name="其他")

    async with asyncio.timeout(20), clara.watching() as stream, other.watching() as narrowed:
        await anext(stream), await anext(narrowed)
        # Without the event that would end its stream.
        await Partner.filter(id=other.id).update(scopes=[])
        await account_event(portal, "A0000006")
        told, refused = await anext(stream), await anext(narrowed)

    assert told.payload["controlNumber"] == "A0000006"
    assert refused.payload["code"] == "SCOPE_MISSING"
