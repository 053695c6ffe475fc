"""Tests of the discovery document: it agrees with what the endpoints do."""

import logging
from urllib.parse import urlsplit

import pytest

from models.limits.table import RULES, Act, Counted
from models.openid.relying_party import OpenIDScope
from models.openid.signing_key import SigningKey
from tests.support.people.relying import ISSUER, RelyingSystem, agree, came_back
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder
from web.http.openid.routes import WELL_KNOWN

ENDPOINTS = (
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "end_session_endpoint",
    "jwks_uri",
)


async def test_both_addresses_give_the_same_document_of_this_issuer(portal: TestPortal) -> None:
    browser = portal.browser()

    answers = [await browser.get(path) for path in WELL_KNOWN]

    first, second = (answer.json() for answer in answers)
    assert first == second
    assert first["issuer"] == ISSUER
    assert WELL_KNOWN[0] == f"{urlsplit(first['issuer']).path}/.well-known/openid-configuration"
    for answer in answers:
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "public, max-age=3600"


async def test_every_endpoint_is_https_and_there(portal: TestPortal) -> None:
    browser = portal.browser()
    found = (await browser.get(WELL_KNOWN[0])).json()

    for name in ENDPOINTS:
        address = found[name]
        assert address.startswith(f"{ISSUER}/oidc/"), name
        answer = await browser.get(address)
        assert answer.status_code != 404, name
    keys = await browser.get(found["jwks_uri"])
    assert keys.headers["content-type"] == "application/jwk-set+json"
    assert keys.headers["cache-control"] == "public, max-age=3600"


async def test_what_is_promised_is_what_happens(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    found = (await portal.browser().get(WELL_KNOWN[0])).json()

    tokens = await tracks.tokens(alice, scope=" ".join(OpenIDScope))
    claims = await tracks.verified(tokens["id_token"])
    told = (await tracks.userinfo(tokens["access_token"])).json()

    assert set(claims) | set(told) == set(found["claims_supported"])
    assert tokens["scope"].split(" ") == found["scopes_supported"]
    assert [claims["acr"]] == found["acr_values_supported"]
    assert found["response_types_supported"] == ["code"]
    assert found["grant_types_supported"] == ["authorization_code"]
    assert found["code_challenge_methods_supported"] == ["S256"]
    assert found["subject_types_supported"] == ["public"]
    assert "none" not in found["id_token_signing_alg_values_supported"]
    assert found["authorization_response_iss_parameter_supported"] is True
    for name in ("claims", "request", "request_uri"):
        assert found[f"{name}_parameter_supported"] is False
    for prompt in found["prompt_values_supported"]:
        answer = await tracks.send(alice, prompt=prompt)
        assert "error" not in answer.headers["location"]


async def test_every_list_is_one_and_has_no_value_twice(portal: TestPortal) -> None:
    found = (await portal.browser().get(WELL_KNOWN[0])).json()

    for name, value in found.items():
        if name.endswith("_supported") and not isinstance(value, bool):
            assert isinstance(value, list), name
            assert value, name
            assert len(set(value)) == len(value), name


async def test_no_secret_is_logged(portal: TestPortal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    handle = await tracks.ask(alice)
    code = came_back((await agree(alice, handle))["url"])["code"]
    tokens = (await tracks.redeem(code)).json()
    await tracks.redeem(code)
    await tracks.userinfo(tokens["access_token"])

    # The tests' own client logs the addresses that it asks.
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    lines = "\n".join(record.getMessage() for record in ours)
    for secret in (handle, code, tokens["access_token"], tokens["id_token"], alice.session_token):
        assert secret not in lines


async def test_requests_are_counted_by_address(portal: TestPortal) -> None:
    [window] = RULES[Act.OPENID][Counted.ADDRESS]
    keys = {Counted.ADDRESS: "192.0.2.1"}
    await portal.services.limiter.count(Act.OPENID, keys, cost=window.amount)
    stranger, other = portal.browser(address="192.0.2.1"), portal.browser(address="192.0.2.2")

    for path in (*WELL_KNOWN, "/oidc/jwks", "/oidc/authorize", "/oidc/userinfo", "/oidc/logout"):
        answer = await stranger.get(path)
        assert answer.status_code == 429, path
        assert answer.json()["error"] == "temporarily_unavailable"
        assert 0 < int(answer.headers["retry-after"]) <= window.seconds
    assert (await stranger.post("/oidc/token", data={})).status_code == 429
    assert (await other.get("/oidc/jwks")).status_code == 200


async def test_a_fault_of_ours_is_masked_and_has_an_id(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    code = await tracks.code(alice)
    await SigningKey.all().update(gone_at=portal.clock())

    broken = await tracks.redeem(code)
    await SigningKey.all().update(gone_at=None)
    mended = await tracks.redeem(code)

    assert broken.status_code == 500
    assert broken.json()["error"] == "server_error"
    error_id = broken.json()["error_description"].removeprefix("Internal error ").rstrip(".")
    assert error_id in caplog.text
    # A key that is missing spends no code.
    assert mended.status_code == 200


async def test_a_header_of_a_stranger_changes_no_address(portal: TestPortal) -> None:
    [window] = RULES[Act.OPENID][Counted.ADDRESS]
    keys = {Counted.ADDRESS: "192.0.2.1"}
    await portal.services.limiter.count(Act.OPENID, keys, cost=window.amount)
    stranger = portal.browser(address="192.0.2.1")

    # `serve --proxies` has uvicorn read these headers of our proxies alone.
    for name in ("x-forwarded-for", "x-real-ip", "forwarded"):
        answer = await stranger.get("/oidc/jwks", headers={name: "for=192.0.2.2"})
        assert answer.status_code == 429, name


async def test_the_issuer_is_no_header_of_the_request(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "http"}
    browser = portal.browser()

    found = (await browser.get(WELL_KNOWN[0], headers=headers)).json()
    asked = tracks.request(prompt="none")
    answer = await browser.get("/oidc/authorize", params=asked, headers=headers)

    assert found["issuer"] == ISSUER
    assert came_back(answer.headers["location"])["iss"] == ISSUER
