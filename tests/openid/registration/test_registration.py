"""Tests of registering a partner for OpenID Connect: by an ADMIN, journaled, strict by default."""

import json
from datetime import timedelta
from typing import Any

import pytest
from strawberry.relay import to_base64

from models.core.mode import Mode
from models.core.rules import PROOF_LIFE
from models.journal.event import Event
from models.openid.form import LONGEST_KEYS
from models.openid.jose.algorithms import Algorithm
from models.openid.relying_party import RelyingParty
from models.openid.signing_key import SigningKey
from resolvers.openid.manage import register_party
from schema.ids import NOBODY
from tests.support.people.partners import OPERATOR, Clara
from tests.support.people.people import Person, outcome
from tests.support.people.relying import (
    BYE,
    CALLBACK,
    HOST,
    START,
    TOLD,
    RelyingSystem,
    agree,
    key_of,
    registration,
)
from tests.support.people.staff import ada, bruno
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from tests.support.scenarios.partners import sign_in_admin

SHOWN = """relyingParty { clientId partner { id name } redirectUris postLogoutRedirectUris
  backchannelLogoutUri calledHosts keys algorithm scopes pkceRequired secretAllowed createdBy }
  clientSecret"""
NO_PARTNER = to_base64("Partner", NOBODY)
LIST = "relyingParties { edges { node { id clientId } } }"


def jwk_set() -> str:
    return json.dumps({"keys": [key_of(Algorithm.ES256).public]})


async def register(admin: Person, clara: Clara, **given: object) -> dict[str, Any]:
    usual: dict[str, object] = {
        "partnerId": clara.global_id,
        "redirectUris": [CALLBACK],
        "keys": jwk_set(),
    }
    return await admin.do("registerRelyingParty", SHOWN, **{**usual, **given})


async def test_an_administrator_registers_a_partner_strictly(portal: TestPortal) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)

    done = await register(
        admin,
        clara,
        postLogoutRedirectUris=[BYE],
        backchannelLogoutUri=TOLD,
        calledHosts=["Tracks.Example"],
    )

    party = await RelyingParty.get()
    assert done["relyingParty"] == {
        "clientId": party.client_id,
        "partner": {"id": clara.global_id, "name": "車輛定位系統"},
        "redirectUris": [CALLBACK],
        "postLogoutRedirectUris": [BYE],
        "backchannelLogoutUri": TOLD,
        "calledHosts": [HOST],
        "keys": json.dumps({"keys": party.keys}, sort_keys=True),
        "algorithm": "ES256",
        "scopes": ["OPENID", "COMPANY"],
        "pkceRequired": True,
        "secretAllowed": False,
        "createdBy": party.created_by,
    }
    assert done["clientSecret"] is None
    assert party.client_id.startswith("client-")
    event = await Event.get(kind="RELYING_PARTY_REGISTERED")
    assert event.subject == f"partner:{clara.id}"
    assert event.actor.startswith("certificate:")
    assert event.payload["client"] == party.client_id
    assert (await SigningKey.get()).algorithm is Algorithm.ES256


async def test_registering_again_replaces_and_keeps_the_client_id(portal: TestPortal) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)
    before = await register(admin, clara)

    after = await register(admin, clara, redirectUris=[BYE], scopes=["CARD"], algorithm="PS256")

    assert after["relyingParty"]["clientId"] == before["relyingParty"]["clientId"]
    assert after["relyingParty"]["redirectUris"] == [BYE]
    assert after["relyingParty"]["scopes"] == ["OPENID", "CARD"]
    assert await RelyingParty.all().count() == 1
    assert {key.algorithm for key in await SigningKey.all()} == {Algorithm.ES256, Algorithm.PS256}


async def test_a_secret_is_shown_once_and_renewed_on_wish(portal: TestPortal) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)

    first = await register(admin, clara, keys=None, secretAllowed=True)
    same = await register(admin, clara, keys=None, secretAllowed=True)
    renewed = await register(admin, clara, keys=None, secretAllowed=True, renewSecret=True)

    assert len(first["clientSecret"]) == 43
    assert same["clientSecret"] is None
    assert renewed["clientSecret"] not in (None, first["clientSecret"])


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("redirectUris", [], "REQUIRED"),
        ("redirectUris", ["http://tracks.example/callback"], "HANDOFF_URL_SHAPE"),
        ("redirectUris", [f"{CALLBACK}#part"], "HANDOFF_URL_SHAPE"),
        ("redirectUris", ["https://user@tracks.example/"], "HANDOFF_URL_SHAPE"),
        ("redirectUris", ["javascript:alert(1)"], "HANDOFF_URL_SHAPE"),
        ("redirectUris", ["https://轉.example/"], "HANDOFF_URL_SHAPE"),
        ("redirectUris", [CALLBACK] * 11, "TOO_MANY"),
        ("postLogoutRedirectUris", ["http://tracks.example/"], "HANDOFF_URL_SHAPE"),
        ("backchannelLogoutUri", TOLD, "HOST_NOT_CALLED"),
        ("backchannelLogoutUri", "http://tracks.example/out", "HANDOFF_URL_SHAPE"),
        ("initiateLoginUri", START, "HOST_NOT_CALLED"),
        ("initiateLoginUri", "http://tracks.example/login", "HANDOFF_URL_SHAPE"),
        ("initiateLoginUri", f"{START}#part", "HANDOFF_URL_SHAPE"),
        ("targetLinkUri", START, "HOST_NOT_CALLED"),
        ("targetLinkUri", "javascript:alert(1)", "HANDOFF_URL_SHAPE"),
        ("calledHosts", ["https://tracks.example"], "HOST_SHAPE"),
        ("calledHosts", [HOST] * 11, "TOO_MANY"),
        ("keys", None, "REQUIRED"),
        ("keys", "{}", "KEYS_UNFIT"),
        ("keys", "x" * 20_000, "KEYS_UNFIT"),
    ],
)
async def test_what_is_unfit_is_refused_by_the_name_of_its_field(
    portal: TestPortal, field: str, value: object, code: str
) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)

    refused = await admin.do(
        "registerRelyingParty",
        "__typename",
        **{
            "partnerId": clara.global_id,
            "redirectUris": [CALLBACK],
            "keys": jwk_set(),
            field: value,
        },
    )

    assert [(one["code"], one["path"]) for one in refused["problems"]] == [(code, [field])]
    assert not await RelyingParty.exists()


async def test_a_set_of_keys_has_a_longest_text(portal: TestPortal) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)
    padding = LONGEST_KEYS - len(jwk_set())

    fits = await register(admin, clara, keys=jwk_set() + " " * padding)
    too_long = await register(admin, clara, keys=jwk_set() + " " * (padding + 1))

    assert fits["relyingParty"]["clientId"]
    assert outcome(too_long) == "INVALID_INPUT"


async def test_in_production_no_address_is_of_this_machine(portal: TestPortal) -> None:
    clara = await Clara.at(portal)
    local = registration(redirect_uris=["http://localhost:9000/callback"])

    in_demo = await register_party(
        actor=OPERATOR,
        partner_id=clara.id,
        typed=local,
        renew_secret=False,
        seal=portal.settings.evidence_seal,
        mode=Mode.DEMO,
        now=portal.clock(),
    )
    with pytest.raises(Exception, match="INVALID_INPUT"):
        await register_party(
            actor=OPERATOR,
            partner_id=clara.id,
            typed=local,
            renew_secret=False,
            seal=portal.settings.evidence_seal,
            mode=Mode.PRODUCTION,
            now=portal.clock(),
        )

    assert in_demo.party.redirect_uris == ["http://localhost:9000/callback"]


async def test_only_an_administrator_with_a_fresh_proof_registers(portal: TestPortal) -> None:
    alice, clara = await holder(portal), await Clara.at(portal)
    reviewer = await bruno(portal)

    people = (Person.at(portal), alice, reviewer)
    refused = [outcome(await register(person, clara)) for person in people]
    admin = await ada(portal)
    portal.clock.forward(PROOF_LIFE + timedelta(seconds=1))
    stale = outcome(await register(admin, clara))

    assert refused == ["SIGN_IN_NEEDED", "NOT_ALLOWED", "NOT_ALLOWED"]
    assert stale == "CARD_PROOF_NEEDED"
    assert not await RelyingParty.exists()


async def test_a_partner_that_is_unknown_or_revoked_is_not_registered(portal: TestPortal) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)
    await admin.do("revokePartner", "partner { id }", id=clara.global_id)

    assert outcome(await register(admin, clara)) == "PARTNER_NOT_FOUND"
    assert outcome(await register(admin, clara, partnerId=NO_PARTNER)) == "PARTNER_NOT_FOUND"


async def test_a_removed_registration_is_gone_and_its_id_never_returns(portal: TestPortal) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)
    before = await register(admin, clara)
    given = {"partnerId": clara.global_id}

    removed = await admin.do("removeRelyingParty", "clientId", **given)
    again = await admin.do("removeRelyingParty", "clientId", **given)
    after = await register(admin, clara)

    assert removed["clientId"] == before["relyingParty"]["clientId"]
    assert outcome(again) == "RELYING_PARTY_NOT_FOUND"
    assert after["relyingParty"]["clientId"] != removed["clientId"]
    assert await Event.filter(kind="RELYING_PARTY_REMOVED").count() == 1
    listed = (await admin.read_of_staff(LIST))["edges"]
    assert [edge["node"]["clientId"] for edge in listed] == [after["relyingParty"]["clientId"]]


async def test_a_registration_is_a_node_to_administrators_until_it_is_removed(
    portal: TestPortal,
) -> None:
    admin, clara = await sign_in_admin(portal), await Clara.at(portal)
    reviewer = await bruno(portal)
    made = await register(admin, clara)
    [edge] = (await admin.read_of_staff(LIST))["edges"]
    asked = "query($id: ID!) { node(id: $id) { ... on RelyingParty { id clientId } } }"

    async def seen(who: Person) -> Any:
        return (await who.ask(asked, {"id": edge["node"]["id"]}))["node"]

    hers, theirs = await seen(admin), await seen(reviewer)
    await admin.do("removeRelyingParty", "clientId", partnerId=clara.global_id)

    assert hers == edge["node"]
    assert hers["clientId"] == made["relyingParty"]["clientId"]
    assert theirs is None
    assert await seen(admin) is None


async def test_what_was_asked_before_a_change_of_the_registration_does_not_outlast_it(
    portal: TestPortal,
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    everything = "openid profile company card"
    token = (await tracks.tokens(alice, scope=everything))["access_token"]
    code = await tracks.code(alice, scope=everything)
    handle = await tracks.ask(alice, prompt="consent")
    silent = await alice.browser.post("/oidc/authorize", data=tracks.request(prompt="none"))

    await RelyingParty.all().update(redirect_uris=[BYE], scopes=["openid"])
    agreed = await agree(alice, handle)
    resumed = await alice.browser.get(silent.headers["location"])
    tokens = (await tracks.redeem(code)).json()
    told = (await tracks.userinfo(token)).json()

    assert outcome(agreed) == "AUTHORIZATION_REQUEST_UNKNOWN"
    assert resumed.headers["location"] == "/authorize?problem=unauthorized_client"
    assert tokens["scope"] == "openid"
    assert told.keys() == {"sub", "auth_time", "acr", "amr"}


async def test_rs256_is_offered_only_while_a_registration_uses_it(portal: TestPortal) -> None:
    async def offered() -> list[str]:
        found = (await portal.browser().get("/.well-known/openid-configuration")).json()
        return list(found["id_token_signing_alg_values_supported"])

    strict = await offered()
    alice, tracks = await holder(portal), await RelyingSystem.at(portal, algorithm=Algorithm.RS256)
    with_test_party = await offered()
    token = (await tracks.tokens(alice))["id_token"]

    assert strict == ["ES256", "PS256"]
    assert with_test_party == ["ES256", "PS256", "RS256"]
    assert (await tracks.verified(token, algorithm="RS256"))["aud"] == tracks.client_id


async def test_a_registration_may_want_pss(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal, algorithm=Algorithm.PS256)

    token = (await tracks.tokens(alice))["id_token"]

    assert (await tracks.verified(token, algorithm="PS256"))["aud"] == tracks.client_id
