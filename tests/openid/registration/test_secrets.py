"""Tests of a client's secrets: renewed with an overlap in which two are valid, and no more."""

import json
from datetime import timedelta

import pytest

from models.core.rules import CLIENT_SECRET_OVERLAP_LONGEST, HOUR
from models.journal.event import Event
from models.openid.relying_party import RelyingParty
from tests.support.people.certifying import basic
from tests.support.people.people import Person, outcome
from tests.support.people.relying import RelyingSystem, key_of, registration
from tests.support.people.staff import ada
from tests.support.portal import TestPortal
from tests.support.scenarios.partners import sign_in_admin

SECOND = timedelta(seconds=1)
RENEWED = "clientSecret relyingParty { clientId previousSecretUntil }"
PROVEN, REFUSED = "invalid_grant", "invalid_client"


async def by_secret(tracks: RelyingSystem, secret: str) -> str:
    """Return what the token endpoint says of a client; a good one fails by its code."""
    unproven = {"client_assertion": None, "client_assertion_type": None}
    form = tracks.redemption("x" * 43, **unproven)
    answer = await tracks.post("/oidc/token", form, headers=basic(tracks.client_id, secret))
    return str(answer.json()["error"])


async def renew(admin: Person, tracks: RelyingSystem, **given: object) -> str:
    given = {"partnerId": tracks.partner.global_id, **given}
    done = await admin.do("renewClientSecret", RENEWED, **given)
    assert done["__typename"] == "RenewClientSecretSuccess", done
    return str(done["clientSecret"])


async def test_two_secrets_are_valid_while_one_replaces_the_other(portal: TestPortal) -> None:
    admin, tracks = await sign_in_admin(portal), await RelyingSystem.at(portal, secret_allowed=True)
    old = tracks.secret or ""

    new = await renew(admin, tracks, overlapHours=48)
    both = [await by_secret(tracks, one) for one in (old, new)]
    portal.clock.forward(timedelta(hours=48) - SECOND)
    still = [await by_secret(tracks, one) for one in (old, new)]
    portal.clock.forward(SECOND)
    after = [await by_secret(tracks, one) for one in (old, new)]

    assert both == still == [PROVEN, PROVEN]
    assert after == [REFUSED, PROVEN]
    event = await Event.get(kind="CLIENT_SECRET_RENEWED")
    assert event.subject == f"partner:{tracks.partner.id}"
    assert event.actor.startswith("certificate:")
    assert event.payload["client"] == tracks.client_id
    stored = str(vars(await RelyingParty.get()))
    assert old not in stored
    assert new not in stored


async def test_the_overlap_is_a_day_unless_it_is_named_and_told(portal: TestPortal) -> None:
    admin, tracks = await sign_in_admin(portal), await RelyingSystem.at(portal, secret_allowed=True)

    done = await admin.do("renewClientSecret", RENEWED, partnerId=tracks.partner.global_id)

    assert done["relyingParty"] == {
        "clientId": tracks.client_id,
        "previousSecretUntil": "2026-03-03T04:00:00.000Z",
    }


async def test_there_are_never_three(portal: TestPortal) -> None:
    admin, tracks = await sign_in_admin(portal), await RelyingSystem.at(portal, secret_allowed=True)
    first = tracks.secret or ""

    second, third = await renew(admin, tracks), await renew(admin, tracks)

    said = [await by_secret(tracks, one) for one in (first, second, third)]
    assert said == [REFUSED, PROVEN, PROVEN]


async def test_without_an_overlap_the_old_one_ends_at_once(portal: TestPortal) -> None:
    admin, tracks = await sign_in_admin(portal), await RelyingSystem.at(portal, secret_allowed=True)

    new = await renew(admin, tracks, overlapHours=0)

    said = [await by_secret(tracks, one) for one in (tracks.secret or "", new)]
    assert said == [REFUSED, PROVEN]


@pytest.mark.parametrize("ends", ["renewed at once", "no longer allowed", "removed"])
async def test_both_secrets_end_with_what_they_prove(portal: TestPortal, ends: str) -> None:
    admin, tracks = await sign_in_admin(portal), await RelyingSystem.at(portal, secret_allowed=True)
    first = tracks.secret or ""
    second = await renew(admin, tracks)
    given = {
        "partnerId": tracks.partner.global_id,
        "redirectUris": list(registration().redirect_uris),
        "keys": json.dumps({"keys": [key_of(registration().algorithm).public]}),
    }

    if ends == "removed":
        await admin.do("removeRelyingParty", "clientId", partnerId=tracks.partner.global_id)
    else:
        uses = ends == "renewed at once"
        await admin.do(
            "registerRelyingParty", "clientSecret", **given, secretAllowed=uses, renewSecret=uses
        )

    assert [await by_secret(tracks, one) for one in (first, second)] == [REFUSED, REFUSED]
    assert (await RelyingParty.get()).previous_secret_hash is None


async def test_a_registration_without_a_secret_has_none_to_renew(portal: TestPortal) -> None:
    admin, tracks = await sign_in_admin(portal), await RelyingSystem.at(portal)
    given = {"partnerId": tracks.partner.global_id}

    refused = await admin.do("renewClientSecret", RENEWED, **given)
    await admin.do("revokePartner", "partner { id }", id=tracks.partner.global_id)
    gone = await admin.do("renewClientSecret", RENEWED, **given)

    assert outcome(refused) == "SECRET_NOT_USED"
    assert outcome(gone) == "RELYING_PARTY_NOT_FOUND"
    assert not await Event.filter(kind="CLIENT_SECRET_RENEWED").exists()


@pytest.mark.parametrize("hours", [-1, CLIENT_SECRET_OVERLAP_LONGEST // HOUR + 1])
async def test_an_overlap_has_an_end(portal: TestPortal, hours: int) -> None:
    admin, tracks = await sign_in_admin(portal), await RelyingSystem.at(portal, secret_allowed=True)

    refused = await admin.do(
        "renewClientSecret", RENEWED, partnerId=tracks.partner.global_id, overlapHours=hours
    )

    assert outcome(refused) == "INVALID_INPUT"
    assert await by_secret(tracks, tracks.secret or "") == PROVEN


async def test_a_proof_that_is_too_old_renews_nothing(portal: TestPortal) -> None:
    admin, tracks = await ada(portal), await RelyingSystem.at(portal, secret_allowed=True)
    portal.clock.forward(timedelta(minutes=11))

    refused = await admin.do("renewClientSecret", RENEWED, partnerId=tracks.partner.global_id)

    assert outcome(refused) == "CARD_PROOF_NEEDED"
    assert await by_secret(tracks, tracks.secret or "") == PROVEN
