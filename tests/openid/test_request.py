"""Tests of what an authorization request may not be: RFC 9700 and the Basic plan, case by case."""

from urllib.parse import urlencode

import pytest

from models.openid.jose.algorithms import Algorithm
from models.openid.jose.tokens import sign
from models.openid.request import AuthorizationRequest
from models.openid.signing_key import SigningKey
from tests.support.people.people import Person
from tests.support.people.relying import (
    CALLBACK,
    ISSUER,
    OTHER_CALLBACK,
    RelyingSystem,
    agree,
    came_back,
    challenge,
    key_of,
)
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

NOWHERE = "/authorize?problem="


@pytest.mark.parametrize(
    "address",
    [
        f"{CALLBACK}?more=1",
        f"{CALLBACK}/",
        f"{CALLBACK}/..",
        CALLBACK.upper(),
        CALLBACK.replace("tracks", "TRACKS"),
        CALLBACK.replace(".", "%2E"),
        CALLBACK.replace("https://", "https://user@"),
        CALLBACK.replace("https://", "http://"),
        CALLBACK.replace("example", "example:443"),
        f"{CALLBACK}#part",
        f"{CALLBACK}%00",
        f"{CALLBACK} ",
        f" {CALLBACK}",
        CALLBACK[:-1],
        "https://evil.example/callback",
        "//tracks.example/callback",
        "javascript:alert(1)",
        OTHER_CALLBACK.partition("?")[0],
        "",
        None,
    ],
)
async def test_nothing_goes_to_an_address_that_is_not_registered(
    portal: TestPortal, address: str | None
) -> None:
    tracks = await RelyingSystem.at(portal)

    answer = await tracks.send(Person.at(portal), redirect_uri=address, prompt="none")

    assert answer.headers["location"] == f"{NOWHERE}invalid_request"
    assert not await AuthorizationRequest.exists()


async def test_an_address_may_have_a_query_of_its_own(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)

    agreed = await agree(alice, await tracks.ask(alice, redirect_uri=OTHER_CALLBACK))

    assert agreed["url"].startswith(f"{OTHER_CALLBACK}&code=")


@pytest.mark.parametrize("client_id", ["client-0000000000000000", "", None, "\0", "x" * 5000])
async def test_an_unknown_client_is_shown_and_goes_nowhere(
    portal: TestPortal, client_id: str | None
) -> None:
    tracks = await RelyingSystem.at(portal)

    answer = await tracks.send(Person.at(portal), client_id=client_id, prompt="none")

    assert answer.headers["location"] == f"{NOWHERE}unauthorized_client"


async def test_a_state_that_is_too_long_is_shown_and_not_sent_back(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)

    fits = await tracks.send(Person.at(portal), state="s" * 2048, prompt="none")
    too_long = await tracks.send(Person.at(portal), state="s" * 2049, prompt="none")

    assert came_back(fits.headers["location"])["state"] == "s" * 2048
    assert too_long.headers["location"] == f"{NOWHERE}invalid_request"


async def test_client_and_address_come_once(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    browser = portal.browser()

    for name in ("client_id", "redirect_uri"):
        asked = urlencode([*tracks.request().items(), (name, tracks.request()[name])])
        answer = await browser.get(f"/oidc/authorize?{asked}")
        assert answer.headers["location"] == f"{NOWHERE}invalid_request"


@pytest.mark.parametrize(
    "name", ["response_type", "scope", "state", "nonce", "code_challenge", "prompt", "unknown"]
)
async def test_any_parameter_comes_once(portal: TestPortal, name: str) -> None:
    tracks = await RelyingSystem.at(portal)
    asked = urlencode([*tracks.request(prompt="none", unknown="1").items(), (name, "2")])

    answer = await portal.browser().get(f"/oidc/authorize?{asked}")

    returned = came_back(answer.headers["location"])
    assert returned["error"] == "invalid_request"
    assert name in returned["error_description"]
    assert returned["iss"] == ISSUER
    assert returned.get("state") == (None if name == "state" else "st-å&=")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "company"}, "invalid_scope"),
        ({"scope": "OPENID"}, "invalid_scope"),
        ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "x" * 42}, "invalid_request"),
        ({"code_challenge": "=" * 43}, "invalid_request"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"max_age": "٣"}, "invalid_request"),
        ({"max_age": "9" * 400}, "invalid_request"),
        ({"nonce": "n" * 513}, "invalid_request"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "https://tracks.example/r"}, "request_uri_not_supported"),
        ({"registration": "{}"}, "registration_not_supported"),
        ({"id_token_hint": "nonsense"}, "invalid_request"),
        ({"id_token_hint": "a.b.c"}, "invalid_request"),
    ],
)
async def test_what_is_wrong_goes_back_to_the_client(
    portal: TestPortal, changed: dict[str, str | None], error: str
) -> None:
    tracks = await RelyingSystem.at(portal)

    answer = await tracks.send(Person.at(portal), **changed)

    assert answer.status_code == 303
    returned = came_back(answer.headers["location"])
    assert returned["error"] == error
    assert returned["error_description"].isascii()
    assert returned["state"] == "st-å&="
    assert returned["iss"] == ISSUER
    assert not await AuthorizationRequest.exists()


async def test_a_hint_is_an_id_token_of_this_client(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    hint = (await tracks.tokens(alice))["id_token"]
    others = await RelyingSystem.at(
        portal, partner=await type(tracks.partner).at(portal, name="另一系統")
    )
    header, body, _ = hint.split(".")
    claims = {"iss": ISSUER, "aud": tracks.client_id, "sub": "s", "sid": "s"}
    foreign = sign(claims, private=key_of(Algorithm.ES256).private, typ="JWT")

    for client, forged in (
        (others, hint),
        (tracks, f"{header}.{body}.{'A' * 86}"),
        (tracks, f"eyJhbGciOiJub25lIn0.{body}."),
        (tracks, foreign),
    ):
        answer = await client.send(alice, id_token_hint=forged)
        assert came_back(answer.headers["location"])["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"aud": ["CLIENT"]},
        {"sub": None},
        {"sid": 5},
    ],
)
async def test_a_hint_that_we_signed_for_another_purpose_is_none(
    portal: TestPortal, changed: dict[str, object]
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    claims = await tracks.claims(alice)
    key = await SigningKey.get()
    merged = {**claims, **changed}
    hint = sign(
        {name: value for name, value in merged.items() if value is not None},
        private=key.private(portal.settings.evidence_seal),
        typ="JWT",
    )

    silent = await tracks.send(alice, prompt="none", id_token_hint=hint)
    out = await alice.browser.get("/oidc/logout", params={"id_token_hint": hint})

    assert came_back(silent.headers["location"])["error"] == "invalid_request"
    assert out.headers["location"] == "/sign-out"


async def test_what_a_client_may_add_is_no_error(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)

    claims = await tracks.claims(
        alice,
        display="popup",
        login_hint="alice",
        ui_locales="en zh",
        claims_locales="en",
        acr_values="urn:unknown",
        claims='{"userinfo": {"name": {"essential": true}}}',
        unknown="anything",
    )

    assert claims["acr"] == f"{ISSUER}/acr/card"
    assert "name" not in claims


async def test_the_order_of_scopes_and_parameters_does_not_matter(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    asked = dict(reversed(tracks.request(scope="company email openid").items()))

    answer = await alice.browser.get("/oidc/authorize", params=asked)
    agreed = await agree(alice, answer.headers["location"].partition("#")[2])
    tokens = (await tracks.redeem(came_back(agreed["url"])["code"])).json()

    assert tokens["scope"] == "openid company"


async def test_a_registration_may_do_without_pkce(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal, pkce_required=False)

    bare = await tracks.code(alice, code_challenge=None, code_challenge_method=None)
    with_verifier = await tracks.redeem(bare)
    without = await tracks.redeem(bare, code_verifier=None)
    bound = await tracks.code(alice, code_challenge=challenge())
    forgotten = await tracks.redeem(bound, code_verifier=None)

    # A verifier without a challenge is a downgrade (RFC 9700 §4.8.2).
    assert with_verifier.json()["error"] == "invalid_grant"
    assert without.status_code == 200
    assert forgotten.json()["error"] == "invalid_grant"


async def test_a_scanner_that_only_looks_begins_nothing(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)

    answer = await portal.browser().head("/oidc/authorize", params=tracks.request())

    assert answer.status_code == 405
    assert not await AuthorizationRequest.exists()


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"{}", {"content-type": "application/json"}, 415),
        (b"client_id=%ff", {}, 400),
        ("client_id=ü".encode(), {}, 400),
        (b"&".join(b"p%d=1" % number for number in range(61)), {}, 400),
        (b"a=" + b"x" * 20_000, {}, 413),
    ],
)
async def test_a_form_that_is_none_is_refused(
    portal: TestPortal, content: bytes, headers: dict[str, str], status: int
) -> None:
    usual = {"content-type": "application/x-www-form-urlencoded"}
    for path in ("/oidc/authorize", "/oidc/token", "/oidc/logout"):
        answer = await portal.browser().post(path, content=content, headers={**usual, **headers})
        assert answer.status_code == status, path
        assert answer.json()["error"] == "invalid_request"


async def test_no_page_of_another_site_reads_or_frames_an_answer(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    browser = portal.browser()
    origin = {"origin": "https://evil.example"}

    answers = [
        await browser.get("/oidc/authorize", params=tracks.request(), headers=origin),
        await browser.get("/authorize", headers=origin),
        await browser.post("/oidc/token", data={}, headers=origin),
        await browser.get("/oidc/userinfo", headers=origin),
    ]

    for answer in answers:
        assert "access-control-allow-origin" not in answer.headers
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/oidc/authorize", "/oidc/logout"])
async def test_a_query_of_any_length_is_not_read(portal: TestPortal, path: str) -> None:
    browser = portal.browser()

    answer = await browser.get(path, params={"state": "s" * 17_000})

    assert answer.status_code == 414
