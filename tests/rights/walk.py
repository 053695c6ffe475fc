"""Asks every field as everybody, and records what each was shown."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import httpx

from schema.root import gate
from tests.rights.doors import (
    NO_DOOR,
    Door,
    bundles,
    data_types,
    deep,
    doors,
    members,
    root,
    shown,
    ways,
)
from tests.rights.refusals import written
from tests.rights.world import World
from tests.support.people.partners import served
from tests.support.run.patience import PATIENCE
from tests.support.streams.sse import frames
from web.http.graphql.stream import Streams

ALICE = "A"
ANY = 1_000_000
# What a refused query says; anything else is a fault of ours.
REFUSALS = {"SIGN_IN_NEEDED", "NOT_ALLOWED", "ACCOUNT_NOT_FOUND", "SCOPE_MISSING"}


@contextmanager
def whatever_it_costs() -> Iterator[None]:
    """Let the gate admit documents of any cost at once, since a walk asks for all fields."""
    limits, turns = gate.limits, gate.turns
    small = turns.small
    gate.limits, turns.small = replace(limits, cost=ANY), ANY
    try:
        yield
    finally:
        gate.limits, turns.small = limits, small


class Walk:
    """What was seen: rows of fields, rows of root fields, and leaked words."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.values: dict[str, set[str]] = defaultdict(set)
        self.nulls: dict[str, set[str]] = defaultdict(set)
        self.outcomes: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.foreign = {door.type for door in doors() if not door.own}
        self.leaks: dict[str, set[str]] = {what: set() for what in world.marks}

    @classmethod
    async def of(cls, world: World) -> "Walk":
        walk = cls(world)
        with whatever_it_costs():
            for letter in world.askers:
                for together in bundles():
                    await walk.go(letter, together)
                await walk.look(letter)
        await walk.watch()
        return walk

    async def go(self, letter: str, together: list[Door]) -> None:
        """Query all fields behind some doors; one by one when a refusal took others with it."""
        asked = [(door, list(data_types()[door.type].fields)) for door in together]
        body = await self.ask(letter, [_question(door, fields) for door, fields in asked])
        if all(_stands(body["data"], error["path"]) for error in body.get("errors", ())):
            for door, fields in asked:
                self.note(letter, door, body, fields=fields)
            return
        for door, fields in asked:
            for name in fields:
                body = await self.ask(letter, [_question(door, [name])])
                self.note(letter, door, body, fields=[name])

    def note(self, letter: str, door: Door, body: Mapping[str, Any], *, fields: list[str]) -> None:
        """Record which fields had a value, and which were null in a record that was shown."""
        counts = letter == ALICE or not door.own or door.type not in self.foreign
        for thing in _at(body.get("data"), door.path):
            if thing.get("__typename") == door.type and counts:
                for name in fields:
                    self.write(f"{door.type}.{name}", letter, thing.get(name))

    def write(self, row: str, letter: str, value: object) -> None:
        (self.nulls if value is None or value == [] else self.values)[row].add(letter)

    async def look(self, letter: str) -> None:
        """Query each field of Query in each way."""
        for name in root("Query").fields:
            for way, asked in ways("Query", name).items():
                body = await self.ask(letter, [f"{asked} {{ __typename }}"])
                self.tell(f"Query.{name}", way, letter, said(body, name))

    def tell(self, row: str, way: str, letter: str, word: str) -> None:
        """Record the outcome of a root field."""
        self.outcomes[f"{row} {way}".strip()][word].add(letter)

    async def ask(self, letter: str, asked: list[str]) -> dict[str, Any]:
        """Query, and record leaked words."""
        text = self.filled(f"{{ {' '.join(asked)} }}")
        answer = await self.world.askers[letter].post("/graphql", json={"query": text})
        body: dict[str, Any] = answer.json()
        codes = {error.get("extensions", {}).get("code") for error in body.get("errors", [])}
        assert codes <= REFUSALS, (letter, text, body["errors"])
        self.listen(letter, answer.text)
        return body

    def filled(self, document: str) -> str:
        """Replace names by the world's ids."""
        for name, value in self.world.things.items():
            document = document.replace(f"{{{name}}}", value)
        return document

    def listen(self, letter: str, text: str) -> None:
        """Record which marks an answer has."""
        for what, words in self.world.marks.items():
            if any(word in text or json.dumps(word)[1:-1] in text for word in words):
                self.leaks[what].add(letter)

    async def watch(self) -> None:
        """Subscribe to everything as everybody, until the first event."""
        streams = Streams()
        async with (
            served(self.world.portal, streams) as server,
            httpx.AsyncClient(timeout=PATIENCE) as client,
        ):
            for letter, asker in self.world.askers.items():
                headers = of_stream(asker)
                for name in root("Subscription").fields:
                    for way, asked in ways("Subscription", name).items():
                        text = self.filled(_everything(name, asked))
                        async with asyncio.timeout(10):
                            data = await first_frame(client, server.url, {"query": text}, headers)
                        self.listen(letter, data)
                        self.pushed(letter, name, way, json.loads(data))

    def pushed(self, letter: str, name: str, way: str, body: Mapping[str, Any]) -> None:
        """Record what was pushed first."""
        self.tell(f"Subscription.{name}", way, letter, said(body, name))
        thing = (body.get("data") or {}).get(name) or {}
        kind = data_types().get(thing.get("__typename", ""))
        if kind is not None:
            for field in kind.fields:
                self.write(f"{kind.name}.{field}", letter, thing.get(field))

    def fields(self) -> dict[str, str]:
        """Return a row of each field: capitals were shown a value, small letters null."""
        rows = {}
        for name, kind in data_types().items():
            for field in kind.fields if name not in NO_DOOR else ():
                row = f"{name}.{field}"
                only_null = {letter.lower() for letter in self.nulls[row] - self.values[row]}
                rows[row] = "".join(sorted(self.values[row]) + sorted(only_null))
        return rows

    def words(self) -> dict[str, str]:
        """Return a row of each mark: who saw it."""
        return {what: "".join(sorted(letters)) for what, letters in self.leaks.items()}

    def roots(self) -> dict[str, str]:
        """Return a row of each root field: its outcome, and for whom."""
        return {row: written(outcome) for row, outcome in self.outcomes.items()}


def _question(door: Door, fields: list[str]) -> str:
    return door.document.replace("%s", " ".join(shown(door.type, name) for name in fields))


def said(body: Mapping[str, Any], name: str) -> str:
    """Return the outcome of a root field in a word: shown, nothing, or a code."""
    for error in body.get("errors", ()):
        # What is refused below the field says nothing of the field itself.
        if len(error.get("path") or ()) < 2:
            return str(error["extensions"]["code"])
    found = body["data"][name]
    if isinstance(found, dict) and found.get("__typename") == "Update":
        # What it says of its one subject.
        found = found["applicationStatus"] or found["accountChanged"]
    if isinstance(found, dict) and "code" in found:
        return str(found["code"])
    return "shown" if found else "nothing"


def _at(found: object, path: tuple[str, ...]) -> list[dict[str, Any]]:
    """Return the records at the end of a path, through lists."""
    if isinstance(found, list):
        return [thing for one in found for thing in _at(one, path)]
    if not isinstance(found, dict):
        return []
    return _at(found.get(path[0]), path[1:]) if path else [found]


def _stands(data: Any, path: list[str | int]) -> bool:
    """Return whether an answer has the place that an error is about, so that only it is null."""
    *parents, _ = path
    for key in parents:
        data = data and data[key]
    return data is not None


def of_stream(asker: httpx.AsyncClient) -> dict[str, str]:
    """Return the headers that identify somebody at a stream."""
    kept = ("authorization", "sec-fetch-site")
    headers = {name: value for name, value in asker.headers.items() if name in kept}
    cookies = "; ".join(f"{name}={value}" for name, value in asker.cookies.items())
    return headers | {"accept": "text/event-stream"} | ({"cookie": cookies} if cookies else {})


def _everything(name: str, asked: str) -> str:
    """Build a subscription that selects all that it may push."""
    kinds = members(root("Subscription").fields[name])
    inside = " ".join(f"... on {kind.name} {{ {deep(kind.name, levels=2)} }}" for kind in kinds)
    return f"subscription {{ {asked} {{ __typename ... on UserError {{ code }} {inside} }} }}"


async def first_frame(
    client: httpx.AsyncClient, url: str, asked: Mapping[str, object], headers: Mapping[str, str]
) -> str:
    """Open a stream and return its first event."""
    headers = {**headers, "content-type": "application/json"}
    body = json.dumps(asked)
    async with client.stream("POST", url, content=body, headers=headers) as answer:
        if answer.status_code != 200:
            return (await answer.aread()).decode()
        async for frame in frames(answer):
            if frame.event == "next":
                return frame.data
    return '{"data": {}}'
