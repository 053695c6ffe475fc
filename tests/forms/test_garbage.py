"""Whatever is typed, wherever: it is a mistake of the asker's, with a code, and never our fault."""

import asyncio
import json
import logging
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    ast_from_value,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    print_ast,
)
from strawberry.relay import to_base64

from tests.rights.deeds import GIVEN
from tests.rights.doors import SCHEMA, root
from tests.rights.walk import first_frame, of_stream, said
from tests.rights.world import World, world
from tests.support.people.partners import served
from tests.support.portal import TestPortal
from tests.support.run.nightly import NIGHTLY
from tests.support.run.patience import PATIENCE
from web.http.graphql.stream import Streams

LONG = "A" * 60_000
TEXTS = ("", " ", "\0", "A\0B", LONG, "A00000067", "\ud800", "\u202e", "٣", "' --")
# Of what can be typed in a place, one in so many is tried.
EVERY = 1 if NIGHTLY else 3
NOWHERE = "00000000-0000-4000-8000-000000000000"
VALUES: Mapping[str, tuple[object, ...]] = {
    "String": (*TEXTS, 5),
    "ID": (
        *TEXTS,
        5,
        "=",
        *(to_base64(kind, NOWHERE) for kind in ("Account", "Certificate", "Service", "Refused")),
        *(to_base64(kind, NOWHERE) for kind in ("UserError", "Status", "Nothing", "Query")),
        *(to_base64("Application", key) for key in ("", "\0", "5", LONG[:40_000])),
    ),
    "Base64": (*TEXTS, 5, "AAAA", "=", "MA=="),
    "Cursor": (*TEXTS, 5, "1.1", f"{'0' * 16}.-1", f"{'0' * 16}.{10**30}", f"{'0' * 16}.٣"),
    "UUID": (*TEXTS, 5, NOWHERE),
    "DateTime": (
        *TEXTS,
        5,
        *("2026-01-01", "9999-12-31T23:59:59.999999-14:00", "0001-01-01T00:00:00+14:00"),
    ),
    "Date": (*TEXTS, 5, "2026-02-30", "0000-01-01", "99999-01-01", "2026-01-01T00:00:00Z"),
    "Int": (2**31 - 1, -(2**31), 2**31, 0, -1, 1.5, "x"),
    "Boolean": ("x", 5),
}
# Where a field that takes something stands, and who may ask it: the rest of the way to its type.
WAYS: Mapping[str, tuple[str, str]] = {
    "Query": ("{ %s }", "M"),
    "PartnerAccess": ("{ partner { %s } }", "C"),
    "Account": ("{ viewer { account { %s } } }", "A"),
    "Viewer": ("{ viewer { %s } }", "A"),
    "Staff": ("{ staff { %s } }", "M"),
    "ReviewCase": ("{ staff { reviewQueue { edges { node { %s } } } } }", "M"),
    "Partner": ("{ staff { partners(first: 1) { edges { node { %s } } } } }", "M"),
}


# Who carries a mutation out where no holder and no administrator can.
DOERS: Mapping[str, str] = {
    "redeemHandoff": "C",
    "bindFirstCard": "E",
    # Of somebody who has begun something.
    "createTransferCode": "D",
}
# What ends a token, a session or an account when it happens to succeed, in the order in which it
# leaves as many as possible to ask the next; everything else comes before.
LAST = (
    *(
        "rotatePartnerToken",
        "renewClientSecret",
        "removeRelyingParty",
        "revokePartner",
        "endSession",
        "leaveAccount",
    ),
    *("suspendAccount", "restoreAccount", "closeAccount", "signOut"),
)
# What is said before anything typed is looked at.
AT_THE_DOOR = {
    *("SIGN_IN_NEEDED", "SESSION_MISSING", "NOT_ALLOWED", "CARD_PROOF_NEEDED", "TOKEN_REFUSED"),
    *("BODY_NOT_JSON", "BAD_USER_INPUT"),
}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Be one argument, or one field of an input: where it stands and what it takes."""

    path: tuple[str, ...]
    kind: GraphQLInputType

    @property
    def values(self) -> tuple[object, ...]:
        """List what is put there."""
        inner = get_named_type(self.kind)
        values = ("NOPE", "", 5) if isinstance(inner, GraphQLEnumType) else VALUES[inner.name]
        if _is_list(self.kind):
            return (*([value] for value in values), [], [values[0]] * 2000)
        return (*values, None, {}, [])

    @property
    def tried(self) -> tuple[object, ...]:
        """List what is put there in this run."""
        return self.values[zlib.crc32("/".join(self.path).encode()) % EVERY :: EVERY]

    def put(self, given: Mapping[str, object], value: object) -> dict[str, object]:
        """Put a value in its place."""
        first, *rest = self.path
        if not rest:
            return {**given, first: value}
        within = given.get(first)
        inner = within if isinstance(within, dict) else {}
        return {**given, first: Place(path=tuple(rest), kind=self.kind).put(inner, value)}


# It alone refuses what is longer than its column; what is before the database is the same.
ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


def _is_list(kind: object) -> bool:
    return isinstance(kind.of_type if isinstance(kind, GraphQLNonNull) else kind, GraphQLList)


def places(taken: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[Place]:
    """List every leaf of arguments, or of an input's fields."""
    for name, argument in taken.items():
        inner = get_named_type(argument.type)
        if isinstance(inner, GraphQLInputObjectType) and not _is_list(argument.type):
            yield from places(inner.fields, (*path, name))
        elif is_leaf_type(inner):
            yield Place(path=(*path, name), kind=argument.type)
        else:
            for place in places(inner.fields, ()):
                yield Place(path=(*path, name), kind=GraphQLList(place.kind))


def asking() -> Iterator[tuple[str, str]]:
    """List every field that takes something, beside mutations and subscriptions."""
    for name, kind in SCHEMA.type_map.items():
        if isinstance(kind, GraphQLObjectType) and not name.startswith("__"):
            if kind in (SCHEMA.mutation_type, SCHEMA.subscription_type):
                continue
            yield from ((name, field) for field, made in kind.fields.items() if made.args)


def declared(name: str, taken: GraphQLArgument) -> str:
    """Declare a variable for an argument, with its default."""
    default = ast_from_value(taken.default_value, taken.type)
    return f"${name}: {taken.type}" + (f" = {print_ast(default)}" if default else "")


@pytest.fixture
async def people(portal: TestPortal) -> World:
    """Build the world, with everybody's proof fresh."""
    made = await world(portal)
    portal.clock.forward(-timedelta(minutes=5))
    return made


class Faults(set[str]):
    """What was not answered as a mistake of the asker's."""

    def judge(self, answer: httpx.Response | str, *what: object) -> None:
        """Take note of an answer that blames the service, or has no code."""
        text = answer if isinstance(answer, str) else answer.text
        errors = json.loads(text).get("errors", [])
        codes = {error.get("extensions", {}).get("code") for error in errors}
        if codes & {None, "INTERNAL_SERVER_ERROR"}:
            self.add(" ".join(str(part)[:80] for part in (*what, errors[0])))


def _body(asked: object) -> Any:
    """Write a body in ASCII, which has lone surrogates too."""
    return {"content": json.dumps(asked), "headers": {"content-type": "application/json"}}


def short(value: object) -> str:
    return repr(value)[:80]


def test_every_field_that_takes_something_has_a_way_to_it() -> None:
    assert {name for name, _ in asking()} == set(WAYS)
    assert {get_named_type(place.kind).name for place in _all_places()} >= set(VALUES)


def _all_places() -> Iterator[Place]:
    for name in ("Mutation", "Subscription", *WAYS):
        kind = SCHEMA.type_map[name]
        assert isinstance(kind, GraphQLObjectType)
        for field in kind.fields.values():
            yield from places(field.args)


@pytest.mark.timeout(300)
@ON_POSTGRES
async def test_a_mutation_refuses_whatever_is_typed(
    people: World, caplog: pytest.LogCaptureFixture
) -> None:
    tried, faults = 0, Faults()
    heard: dict[str, set[str]] = defaultdict(set)
    for name in (*(name for name in root("Mutation").fields if name not in LAST), *LAST):
        field = root("Mutation").fields[name]
        taken = get_named_type(field.args["input"].type)
        assert isinstance(taken, GraphQLInputObjectType)
        query = (
            f"mutation($input: {taken.name}!) {{ {name}(input: $input) "
            "{ __typename ... on UserError { code title message } } }"
        )
        given = {key: _filled(people, value) for key, value in GIVEN[name].items()}
        for place in places(taken.fields):
            for value in place.tried:
                asked = {"query": query, "variables": {"input": place.put(given, value)}}
                for letter in DOERS.get(name, "AM"):
                    answer = await people.askers[letter].post("/graphql", **_body(asked))
                    faults.judge(answer, letter, name, place.path, short(value))
                    heard[name].add(said(answer.json(), name))
                    tried += 1

    assert tried > 1500 / EVERY
    assert not faults, "\n".join(sorted(faults))
    assert {name for name, codes in heard.items() if codes <= AT_THE_DOOR} == set()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def _filled(world: World, value: object) -> object:
    return world.things.get(value.strip("{}"), value) if isinstance(value, str) else value


@ON_POSTGRES
async def test_a_query_refuses_whatever_is_typed(
    people: World, caplog: pytest.LogCaptureFixture
) -> None:
    tried, faults = 0, Faults()
    for kind, name in asking():
        made = SCHEMA.type_map[kind]
        assert isinstance(made, GraphQLObjectType)
        field = made.fields[name]
        way, letter = WAYS[kind]
        shown = "" if is_leaf_type(get_named_type(field.type)) else "{ __typename }"
        variables = ", ".join(declared(arg, taken) for arg, taken in field.args.items())
        passed = ", ".join(f"{arg}: ${arg}" for arg in field.args)
        query = f"query({variables}) " + way % f"{name}({passed}) {shown}"
        needed = {"ID": people.things["application"], "String": "A0000006"}
        given = {
            arg: needed[name]
            for arg, taken in field.args.items()
            if is_required_argument(taken) and (name := str(taken.type).removesuffix("!")) in needed
        }
        for place in places(field.args):
            for value in place.tried:
                asked = {"query": query, "variables": place.put(given, value)}
                answer = await people.askers[letter].post("/graphql", **_body(asked))
                faults.judge(answer, letter, kind, name, place.path, short(value))
                tried += 1
                if len(place.path) == 1 and value != "\ud800" and len(field.args) == 1:
                    literal = json.dumps(value, ensure_ascii=False) if value != {} else "{}"
                    text = way % f"{name}({place.path[0]}: {literal}) {shown}"
                    answer = await people.askers[letter].post("/graphql", **_body({"query": text}))
                    faults.judge(answer, letter, kind, name, "literal", short(value))

    assert tried > 300 / EVERY
    assert not faults, "\n".join(sorted(faults))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_a_subscription_refuses_whatever_is_typed(
    people: World, caplog: pytest.LogCaptureFixture
) -> None:
    tried, faults = 0, Faults()
    async with (
        served(people.portal, Streams()) as server,
        httpx.AsyncClient(timeout=PATIENCE) as client,
    ):
        for name, field in root("Subscription").fields.items():
            variables = ", ".join(declared(arg, taken) for arg, taken in field.args.items())
            passed = ", ".join(f"{arg}: ${arg}" for arg in field.args)
            query = f"subscription({variables}) {{ {name}({passed}) {{ __typename }} }}"
            given = {"id": people.things["data_change"]} if "id" in field.args else {}
            letter = {"accountEvents": "C", "reviewQueueChanged": "M"}.get(name, "A")
            for place in places(field.args):
                for value in place.tried:
                    # Without a cursor an accepted stream of events begins with a message too.
                    asked = {"query": query, "variables": place.put(given, value)}
                    headers = of_stream(people.askers[letter])
                    async with asyncio.timeout(10):
                        data = await first_frame(client, server.url, asked, headers)
                    faults.judge(data, letter, name, place.path, short(value))
                    tried += 1

    assert tried > 80 / EVERY
    assert not faults, "\n".join(sorted(faults))
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
