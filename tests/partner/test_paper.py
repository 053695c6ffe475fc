"""Tests of PARTNERS.md: examples run, answers have the documented shape, codes are complete."""

import ast
import asyncio
import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from graphql import GraphQLObjectType

from models.core.rules import PARTNER_HANDOFF_LIFE, PARTNER_TOKEN_OVERLAP_LONGEST
from models.limits.table import TooManyRequests
from models.partner import token
from models.partner.partner import Scope
from schema.gate.limits import Limits
from schema.partner.paging import LONGEST_PAGE
from tests.support.contract import codes_of, contract
from tests.support.paths import EXAMPLE, ROOT, TSC
from tests.support.people.partners import Clara, served
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from web.http.graphql.stream import Streams

PAPER = (ROOT / "PARTNERS.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAPER, re.MULTILINE | re.DOTALL)
REPOSITORY = re.compile(r"github\.com/([\w.-]+/[\w.-]+?)(?:\.git)?(?=[)\s\"]|$)")
# The doors that a partner's request goes through before the schema is asked.
EDGE = (
    "web/http/graphql/request.py",
    "web/http/bearer.py",
    "web/http/graphql/endpoint.py",
    "web/http/graphql/negotiation.py",
    "web/http/origin.py",
    "web/http/graphql/event_stream.py",
    "web/http/graphql/stream.py",
    "web/http/graphql/response.py",
    "schema/gate/gate.py",
    "schema/gate/guard.py",
    "schema/gate/turns/queues.py",
    "schema/gate/turns/places.py",
    "schema/gate/limits.py",
    "schema/gate/masking.py",
    "schema/partner/paging.py",
)


async def ran(command: Sequence[str], *, url: str, token: str, code: str, folder: Path) -> str:
    """Run an example and return its output; it must succeed."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={
            "PATH": os.environ["PATH"],
            "GPSZONE_URL": url,
            "GPSZONE_TOKEN": token,
            "CODE": code,
        },
    )
    out, complaint = await process.communicate()
    assert process.returncode == 0, (out + complaint).decode()
    return out.decode()


def shape(value: object) -> object:
    """Return the shape of an answer: names, and kinds of values; of a list its first entry."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value[:1]]
    return type(value).__name__


async def test_the_examples_run_and_answer_as_they_are_shown(
    portal: TestPortal, tmp_path: Path
) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    made = await alice.do("createHandoff", "url", partnerId=clara.global_id)
    [code] = parse_qs(urlsplit(made["url"]).query)["code"]
    compared = 0

    async with asyncio.timeout(60), served(portal, Streams()) as server:
        said = ""
        for language, text in BLOCKS:
            if language == "json":
                assert shape(json.loads(said)) == shape(json.loads(text)), text
                compared += 1
                continue
            command = _command(language, text, folder=tmp_path)
            if command is None:
                continue
            said = await ran(command, url=server.url, token=clara.token, code=code, folder=tmp_path)
            if "event-stream" in text:
                assert "AccountEventsBegun" in said
            if language == "python":
                assert json.loads(said)["controlNumber"] == "A0000006"
            if language == "ts":
                assert '"kind":"ACCOUNT_OPENED","controlNumber":"A0000006"' in said

    assert compared == 5
    assert {language for language, _ in BLOCKS} == {"sh", "json", "python", "ts", "js", "text"}


def _command(language: str, text: str, *, folder: Path) -> Sequence[str] | None:
    """Return the command for an example; None where it is run elsewhere, or cannot be."""
    if language == "sh":
        return ("bash", "-c", f"set -o pipefail; {text}")
    if language in {"js", "text"} or text.startswith('"""Prints every event'):
        return None  # It has no end, or is no program: tests/partner/test_printed.py.
    if language == "python":
        return (sys.executable, "-c", text)
    if not TSC.exists() or shutil.which("node") is None:
        return None
    # An example of its own that is a module, as the whole one is.
    (folder / "example.mts").write_text(text, encoding="utf-8")
    options = json.loads((EXAMPLE / "tsconfig.json").read_text(encoding="utf-8"))
    options["compilerOptions"]["typeRoots"] = [str(TSC.parent.parent / "@types")]
    options["compilerOptions"]["outDir"] = str(folder / "out")
    options["compilerOptions"]["moduleDetection"] = "force"
    options["include"] = ["example.mts"]
    (folder / "tsconfig.json").write_text(json.dumps(options), encoding="utf-8")
    return ("bash", "-c", f"'{TSC}' --project . && node out/example.mjs")


def _table() -> list[str]:
    """Read the codes from the table."""
    return re.findall(r"^\| `([A-Z_]+)` \| (?:\d|in the)", PAPER, re.MULTILINE)


def _met() -> set[str]:
    """Return the codes that a partner can meet: in the transport, and in the answers."""
    texts = {
        node.value
        for file in EDGE
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    at_the_doors = {text for text in texts if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", text)}
    return at_the_doors | _in_answers() | {TooManyRequests.code}


def _in_answers() -> set[str]:
    """Return the codes of the user errors that the results of partners' fields can hold."""
    schema = contract()
    access = schema.get_type("PartnerAccess")
    assert isinstance(access, GraphQLObjectType)
    assert schema.mutation_type
    assert schema.subscription_type
    fields = [
        *access.fields.values(),
        schema.mutation_type.fields["redeemHandoff"],
        schema.subscription_type.fields["accountEvents"],
    ]
    return {code for field in fields for code in codes_of(field)}


def test_every_code_that_a_partner_can_meet_is_in_the_table_once() -> None:
    table = _table()

    assert sorted(table) == sorted(_met())


def test_every_scope_is_in_the_table() -> None:
    shown = re.findall(r"^\| `([a-z:]+)` \| `([A-Z_]+)` \|", PAPER, re.MULTILINE)

    assert shown == [(scope.value, scope.name) for scope in Scope]


def test_the_numbers_are_those_of_the_code() -> None:
    limits = Limits()

    for number in (
        f"{limits.characters:,} characters",
        f"{limits.tokens:,} tokens",
        f"{limits.depth} levels",
        f"{limits.aliases} aliases",
        f"{limits.query_fields} fields at its root",
        f"a cost of at most {limits.cost:,}",
        f"{limits.operations} operations",
        f"a page at most {LONGEST_PAGE} entries",
        f"within {PARTNER_HANDOFF_LIFE.seconds} seconds",
        f"at most {int(PARTNER_TOKEN_OVERLAP_LONGEST.total_seconds()) // 3600} hours",
    ):
        assert number in PAPER, number


def test_the_form_of_a_token_is_as_documented() -> None:
    [pattern] = re.findall(r"^    (\\bgpz_.*)$", PAPER, re.MULTILINE)
    [(body, last)] = re.findall(r"`(gpz_\w+)` is `(\w{6})`", PAPER)

    assert re.fullmatch(pattern, token.made())
    assert token.checksum(body) == last
    assert re.fullmatch(pattern, body + last)


@pytest.mark.parametrize("link", re.findall(r"\]\(((?!http|#)[^)]+)\)", PAPER))
def test_what_is_linked_is_there(link: str) -> None:
    assert (ROOT / link).exists()


def test_a_link_to_a_package_names_its_owner() -> None:
    linked = {name.rpartition("/")[2]: name for name in REPOSITORY.findall(PAPER)}
    installed = ROOT / "tests/node/node_modules"

    owned = {
        package: REPOSITORY.search(json.dumps(json.loads(file.read_text("utf-8"))["repository"]))
        for package in linked
        if (file := installed / package / "package.json").is_file()
    }

    assert {"graphql-sse"} <= owned.keys()
    assert {package: found[1] for package, found in owned.items() if found} == {
        package: linked[package] for package in owned
    }
