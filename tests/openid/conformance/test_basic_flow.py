"""Modules of the Basic plan: the flow, the ID token, userinfo, scopes and claims."""

import pytest
from joserfc import jws

from models.openid.jose.claims import half_hash
from tests.support.people.certifying import Suite
from tests.support.people.relying import ISSUER, VERIFIER, agree, came_back
from tests.support.portal import TestPortal

# What is tested is the protocol; its records are tested on both databases elsewhere.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# What an ID token has without being asked for anything.
ALWAYS = {"iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "sid", "at_hash", "nonce"}
WHO = {"sub", "auth_time", "acr", "amr"}
# 128 bits in base64url.
SHORTEST_SECRET = 22


async def test_server(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    code = await suite.code()
    tokens = await suite.tokens(code)
    claims = await suite.verified(tokens["id_token"])

    assert len(code) >= SHORTEST_SECRET
    assert len(tokens["access_token"]) >= SHORTEST_SECRET
    assert tokens["token_type"] == "Bearer"
    assert claims["iss"] == ISSUER
    assert claims["aud"] == suite.tracks.client_id
    assert claims["at_hash"] == half_hash(tokens["access_token"])
    # Nothing that nobody asked for.
    assert claims.keys() == ALWAYS


async def test_server_client_secret_post(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    answer = await suite.redeem(await suite.code(), by_post=True)

    assert answer.status_code == 200
    assert (await suite.verified(answer.json()["id_token"]))["aud"] == suite.tracks.client_id


async def test_idtoken_signature(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    token = (await suite.tokens(await suite.code()))["id_token"]
    header = jws.extract_compact(token.encode()).headers()

    assert header["alg"] == "RS256"
    assert header["kid"]
    assert await suite.verified(token)


async def test_idtoken_unsigned(portal: TestPortal) -> None:
    # The suite skips it where `none` is not offered.
    found = (await portal.browser().get("/.well-known/openid-configuration")).json()

    assert "none" not in found["id_token_signing_alg_values_supported"]


@pytest.mark.parametrize(
    "way", ["oidcc-userinfo-get", "oidcc-userinfo-post-header", "oidcc-userinfo-post-body"]
)
async def test_userinfo(portal: TestPortal, way: str) -> None:
    suite = await Suite.at(portal)
    tokens = await suite.tokens(await suite.code())
    claims = await suite.verified(tokens["id_token"])
    header = {"authorization": f"Bearer {tokens['access_token']}"}
    browser = portal.browser()

    if way == "oidcc-userinfo-get":
        answer = await browser.get("/oidc/userinfo", headers=header)
    elif way == "oidcc-userinfo-post-header":
        answer = await browser.post("/oidc/userinfo", headers=header)
    else:
        form = {"access_token": tokens["access_token"]}
        answer = await browser.post("/oidc/userinfo", data=form)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["sub"] == claims["sub"]


async def test_ensure_request_without_nonce_succeeds(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    claims, _ = await suite.flow(nonce=None)

    assert claims.keys() == ALWAYS - {"nonce"}


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        pytest.param("openid profile", {"name"}, id="oidcc-scope-profile"),
        # Not among `scopes_supported`: they are left out, and are no error.
        pytest.param("openid email", set(), id="oidcc-scope-email"),
        pytest.param("openid address", set(), id="oidcc-scope-address"),
        pytest.param("openid phone", set(), id="oidcc-scope-phone"),
        pytest.param("openid profile email address phone", {"name"}, id="oidcc-scope-all"),
    ],
)
async def test_scope(portal: TestPortal, scope: str, expected: set[str]) -> None:
    suite = await Suite.at(portal)

    claims, told = await suite.flow(scope=scope)

    # With an access token the claims of a scope belong into userinfo (OpenID Connect Core §5.4).
    assert claims.keys() == ALWAYS
    assert told.keys() == WHO | expected


async def test_alternate_happy_flow(portal: TestPortal) -> None:
    suite = await Suite.at(portal)
    asked = dict(reversed(suite.request(scope="profile openid").items()))

    answer = await suite.alice.browser.get("/oidc/authorize", params=asked)
    agreed = await agree(suite.alice, answer.headers["location"].partition("#")[2])
    tokens = await suite.tokens(came_back(agreed["url"])["code"])

    assert tokens["scope"] == "openid profile"


async def test_claims_essential(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    claims, told = await suite.flow(claims='{"userinfo": {"name": {"essential": true}}}')

    # Accepted and ignored, as discovery says.
    assert claims["sub"]
    assert told.keys() == WHO


async def test_refresh_token(portal: TestPortal) -> None:
    # The suite skips it where there is none.
    suite = await Suite.at(portal)
    found = (await portal.browser().get("/.well-known/openid-configuration")).json()

    tokens = await suite.tokens(await suite.code(scope="openid offline_access", prompt="consent"))

    assert "refresh_token" not in found["grant_types_supported"]
    assert "refresh_token" not in tokens
    assert tokens["scope"] == "openid"


async def test_ensure_request_with_valid_pkce_succeeds(portal: TestPortal) -> None:
    suite = await Suite.at(portal)
    bound = suite.tracks.request()
    challenged = {name: bound[name] for name in ("code_challenge", "code_challenge_method")}

    code = await suite.code(**challenged)
    without = await suite.redeem(code)
    tokens = await suite.tokens(code, verifier=VERIFIER)

    assert without.json()["error"] == "invalid_grant"
    assert (await suite.verified(tokens["id_token"]))["aud"] == suite.tracks.client_id
