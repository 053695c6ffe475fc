"""Tests of registered documents: what sessions run, and who may send others."""

import json
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from graphql import parse, validate

from models.settings.operations import FreeForm
from schema.gate.gate import Gate
from schema.publish import keep_documents
from schema.registered.documents import SMALL_CHARACTERS, Registered, id_of
from schema.root import gate, schema
from tests.support.people.partners import Clara
from tests.support.people.people import Person
from tests.support.people.staff import ada
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from web.http.app import Portal, make_app
from web.http.graphql.stream import Streams

INTROSPECTION = "{ __schema { queryType { name } } }"
FREE_FORM = (
    f"{{ {' '.join(f'a{number}: service {{ name }}' for number in range(8))} }}",
    f"{{ service {{ name }} }} # {'-' * SMALL_CHARACTERS}",
    INTROSPECTION,
    '{ __type(name: "Account") { name } }',
)
SESSION = next(text for text in gate.registered.texts.values() if text.startswith("query Session"))


def closed(portal: TestPortal) -> None:
    """Let only partners and staff send free-form documents, as in production."""
    operation = replace(portal.settings.operation, documents=FreeForm.TRUSTED)
    settings = replace(portal.settings, operation=operation)
    portal.services = replace(portal.services, settings=settings)
    portal.app = make_app(Portal(services=portal.services, streams=Streams()))


async def codes(browser: httpx.AsyncClient, **body: object) -> list[str]:
    answer = (await browser.post("/graphql", json=body)).json()
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


def test_every_registered_document_is_valid_and_cheap_enough() -> None:
    fresh = Gate()
    for text in gate.registered.texts.values():
        assert validate(schema._schema, parse(text)) == []
        assert fresh.admit(text, schema=schema._schema, suggestions=False).errors == ()
    assert len(gate.registered.texts) > 30


def test_a_document_under_another_id_than_its_own_is_not_registered(tmp_path: Path) -> None:
    (tmp_path / "previous.json").write_text(json.dumps({id_of("{ a }"): "{ b }"}))

    with pytest.raises(ValueError, match="under another id"):
        Registered.load(tmp_path)


def test_the_documents_of_three_releases_are_known(tmp_path: Path) -> None:
    for number, name in enumerate(("current", "previous", "before-previous")):
        text = f"{{ a{number} }}"
        (tmp_path / f"{name}.json").write_text(json.dumps({id_of(text): text}))

    assert set(Registered.load(tmp_path).texts.values()) == {"{ a0 }", "{ a1 }", "{ a2 }"}


def test_a_release_keeps_the_documents_of_two_before(tmp_path: Path) -> None:
    for number in range(4):
        text = f"{{ a{number} }}"
        (tmp_path / "current.json").write_text(json.dumps({id_of(text): text}))
        if number < 3:
            keep_documents(tmp_path)

    assert set(Registered.load(tmp_path).texts.values()) == {"{ a1 }", "{ a2 }", "{ a3 }"}


@pytest.mark.parametrize("text", FREE_FORM, ids=["cost", "length", "schema", "type"])
async def test_who_has_no_token_and_is_no_staff_sends_small_documents_only(
    portal: TestPortal, text: str
) -> None:
    alice = await holder(portal)
    admin = await ada(portal)
    clara = await Clara.at(portal)
    closed(portal)
    nobody = portal.browser()
    alice.browser._transport = admin.browser._transport = nobody._transport

    # Staff come first: that a document is known lets nobody else run it.
    assert await codes(admin.browser, query=text) == []
    nobody.headers.update(clara.headers)
    assert await codes(nobody, query=text) == []
    del nobody.headers["authorization"]
    for asker in (alice.browser, nobody):
        assert await codes(asker, query=text) == ["DOCUMENT_NOT_REGISTERED"]
        assert await codes(asker, query="{ __typename }") == []
        assert await codes(asker, query="{ service { name } }") == []


async def test_everybody_runs_what_is_registered_by_its_id_or_its_text(portal: TestPortal) -> None:
    closed(portal)
    nobody = Person.at(portal).browser

    assert len(SESSION) > SMALL_CHARACTERS
    assert await codes(nobody, documentId=id_of(SESSION)) == []
    assert await codes(nobody, query=SESSION) == []


async def test_an_id_that_is_not_known_is_said_to_be_so(portal: TestPortal) -> None:
    nobody = Person.at(portal).browser

    answer = await nobody.post("/graphql", json={"documentId": id_of("{ unknown }")})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "DOCUMENT_UNKNOWN"


@pytest.mark.parametrize(
    "body",
    [{"documentId": 1}, {"documentId": id_of(SESSION), "query": SESSION}],
    ids=["a number", "both"],
)
async def test_an_id_is_a_string_and_takes_the_place_of_the_text(
    portal: TestPortal, body: dict[str, object]
) -> None:
    assert await codes(Person.at(portal).browser, **body) == ["BAD_REQUEST"]
