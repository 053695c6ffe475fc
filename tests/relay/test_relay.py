"""Tests with Relay: its compiler takes every list and node, its runtime pages and refetches."""

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path

from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type
from graphql import is_leaf_type as is_leaf

from schema.print_schema import printed
from tests.support.contract import contract
from tests.support.people.partners import Clara, served
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import two_holders
from tests.support.servers.node_run import HERE, needs_node
from web.http.graphql.stream import Streams

pytestmark = needs_node
SCHEMA = contract()
CONFIG = {
    "src": "./src",
    "schema": "./schema.graphql",
    "language": "javascript",
    "customScalarTypes": {"Cursor": "string"},
}


def _leaves(kind: object) -> str:
    assert isinstance(kind, GraphQLObjectType)
    return " ".join(name for name, its in kind.fields.items() if is_leaf(get_named_type(its.type)))


def _objects() -> Iterator[GraphQLObjectType]:
    roots = (SCHEMA.mutation_type, SCHEMA.subscription_type)
    for kind in SCHEMA.type_map.values():
        hidden = kind.name.startswith("__") or kind in roots
        if isinstance(kind, GraphQLObjectType) and not hidden:
            yield kind


def _is_node(kind: GraphQLObjectType) -> bool:
    node = SCHEMA.get_type("Node")
    assert isinstance(node, GraphQLInterfaceType)
    return node in kind.interfaces


def fragments() -> Iterator[str]:
    """Write a refetchable fragment on every node, and a connection on every list, both ways."""
    for kind in _objects():
        if _is_node(kind):
            name = f"gen{kind.name}NodeQuery"
            refetched = f'@refetchable(queryName: "{name}")'
            yield f"fragment gen_{kind.name}Node on {kind.name} {refetched} {{ {_leaves(kind)} }}"
        for field, its in kind.fields.items():
            if get_named_type(its.type).name.endswith("Connection"):
                yield _pages(kind, field, "first", "after")
                if "last" in its.args:
                    yield _pages(kind, field, "last", "before")


def _pages(kind: GraphQLObjectType, field: str, size: str, cursor: str) -> str:
    name = f"{kind.name}{field[0].upper()}{field[1:]}" + ("" if size == "first" else "Back")
    taken = f'{size}: {{type: "Int", defaultValue: 10}}, {cursor}: {{type: "Cursor"}}'
    refetched = f'@refetchable(queryName: "gen{name}Query")' if _is_node(kind) else ""
    return (
        f"fragment gen_{name} on {kind.name} @argumentDefinitions({taken}) {refetched} {{ "
        f"{field}({size}: ${size}, {cursor}: ${cursor}) "
        f'@connection(key: "gen_{name}_{field}") {{ edges {{ node {{ __typename }} }} }} }}'
    )


async def compiled(folder: Path) -> Path:
    """Compile all fragments, and return the folder of what was made."""
    (folder / "src").mkdir()
    text = "\n".join(f"graphql`{fragment}`;" for fragment in fragments())
    (folder / "src/gen.js").write_text(text, encoding="utf-8")
    (folder / "schema.graphql").write_text(printed(), encoding="utf-8")
    (folder / "relay.config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    await _ran(str(HERE / "node_modules/.bin/relay-compiler"), cwd=folder)
    return folder / "src/__generated__"


async def _ran(*command: str, cwd: Path) -> list[object]:
    """Run a command, which must succeed, and return the JSON lines that it prints."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={"PATH": os.environ["PATH"]},
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    return [json.loads(line) for line in said.decode().splitlines() if line.startswith("{")]


async def test_relay_compiles_every_list_and_every_node(tmp_path: Path) -> None:
    async with asyncio.timeout(60):
        made = await compiled(tmp_path)

    nodes = {kind.name for kind in _objects() if _is_node(kind)}
    names = {file.name.partition(".")[0] for file in made.iterdir()}
    assert len(nodes) > 12
    assert {f"gen{name}NodeQuery" for name in nodes} <= names
    assert {"gen_StaffReviewQueue", "gen_PartnerAccessAccounts", "gen_StaffJournalBack"} <= names


async def test_relays_runtime_refetches_a_node_and_pages_a_list(
    portal: TestPortal, tmp_path: Path
) -> None:
    await two_holders(portal)
    clara = await Clara.at(portal)

    async with asyncio.timeout(90), served(portal, Streams()) as server:
        made = await compiled(tmp_path)
        script = ("node", str(HERE / "relay.mjs"))
        said = await _ran(*script, server.url, clara.token, str(made), cwd=tmp_path)

    assert said == [
        {"controlNumber": "A0000006", "status": "ACTIVE"},
        {"edges": 1, "more": True},
        {"edges": 2, "more": False},
    ]
