"""Tests of going on in another browser by a code."""

from datetime import timedelta
from typing import Any

import pytest

from models.application.application import Application
from models.application.privacy_notice import VERSIONS
from models.core.rules import TRANSFER_CODE_LIFE
from models.limits.table import Act, Counted, Window
from models.session.transfer_code import TransferCode
from models.session.unsent_form import UnsentForm
from resolvers.session.forget import forget_unsent
from tests.support.counting import only
from tests.support.people.people import Person
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.applications import submitted

SECOND = timedelta(seconds=1)


async def code_of(person: Person) -> str:
    made = await person.do("createTransferCode", "transferCode expiresAt")
    return str(made["transferCode"])


async def redeem(person: Person, code: str) -> dict[str, Any]:
    return await person.do("redeemTransferCode", "redeemed", code=code)


async def begun(portal: TestPortal) -> Person:
    """Have Alice apply on her telephone, and begin to type how she is reached."""
    alice = Person.at(portal)
    await alice.apply()
    case = alice.application["caseNumber"]
    await alice.do(
        "saveForm", "savedAt", privacyNotice=VERSIONS[-1], caseNumber=case, phone="02-12345678"
    )
    return alice


async def case_of(person: Person) -> str | None:
    viewer = (await person.ask("{ viewer { application { caseNumber } } }"))["viewer"]
    application = viewer["application"] if viewer else None
    return str(application["caseNumber"]) if application else None


async def test_what_was_begun_goes_on_where_the_code_is_typed(portal: TestPortal) -> None:
    telephone, desk = await begun(portal), Person.at(portal)
    code = await code_of(telephone)

    taken = await redeem(desk, f"{code[:4]}-{code[4:]}".lower())

    assert taken["redeemed"] is True
    assert await case_of(desk) == telephone.application["caseNumber"]
    assert await case_of(telephone) is None
    assert (await UnsentForm.get()).texts == {"phone": "02-12345678"}
    assert [event["kind"] for event in (await _history(desk))] == ["APPLIED", "CONTINUED"]


async def _history(person: Person) -> list[dict[str, str]]:
    viewer = (await person.ask("{ viewer { application { history { kind } } } }"))["viewer"]
    found: list[dict[str, str]] = viewer["application"]["history"]
    return found


async def test_a_desk_that_had_begun_something_has_the_telephones_form_instead(
    portal: TestPortal,
) -> None:
    telephone, desk = await begun(portal), Person.at(portal)
    await desk.do("saveForm", "savedAt", privacyNotice=VERSIONS[-1], companyName="別的")

    await redeem(desk, await code_of(telephone))

    assert (await UnsentForm.get()).texts == {"phone": "02-12345678"}


async def test_a_code_is_good_once(portal: TestPortal) -> None:
    telephone = await begun(portal)
    code = await code_of(telephone)
    await redeem(Person.at(portal), code)

    again = await redeem(Person.at(portal), code)

    assert again["code"] == "TRANSFER_CODE_UNKNOWN"


@pytest.mark.parametrize(
    ("later", "code"), [(TRANSFER_CODE_LIFE - SECOND, None), (TRANSFER_CODE_LIFE, "unknown")]
)
async def test_a_code_is_good_for_ten_minutes(
    portal: TestPortal, later: timedelta, code: str | None
) -> None:
    telephone = await begun(portal)
    made = await code_of(telephone)
    portal.clock.forward(later)

    answer = await redeem(Person.at(portal), made)

    assert answer.get("code") == ("TRANSFER_CODE_UNKNOWN" if code else None)


@pytest.mark.parametrize("typed", ["", "AAAAAAAA", "A", "測試測試測試測試", "A" * 300])
async def test_any_other_code_is_unknown(portal: TestPortal, typed: str) -> None:
    await code_of(await begun(portal))

    assert (await redeem(Person.at(portal), typed))["code"] == "TRANSFER_CODE_UNKNOWN"


async def test_a_newer_code_takes_the_place_of_the_one_before(portal: TestPortal) -> None:
    telephone = await begun(portal)
    first, second = await code_of(telephone), await code_of(telephone)

    assert (await redeem(Person.at(portal), first))["code"] == "TRANSFER_CODE_UNKNOWN"
    assert (await redeem(Person.at(portal), second))["redeemed"] is True


async def test_an_application_that_has_a_card_stays_where_it_is(portal: TestPortal) -> None:
    telephone, desk = await submitted(portal), Person.at(portal)

    await redeem(desk, await code_of(telephone))

    assert await case_of(desk) is None
    assert await case_of(telephone) == (await Application.get()).case_number


async def test_who_has_signed_in_has_nothing_to_take_elsewhere(portal: TestPortal) -> None:
    alice = await holder(portal)

    assert (await alice.do("createTransferCode", "transferCode"))["code"] == "SESSION_MISSING"
    assert (await Person.at(portal).do("createTransferCode", "transferCode"))[
        "code"
    ] == "SESSION_MISSING"


async def test_a_session_that_has_ended_takes_its_code_with_it(portal: TestPortal) -> None:
    telephone = await begun(portal)
    code = await code_of(telephone)
    await telephone.do("signOut", "signedOut")

    assert (await redeem(Person.at(portal), code))["code"] == "TRANSFER_CODE_UNKNOWN"


async def test_guessing_is_limited_by_address(portal: TestPortal) -> None:
    code = await code_of(await begun(portal))
    portal.services.limiter.rules = only(
        Act.CARD_REFUSAL, Counted.ADDRESS, Window(2, timedelta(hours=1))
    )

    refused = [await _guess(Person.at(portal), "ABCDEFGH") for _ in range(3)]

    assert refused == [[], [], ["TOO_MANY_REQUESTS"]]
    assert await _guess(Person.at(portal), code) == ["TOO_MANY_REQUESTS"]


async def _guess(person: Person, code: str) -> list[str]:
    text = "mutation($i: RedeemTransferCodeInput!) { redeemTransferCode(input: $i) { __typename } }"
    body = {"query": text, "variables": {"i": {"code": code}}}
    answer = await person.browser.post("/graphql", json=body)
    return [error["extensions"]["code"] for error in answer.json().get("errors", [])]


async def test_codes_that_nobody_used_are_forgotten(portal: TestPortal) -> None:
    await code_of(await begun(portal))
    portal.clock.forward(TRANSFER_CODE_LIFE)

    await forget_unsent(now=portal.clock())

    assert not await TransferCode.exists()
