"""Each saved operation of GraphiQL is run as the role that its title names, and is answered."""

import json
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from strawberry.relay import to_base64

from models.core.rules import RESEND_PAUSE
from models.database.transaction import opened
from models.partner.partner import Partner
from tests.support.paths import ROOT
from tests.support.people.cast import Cast, cast_of
from tests.support.people.people import Person
from tests.support.people.staff import berta
from tests.support.portal import COMPANY, TestPortal
from tests.support.templates import Templates
from web.demo.published.office_calendar import year_csv


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


EXAMPLES = sorted((ROOT / "web/graphiql/examples").glob("*.graphql"))
ADMIN = "(ADMIN)"
# Subscriptions are followed by the browser's tests of GraphiQL.
QUERIES_AND_MUTATIONS = [file for file in EXAMPLES if "\nsubscription" not in _text(file)]
NOTE = "查證"
Given = Mapping[str, object]


def _case(cast: Cast, **more: object) -> Given:
    return {"id": cast.case["application"]["id"], **more}


def _decided(cast: Cast, **more: object) -> Given:
    number = cast.case["application"]["company"]["controlNumber"]
    return _case(cast, version=cast.case["version"], controlNumber=number, **more)


def _awaiting(cast: Cast) -> Given:
    return {
        "accountId": cast.awaiting["account"]["id"],
        "certificateId": cast.awaiting["certificate"]["id"],
    }


# What stands in the variables, beside what the example's own file has.
VARIABLES: Mapping[str, Callable[[Cast], Given]] = {
    "20-case": _case,
    "21-rejection-letter": _case,
    "22-card-number": _case,
    "30-claim": _case,
    "31-release": _case,
    "35-propose-mailbox": lambda cast: _case(
        cast, version=cast.case["version"], email="other@company.example", verifiedHow=NOTE
    ),
    "36-confirm-mailbox": lambda cast: _case(
        cast, version=cast.case["version"], mailboxId=cast.mailbox
    ),
    "40-approve": _decided,
    "41-reject": lambda cast: _decided(cast, note=NOTE),
    "42-review-again": _case,
    "44-settle-dispute": lambda cast: {"id": cast.dispute, "note": NOTE},
    "46-settle-access-request": lambda cast: {"id": cast.access_request, "note": NOTE},
    "48-join-identifier": lambda cast: {"joinId": cast.join, "membershipId": cast.membership},
    "53-end-membership": lambda cast: {"membershipId": cast.membership, "reason": NOTE},
    "55-resend-mail": lambda cast: {"id": cast.fay.application["id"]},
    "74-close-missing-company": lambda _: {
        "id": to_base64("MissingCompany", uuid4()),
        "note": NOTE,
    },
    "57-replace-office-year": lambda _: {"csv": year_csv(2026)},
    "60-application": _case,
    "65-open-account": lambda _: {
        "input": {
            "kind": "VENDOR",
            "name": "測試車機",
            "mailbox": "office@vendor.example",
            "contactName": "測試癸",
            "contactPhone": "02-12345678",
            "reason": NOTE,
            "requestedBy": {
                "sender": "office@vendor.example",
                "sentAt": "2026-03-01T09:30:00+08:00",
                "reference": "測試字第1號",
            },
        }
    },
    "66-create-partner": lambda _: {"name": "測試系統"},
    "67-rotate-partner-token": lambda cast: {"id": cast.clara.global_id},
    "68-revoke-partner": lambda cast: {"id": cast.clara.global_id},
    "70-mailed-link": lambda cast: {"token": cast.token},
    "76-propose-mailbox-correction": lambda cast: {
        "accountId": cast.imported,
        "mailbox": COMPANY.business_email,
        "email": "right@company.example",
        "reason": NOTE,
        "evidence": "測試字第2號",
    },
    "77-confirm-mailbox-correction": lambda cast: {"id": cast.correction},
    "78-end-mailbox-correction": lambda cast: {"id": cast.correction, "note": NOTE},
    "82-suspend-account": lambda cast: {"id": cast.account, "reason": NOTE},
    "83-restore-account": lambda cast: {"id": cast.account, "reason": NOTE},
    "84-close-account": lambda cast: {"id": cast.account, "reason": NOTE},
    "85-create-staff": lambda _: {
        "name": "測試新人",
        "lastFour": "0044",
        "mailbox": "new@agency.example",
        "reason": NOTE,
    },
    "87-confirm-staff-card": _awaiting,
    "88-reject-staff-card": _awaiting,
    "89-invite-staff-again": lambda cast: {
        "accountId": cast.awaiting["account"]["id"],
        "name": "審核丙",
        "lastFour": "0004",
    },
    "93-update-partner": lambda cast: {"id": cast.clara.global_id, "name": "他系統"},
    "97-renew-client-secret": lambda cast: {"partnerId": cast.clara.global_id},
    "98-remove-relying-party": lambda cast: {"partnerId": cast.clara.global_id},
}
# What the cast is not in the state for; the refusal is the example's right answer here.
REFUSED = {
    "31-release": "NOT_CLAIMED",
    "74-close-missing-company": "MISSING_COMPANY_NOT_FOUND",
    "53-end-membership": "MEMBER_CAN_SIGN_IN",
    "83-restore-account": "ACCOUNT_MOVED",
    "97-renew-client-secret": "SECRET_NOT_USED",
    "48-join-identifier": "ACCOUNT_FROZEN",
    "52-members-by-card": "MEMBERSHIP_NOT_FOUND",
    "96-register-relying-party": "INVALID_INPUT",
    "89-invite-staff-again": "MEMBER_HAS_CARD",
}


@pytest.fixture
async def on_sqlite(templates: Templates, tmp_path: Path) -> AsyncIterator[TestPortal]:
    """Open a portal over SQLite alone: each act has tests of its own on both databases."""
    copy = tmp_path / "examples.sqlite3"
    shutil.copy(templates.sqlite, copy)
    url = f"sqlite://{copy}"
    async with opened(url), TestPortal.over(url, state=tmp_path) as portal:
        yield portal


@pytest.mark.parametrize("file", QUERIES_AND_MUTATIONS, ids=lambda file: file.stem)
async def test_an_example_runs_as_the_role_that_it_is_for(
    on_sqlite: TestPortal, file: Path
) -> None:
    portal = on_sqlite
    portal.limits_only_count()
    cast = await cast_of(portal)
    portal.clock.forward(2 * RESEND_PAUSE)
    text = _text(file)
    who: Person = cast.admin if ADMIN in text else await berta(portal)
    await who.prove()
    variables = await _variables(file, cast)

    body = (await who.browser.post("/graphql", json={"query": text, "variables": variables})).json()

    errors = [error["extensions"]["code"] for error in body.get("errors", ())]
    found = _answers(text, body)
    codes = errors or [one["code"] for one in found if isinstance(one, dict) and "code" in one]
    assert codes == ([REFUSED[file.stem]] if file.stem in REFUSED else []), body
    if not codes:
        assert None not in found, body


async def _variables(file: Path, cast: Cast) -> dict[str, object]:
    own = _own(file)
    make = VARIABLES.get(file.stem)
    given = {**own, **(make(cast) if make else {})}
    if file.stem == "96-register-relying-party":
        given["input"] = {**own["input"], "partnerId": cast.clara.global_id}
    if file.stem == "93-update-partner":
        given["version"] = (await Partner.get(id=cast.clara.id)).version
    return given


def _answers(text: str, body: Mapping[str, Any]) -> list[Any]:
    """Return the fields at the root of an answer, or those for staff."""
    data = body.get("data") or {}
    values = list(data.values())
    if set(data) == {"staff"}:
        return list((data["staff"] or {"staff": None}).values())
    return values


def _own(file: Path) -> dict[str, Any]:
    """Return the variables that the example itself has."""
    beside = file.with_suffix(".json")
    return json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else {}
