"""Tests of every text that the schema takes: it is read by its declared kind."""

import json
from collections.abc import Iterable
from datetime import timedelta
from itertools import islice
from typing import Any

import httpx
import pytest
from strawberry.relay import to_base64

from models.application.application import Application
from models.application.transitions import Status
from models.forms import kinds
from models.forms.text_kind import TextKind, Unfit
from tests.forms import doors
from tests.rights.world import World, world
from tests.support.portal import TestPortal
from tests.support.run.nightly import NIGHTLY

AWKWARD = {
    "nothing": "",
    "white space": " \t\u3000\u00a0 ",
    "NUL": "甲\x00乙",
    "NUL alone": "\x00",
    "a mark of direction": "甲\u202e乙",
    "a zero-width joiner": "甲\u200d乙",
    "a noncharacter": "甲\ufffe乙",
    "60,000 letters": "a" * 60_000,
    "20,000 combining marks": "e" + "\u0301\u0323" * 10_000,
    "two lines": "甲\r\n乙",
    "a tab": "甲\t乙",
    "full-width spaces": "\u3000甲\u3000乙\u3000",
    "a no-break space": "甲\u00a0乙",
    "an emoji": "甲🚚乙",
    "a decomposed letter": "e\u0301",
    "a rare ideograph": "\U0003134a",
    "nine letters": "A00000067",
    "markup": "<script>alert(1)</script>",
}
# Of the awkward texts, one in so many is typed at each place by day, and at the next place others.
EVERY = 1 if NIGHTLY else 3
SURROGATE = "甲\ud800乙"
TYPED = [
    (mutation, path, kind)
    for mutation, its in doors.MUTATIONS.items()
    for path, kind in its.texts.items()
]


# It alone refuses what is longer than its column; what is before the database is the same.
ON_POSTGRES = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


@pytest.fixture
async def people(portal: TestPortal) -> World:
    """Everybody, with Alice's and Ada's proofs as fresh as their acts want them."""
    everybody = await world(portal)
    portal.clock.forward(-timedelta(minutes=11))
    return everybody


def test_every_text_of_the_schema_has_a_declared_kind() -> None:
    assert sorted(doors.declared()) == sorted(set(doors.coordinates()))


@ON_POSTGRES
async def test_the_verdict_on_what_is_stored_is_that_of_its_kind(people: World) -> None:
    draft = await Application.get(status=Status.DRAFT)
    wrong = []

    for place, (mutation, path, kind) in enumerate(TYPED):
        for what, text in _tried(place):
            found = await _verdict(people, mutation, path, text, draft=draft)
            expected = _expected(mutation, path, kind, text)
            if found != expected:
                wrong.append((mutation, path, what, found, expected))

    assert not wrong


def test_every_awkward_text_is_typed_at_some_places_by_day() -> None:
    typed = [what for place in range(len(TYPED)) for what, _ in _tried(place)]

    assert set(typed) == AWKWARD.keys()
    assert len(typed) >= len(TYPED) * len(AWKWARD) // EVERY


def _tried(place: int) -> Iterable[tuple[str, str]]:
    return islice(AWKWARD.items(), place % EVERY, None, EVERY)


@ON_POSTGRES
async def test_what_can_name_nothing_is_not_found(people: World) -> None:
    wrong = []

    for place, (letter, name, code) in doors.NAMES.items():
        mutation = place.partition(".")[0]
        for what, text in AWKWARD.items():
            taken = _filled(people, doors.given(mutation)) | {name: text}
            if mutation == "amendApplication":
                continue  # Its token is read after its facts, and only for a rejected application.
            taken.pop("applicationId", None)
            body = await _post(people.askers[letter], doors.document(mutation), {"input": taken})
            if _codes(body) != {code}:
                wrong.append((place, what, body))
    for place, (letter, asked, kind, code) in doors.QUERIES.items():
        for what, text in AWKWARD.items():
            body = await _post(
                people.askers[letter], _query(asked, "$text: String!"), {"text": text}
            )
            # An empty thing of a filter was left out.
            left_out = code == doors.FILTER and not text.strip()
            fits = kind.name_of(text) is not None or left_out
            codes = _codes(body)
            if "INTERNAL_SERVER_ERROR" in codes or (code not in codes and not fits):
                wrong.append((place, what, body))
            if code == doors.FILTER and fits and codes:
                wrong.append((place, what, body))

    assert not wrong


async def test_a_text_that_the_page_did_not_show_is_refused(people: World) -> None:
    draft = await Application.get(status=Status.DRAFT)
    wrong = []

    for place, (letter, code) in doors.SHOWN.items():
        mutation, _, name = place.partition(".")
        for what, text in AWKWARD.items():
            taken = _filled(people, doors.given(mutation)) | {name: text}
            for own in {"subject", "applicationId"} & taken.keys():
                taken[own] = to_base64("Application", draft.id)
            body = await _post(people.askers[letter], doors.document(mutation), {"input": taken})
            found = (body.get("data") or {}).get(mutation, body)
            if (found.get("code"), found.get("path")) != (code, [name]):
                wrong.append((place, what, body))

    assert not wrong


async def test_a_cursor_that_was_not_handed_out_is_refused(people: World) -> None:
    wrong = []

    for place, (letter, asked) in doors.CURSORS.items():
        query = _query(asked, "$cursor: Cursor!")
        for what, text in AWKWARD.items():
            body = await _post(people.askers[letter], query, {"cursor": text})
            if not _codes(body) & {"BAD_USER_INPUT", "CURSOR_UNKNOWN"}:
                wrong.append((place, what, body))

    assert not wrong


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
async def test_a_moment_beyond_the_calendar_is_the_askers_mistake(
    portal: TestPortal, moment: str
) -> None:
    query = "query($from: DateTime!) { staff { journal(filter: {from: $from}) { __typename } } }"

    body = await _post(portal.browser(), query, {"from": moment})

    assert _codes(body) == {"BAD_USER_INPUT"}


async def test_a_lone_surrogate_is_refused_at_the_edge_at_every_door(people: World) -> None:
    wrong = []

    for mutation, path, _ in TYPED:
        taken = _filled(people, doors.given(mutation))
        _put(taken, path, SURROGATE)
        body = await _post(
            people.askers[doors.MUTATIONS[mutation].by], doors.document(mutation), {"input": taken}
        )
        if _codes(body) != {"BODY_NOT_JSON"}:
            wrong.append((mutation, path, body))

    assert not wrong


async def _verdict(
    people: World, mutation: str, path: str, text: str, *, draft: Application
) -> set[str]:
    """Send the text, and give the codes of what is said about it."""
    taken = _filled(people, doors.given(mutation))
    # Dan's own draft, and an account that is not there: nobody is put out by a text that may stand.
    for name in ("applicationId", "id"):
        if mutation in {"amendApplication", "bindCertificate"} and name in taken:
            taken[name] = to_base64("Application", draft.id)
    if mutation == "bindCertificate":
        # What was amended before has made it another version.
        await draft.refresh_from_db()
        taken["version"] = draft.version
    if mutation in {"suspendAccount", "restoreAccount", "closeAccount"}:
        taken["id"] = to_base64("Account", draft.id)
    _put(taken, path, text)
    asker = people.askers[doors.MUTATIONS[mutation].by]
    body = await _post(asker, doors.document(mutation), {"input": taken})
    assert "errors" not in body, (mutation, path, body)
    problems = body["data"][mutation].get("problems", ())
    return {one["code"] for one in problems if one["path"][-1] == path.rpartition(".")[2]}


def _expected(mutation: str, path: str, kind: TextKind, text: str) -> set[str]:
    try:
        kind.read(text)
    except Unfit as unfit:
        # An optional text that is empty was left out; one that stands in a list was not.
        may_be_empty = not (doors.is_required(mutation, path) or doors.is_list(mutation, path))
        return set() if unfit.code == "REQUIRED" and may_be_empty else {unfit.code}
    # What an address may be depends on the mode as well; none of these is one.
    return {"HANDOFF_URL_SHAPE"} if kind is kinds.URL else set()


async def _post(asker: httpx.AsyncClient, query: str, variables: dict[str, object]) -> Any:
    # A lone surrogate can only be written as an escape; all else is short enough as UTF-8.
    escaped = SURROGATE in json.dumps(variables, ensure_ascii=False)
    content = json.dumps({"query": query, "variables": variables}, ensure_ascii=escaped)
    answer = await asker.post(
        "/graphql", content=content, headers={"content-type": "application/json"}
    )
    return answer.json()


def _query(asked: str, variable: str) -> str:
    opened = asked.count("{") - asked.count("}")
    # A refusal stands in the errors; whether a certificate may act is an answer.
    more = "... on MayNotAct { reason }" if "certificateMayAct" in asked else ""
    return f"query({variable}) {{ {asked} {{ __typename {more} }} {'}' * opened} }}"


def _codes(body: Any) -> set[str]:
    """Give every code of an answer: of its errors, its refusals and its reasons."""
    codes = {str(error["extensions"]["code"]) for error in body.get("errors", ())}
    waiting = [body.get("data")]
    while waiting:
        found = waiting.pop()
        if isinstance(found, dict):
            codes |= {str(found[name]) for name in ("code", "reason") if name in found}
            waiting += found.values()
        elif isinstance(found, list):
            waiting += found
    return codes


def _filled(people: World, taken: dict[str, object]) -> dict[str, object]:
    """Put the world's things in place of their names."""
    filled: dict[str, object] = {}
    for name, value in taken.items():
        if isinstance(value, str) and value.startswith("{"):
            filled[name] = people.things[value.strip("{}")]
        elif isinstance(value, list):
            filled[name] = [people.things.get(str(one).strip("{}"), one) for one in value]
        else:
            filled[name] = dict(value) if isinstance(value, dict) else value
    return filled


def _put(taken: dict[str, object], path: str, text: str) -> None:
    *through, name = path.split(".")
    for step in through:
        inner = taken[step]
        assert isinstance(inner, dict)
        taken = inner
    taken[name] = text
