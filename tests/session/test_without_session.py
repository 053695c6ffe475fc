"""Tests of signatures that come from a browser without a session, as after its cookies are gone."""

from collections.abc import Mapping

import pytest

from tests.support.people.people import Person
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import activated

FORM = {"phone": "02-12345678", "email": "holder@company.example"}


@pytest.mark.parametrize(
    ("mutation", "purpose", "given"),
    [
        ("bindCertificate", "BIND", FORM),
        ("continueApplication", "CONTINUE", {}),
        ("signIn", "SIGN_IN", {}),
        ("renewCertificate", "RENEW", {}),
        ("requestIdentityJoin", "JOIN", {"controlNumber": COMPANY.control_number}),
    ],
)
async def test_a_signature_without_a_session_is_taken_for_nobodys(
    portal: TestPortal, mutation: str, purpose: str, given: Mapping[str, object]
) -> None:
    alice = await activated(portal)
    if purpose == "BIND":
        await alice.apply()
        given = {**given, "applicationId": alice.application["id"], **alice.shown}
    alice.control_number = COMPANY.control_number
    asked = (await alice.challenge(purpose))["challenge"]
    stranger = Person.at(portal, alice.card)

    result = await stranger._present(mutation, purpose, "__typename", challenge=asked, **given)

    assert result["code"] == "SESSION_MISSING"
    assert await stranger.viewer() is None


async def test_nobody_signs_out_who_is_not_there(portal: TestPortal) -> None:
    dan = Person.at(portal)

    result = await dan.do("signOut", "signedOut")

    assert result["code"] == "SESSION_MISSING"
