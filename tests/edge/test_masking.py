"""Tests of masking: what a client sees of an error, and what is logged."""

import logging
from typing import cast

import pytest
import strawberry
from graphql import GraphQLError
from strawberry.relay import to_base64

from models.core.language import Language
from models.forms import kinds
from models.forms.typed_text import Form, InvalidInput
from models.limits.table import TooManyRequests
from models.link.link import LinkUnknown
from schema.errors import result
from schema.execution.operations import GatedSchema
from schema.gate.gate import Gate
from schema.gate.masking import mask
from tests.support.servers.edge import Context, DrawerLocked, make_schema


def records(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_our_errors_show_an_id_only_and_are_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    result = await make_schema().execute("{ broken }", context_value=Context())

    assert result.errors is not None
    (error,) = [error.formatted for error in result.errors]
    (record,) = records(caplog)
    assert error["message"] == "Internal error"
    assert error["path"] == ["broken"]
    assert error["extensions"]["code"] == "INTERNAL_SERVER_ERROR"
    assert error["extensions"]["id"] in record.getMessage()
    assert "the drawer of Alice is stuck" in (caplog.text)
    assert "RuntimeError" in (record.exc_text or "")


async def test_each_error_has_its_own_id(caplog: pytest.LogCaptureFixture) -> None:
    result = await make_schema().execute("{ broken again: broken }", context_value=Context())

    assert result.errors is not None
    assert len({(error.extensions or {})["id"] for error in result.errors}) == 2
    assert len(records(caplog)) == 2


async def test_an_error_in_a_stream_is_masked_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    results = await make_schema().subscribe("subscription { falling }", context_value=Context())

    first, second = [result async for result in results]

    assert first.data == {"falling": 1}
    assert second.errors is not None
    assert [error.message for error in second.errors] == ["Internal error"]
    assert len(records(caplog)) == 1


async def test_a_broken_promise_of_the_schema_is_our_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    result = await make_schema().execute("{ missing }", context_value=Context())

    assert result.errors is not None
    assert [error.message for error in result.errors] == ["Internal error"]
    assert len(records(caplog)) == 1


async def test_a_user_error_of_a_field_that_declares_none_is_our_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    result = await make_schema().execute("{ locked }", context_value=Context())

    assert result.errors is not None
    assert [error.message for error in result.errors] == ["Internal error"]
    assert len(records(caplog)) == 1


@strawberry.type
class Drawer:
    """What opens."""

    open: bool = True


@strawberry.type
class Desk:
    """Fields that declare one user error and raise another, or too much."""

    @result.field(raises=(DrawerLocked,), description="Raises what it declares.")
    async def drawer(self, info: strawberry.Info[Context, None]) -> Drawer:
        raise DrawerLocked("drawer")

    @result.field(raises=(LinkUnknown,), description="Raises what it does not declare.")
    async def cupboard(self, info: strawberry.Info[Context, None]) -> Drawer:
        raise DrawerLocked

    @result.field(raises=(InvalidInput,), description="Reads a form.")
    async def form(self, info: strawberry.Info[Context, None]) -> Drawer:
        form = Form()
        form.text("name", "", kinds.NAME)
        form.close()
        return Drawer()

    @strawberry.field
    def legs(self) -> int:
        return cast(int, "four of Alice's")

    @strawberry.field
    def node(self, info: strawberry.Info[Context, None], node_id: strawberry.relay.GlobalID) -> str:
        return node_id.resolve_type(info).__name__

    @result.field(raises=(DrawerLocked,), description="Is asked for too often.")
    async def shelf(self, info: strawberry.Info[Context, None]) -> Drawer:
        raise TooManyRequests(7)


DESK = GatedSchema(gate=Gate(), query=Desk)


async def test_a_user_error_that_a_field_declares_stands_beside_its_null(
    caplog: pytest.LogCaptureFixture,
) -> None:
    query = "{ drawer { open } }"

    told = await DESK.execute(query, context_value=Context(language=Language.ZH_HANT_TW))

    assert told.data == {"drawer": None}
    assert told.errors is not None
    assert [(error.message, error.path, error.extensions) for error in told.errors] == [
        (
            "抽屜打不開。",
            ["drawer"],
            {
                "code": "DRAWER_LOCKED",
                "title": "抽屜已上鎖",
                "remedy": "MESSAGE",
                "path": ["drawer"],
            },
        )
    ]
    assert records(caplog) == []


async def test_an_input_that_a_field_refuses_names_each_problem() -> None:
    told = await DESK.execute("{ form { open } }", context_value=Context())

    assert told.errors is not None
    [error] = told.errors
    assert (error.extensions or {})["problems"] == [
        {"code": "REQUIRED", "message": "This field is required. Enter a value.", "path": ["name"]}
    ]


async def test_a_user_error_that_a_field_does_not_declare_is_our_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = await DESK.execute("{ cupboard { __typename } }", context_value=Context())

    assert told.errors is not None
    assert [error.message for error in told.errors] == ["Internal error"]
    assert "cupboard raised DRAWER_LOCKED" in caplog.text
    assert len(records(caplog)) == 1


async def test_a_value_that_a_scalar_cannot_write_is_our_error(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = await DESK.execute("{ legs }", context_value=Context())

    assert told.errors is not None
    assert [error.message for error in told.errors] == ["Internal error"]
    assert len(records(caplog)) == 1


@pytest.mark.parametrize(
    "node_id", ["", "Drawer", to_base64("Drawer", "1"), to_base64("Nothing", "1")]
)
async def test_an_id_of_nothing_that_is_a_node_is_the_askers_mistake(
    caplog: pytest.LogCaptureFixture, node_id: str
) -> None:
    query = "query($id: ID!) { node(nodeId: $id) }"

    told = await DESK.execute(query, variable_values={"id": node_id}, context_value=Context())

    assert told.errors is not None
    assert [error.extensions for error in told.errors] == [{"code": "BAD_USER_INPUT"}]
    assert records(caplog) == []


async def test_too_many_requests_refuse_the_request_and_not_the_field(
    caplog: pytest.LogCaptureFixture,
) -> None:
    told = await DESK.execute("{ shelf { __typename } }", context_value=Context())

    assert told.errors is not None
    assert [error.extensions for error in told.errors] == [
        {
            "code": "TOO_MANY_REQUESTS",
            "title": TooManyRequests.en.title,
            "remedy": "MESSAGE",
            "path": [],
            "retryAfter": 7,
        }
    ]
    assert records(caplog) == []


async def test_a_graphql_error_is_shown_unchanged(caplog: pytest.LogCaptureFixture) -> None:
    result = await make_schema().execute("{ told }", context_value=Context())

    assert result.errors is not None
    assert [(error.message, error.extensions) for error in result.errors] == [
        ("not today", {"code": "NOT_TODAY"})
    ]
    assert records(caplog) == []


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("{", {}),
        ("{ nothing }", {}),
        ("query ($n: Int!) { hello }", {}),
        ("mutation ($note: Note!) { write(note: $note) }", {"note": 5}),
        ("query ($e: Even!) { half(of: $e) }", {"e": 3}),
        ("{ half(of: 3) }", {}),
        ("query A { hello } query B { hello }", {}),
    ],
)
async def test_client_errors_are_shown_and_not_logged(
    caplog: pytest.LogCaptureFixture, query: str, variables: dict[str, object]
) -> None:
    result = await make_schema().execute(query, variable_values=variables, context_value=Context())

    assert result.errors
    assert all(error.message != "Internal error" for error in result.errors)
    assert all((error.extensions or {})["code"] for error in result.errors)
    assert records(caplog) == []


async def test_a_scalar_that_breaks_is_our_error(caplog: pytest.LogCaptureFixture) -> None:
    result = await make_schema().execute(
        "query ($e: Even!) { half(of: $e) }", variable_values={"e": {}}, context_value=Context()
    )

    assert result.errors is not None
    assert [error.message for error in result.errors] == ["Internal error"]
    assert len(records(caplog)) == 1


def test_a_masked_error_carries_nothing_of_its_cause() -> None:
    error = mask(
        RuntimeError("the drawer of Alice is stuck"), at=GraphQLError("of Alice", path=["a"])
    )

    assert "Alice" not in str(error.formatted)
    assert error.original_error is None
    assert error.path == ["a"]
