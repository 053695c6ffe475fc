"""Tests of serving GraphiQL: only where the app allows it, and its examples are valid."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import (
    OperationDefinitionNode,
    get_variable_values,
    parse,
    validate,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import ASGIApp

from tests.support.contract import contract
from tests.support.paths import ROOT
from tests.support.people.people import Person
from tests.support.people.staff import bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from web.http.app import Portal, make_app
from web.http.context import of_staff
from web.http.explorer import CONTENT_SECURITY_POLICY, Allowed, explorer_routes
from web.http.graphql.stream import Streams
from web.http.headers import SecurityHeaders
from web.http.session_cookie import cookie_name

WORKSPACE = ROOT / "web/graphiql"
EXAMPLES = sorted((WORKSPACE / "examples").glob("*.graphql"))
SCHEMA = contract()

BRUNO = {"cookie": "who=bruno"}
DAN = {"cookie": "who=dan"}
HTML = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
JSON = {"accept": "application/json"}
SCRIPT = "console.log('a script that is long enough to be compressed');" * 20


async def bruno_only(request: Request) -> bool:
    return request.cookies.get("who") == "bruno"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """Create a build of one page and one script."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>A page</title>", encoding="utf-8")
    (folder / "assets/index-abc.js").write_text(SCRIPT, encoding="utf-8")
    return folder


def asking(app: ASGIApp) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="https://portal.example")


def explorer(built: Path) -> httpx.AsyncClient:
    """Return a client of an application with GraphiQL and nothing else."""
    routes = explorer_routes(allowed=bruno_only, folder=built)
    return asking(SecurityHeaders(Starlette(routes=routes)))


@pytest.mark.parametrize("allowed", [None, bruno_only], ids=["off", "for others"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("accept", [HTML, JSON], ids=["page", "program"])
async def test_without_permission_it_looks_like_a_missing_page(
    portal: TestPortal,
    built: Path,
    accept: Mapping[str, str],
    method: str,
    allowed: Allowed | None,
) -> None:
    settings = replace(portal.settings, client=built)
    services = replace(portal.services, settings=settings)
    app = make_app(Portal(services=services, streams=Streams(), explorer=allowed))

    async with asking(app) as dan:
        unknown = await dan.request(method, "/no-such-page", headers={**accept, **DAN})
        hidden = [
            await dan.request(method, path, headers={**accept, **DAN})
            for path in (
                "/graphiql",
                "/graphiql/",
                "/graphiql/index.html",
                "/graphiql/assets",
                "/graphiql/assets/index-abc.js",
            )
        ]

    assert unknown.status_code == 404
    for answer in hidden:
        assert answer.status_code == 404
        assert _of_answer(answer) == _of_answer(unknown)
        assert answer.content == unknown.content


@pytest.mark.parametrize("path", ["/graphiql", "/graphiql/"])
async def test_the_page_comes_with_a_policy_of_its_own(built: Path, path: str) -> None:
    async with explorer(built) as bruno:
        answer = await bruno.get(path, headers=BRUNO)

    assert answer.status_code == 200
    assert answer.text == "<title>A page</title>"
    assert answer.headers["content-type"].startswith("text/html")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers.get_list("content-security-policy") == [CONTENT_SECURITY_POLICY]
    assert answer.headers.get_list("cross-origin-opener-policy") == ["same-origin"]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_policy_lets_nothing_in_from_outside() -> None:
    rules = dict(rule.split(" ", 1) for rule in CONTENT_SECURITY_POLICY.split("; "))
    sources = {source for name, rule in rules.items() if "-src" in name for source in rule.split()}

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["worker-src"] == rules["connect-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["base-uri"] == rules["form-action"] == "'none'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert sources == {"'none'", "'self'", "'unsafe-inline'", "data:"}
    assert [name for name, rule in rules.items() if "unsafe" in rule] == ["style-src"]


async def test_its_scripts_are_kept_for_a_year_by_the_browser_alone(built: Path) -> None:
    async with explorer(built) as bruno:
        answer = await bruno.get(
            "/graphiql/assets/index-abc.js", headers={**BRUNO, "accept-encoding": "gzip"}
        )

    assert answer.text == SCRIPT
    # A shared cache would serve it to people who may not see it.
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    # A worker is bound by the policy that comes with its own script.
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("path", ["/graphiql", "/graphiql/assets/index-abc.js"])
async def test_head_answers_as_get_does_without_the_body(built: Path, path: str) -> None:
    plain = {**BRUNO, "accept-encoding": "identity"}
    async with explorer(built) as bruno:
        get = await bruno.get(path, headers=plain)
        head = await bruno.head(path, headers=plain)

    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "cache-control", "content-security-policy"):
        assert head.headers[name] == get.headers[name]


@pytest.mark.parametrize(
    "path", ["/graphiql/assets/other.js", "/graphiql/other", "/graphiql/assets/../index.html"]
)
async def test_it_serves_nothing_else(built: Path, path: str) -> None:
    async with explorer(built) as bruno:
        answer = await bruno.get(path, headers=BRUNO)

    assert answer.status_code == 404


async def test_without_a_build_it_says_what_to_run(tmp_path: Path) -> None:
    async with explorer(tmp_path) as bruno:
        answer = await bruno.get("/graphiql", headers=BRUNO)

    assert answer.status_code == 503
    assert "make client" in answer.text


def test_there_are_examples_and_each_is_named_by_its_operation() -> None:
    names = [_operation(example).name for example in EXAMPLES]
    titles = [name.value for name in names if name]

    assert len(EXAMPLES) >= 6
    assert len(set(titles)) == len(EXAMPLES)


@pytest.mark.parametrize(
    "document", [*EXAMPLES, WORKSPACE / "src/viewer.graphql"], ids=lambda path: path.stem
)
def test_what_graphiql_asks_is_in_the_schema(document: Path) -> None:
    asked = parse(document.read_text(encoding="utf-8"))

    assert validate(SCHEMA, asked) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_has_values_for_its_variables(example: Path) -> None:
    wanted = _operation(example).variable_definitions or ()
    beside = example.with_suffix(".json")
    given: dict[str, Any] = json.loads(beside.read_text("utf-8")) if beside.exists() else {}

    taken = get_variable_values(SCHEMA, wanted, given)

    assert not isinstance(taken, list), taken
    assert given.keys() <= {variable.variable.name.value for variable in wanted}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_says_what_it_is_for_in_both_languages(example: Path) -> None:
    title, chinese, english, operation = example.read_text(encoding="utf-8").split("\n", 3)
    titles = title.removeprefix("# ").split(" | ")

    assert len(titles) == 2
    assert _is_chinese(titles[0])
    assert not _is_chinese(titles[1])
    assert chinese.startswith("# ")
    assert _is_chinese(chinese)
    assert english.startswith("# ")
    assert not _is_chinese(english)
    assert not operation.startswith("#")


def test_every_file_of_values_belongs_to_an_example() -> None:
    values = {path.stem for path in (WORKSPACE / "examples").glob("*.json")}

    assert values <= {path.stem for path in EXAMPLES}


def _operation(example: Path) -> OperationDefinitionNode:
    """Return the one operation of an example."""
    [operation] = parse(example.read_text(encoding="utf-8")).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return operation


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


async def test_staff_have_it_and_holders_do_not(portal: TestPortal) -> None:
    alice, reviewer = await holder(portal), await bruno(portal)
    services = portal.services

    allowed = []
    for person in (alice, reviewer, Person.at(portal)):
        token = person.browser.cookies.get(cookie_name(portal.settings))
        cookie = f"{cookie_name(portal.settings)}={token}".encode()
        request = Request({"type": "http", "headers": [(b"cookie", cookie)]})
        allowed.append(await of_staff(request, services=services))

    assert allowed == [False, True, False]


def _of_answer(answer: httpx.Response) -> list[tuple[bytes, bytes]]:
    """Return an answer's headers without the one that differs every time."""
    return [header for header in answer.headers.raw if header[0] != b"x-request-id"]
