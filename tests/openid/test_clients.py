"""Tests of how a client proves itself: by an assertion of its key, or a registered secret."""

import base64
import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey

from models.openid.client.assertion import SpentAssertion
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import make_pair
from models.openid.relying_party import RelyingParty
from tests.support.people.partners import Clara
from tests.support.people.relying import ISSUER, RelyingSystem, key_of
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

CODE = "x" * 43


async def outcome(tracks: RelyingSystem, assertion: str, **changed: str | None) -> str:
    """Return what the token endpoint says of the client; a good one fails by its code."""
    answer = await tracks.redeem(CODE, client_assertion=assertion, **changed)
    assert answer.headers["cache-control"] == "no-store"
    return f"{answer.status_code} {answer.json()['error']}"


PROVEN, REFUSED = "400 invalid_grant", "401 invalid_client"


async def test_an_assertion_proves_its_client_once(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    assertion = tracks.assertion()

    first = await outcome(tracks, assertion)
    second = await outcome(tracks, assertion)

    assert (first, second) == (PROVEN, REFUSED)
    assert await SpentAssertion.all().count() == 1


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, PROVEN),
        ({"iss": "client-other"}, REFUSED),
        ({"sub": "client-other"}, REFUSED),
        ({"sub": None}, REFUSED),
        ({"aud": None}, REFUSED),
        ({"aud": f"{ISSUER}/oidc/token"}, REFUSED),
        ({"aud": f"{ISSUER}/"}, REFUSED),
        ({"aud": [ISSUER]}, REFUSED),
        ({"aud": [ISSUER, "https://other.example"]}, REFUSED),
        ({"jti": None}, REFUSED),
        ({"jti": ""}, REFUSED),
        ({"jti": 5}, REFUSED),
        ({"jti": "j" * 201}, REFUSED),
        ({"exp": None}, REFUSED),
        ({"exp": "soon"}, REFUSED),
        ({"exp": True}, REFUSED),
        ({"exp": -1}, REFUSED),
        ({"exp": 10**400}, REFUSED),
        ({"iat": None}, PROVEN),
        ({"iat": "now"}, REFUSED),
    ],
)
async def test_the_claims_of_an_assertion_hold(
    portal: TestPortal, changed: dict[str, Any], expected: str
) -> None:
    tracks = await RelyingSystem.at(portal)

    assert await outcome(tracks, tracks.assertion(**changed)) == expected


@pytest.mark.parametrize(
    ("name", "seconds", "expected"),
    [
        ("iat", 10, PROVEN),
        ("iat", 61, REFUSED),
        ("nbf", 10, PROVEN),
        ("nbf", 61, REFUSED),
        ("exp", 0, REFUSED),
        ("exp", 1, PROVEN),
        ("exp", 300, PROVEN),
        ("exp", 331, REFUSED),
    ],
)
async def test_clocks_may_differ_a_little(
    portal: TestPortal, name: str, seconds: int, expected: str
) -> None:
    tracks = await RelyingSystem.at(portal)
    now = int(portal.clock().timestamp())

    changed: dict[str, Any] = {name: now + seconds}

    assert await outcome(tracks, tracks.assertion(**changed)) == expected


@pytest.mark.parametrize(
    ("typ", "expected"),
    [
        ("JWT", PROVEN),
        ("client-authentication+jwt", PROVEN),
        ("logout+jwt", REFUSED),
        ("at+jwt", REFUSED),
    ],
)
async def test_a_token_of_another_type_proves_nothing(
    portal: TestPortal, typ: str, expected: str
) -> None:
    tracks = await RelyingSystem.at(portal)

    assert await outcome(tracks, tracks.assertion(typ=typ)) == expected


async def test_only_a_registered_key_signs(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    foreign = make_pair(Algorithm.ES256)
    # Another key under the registered kid.
    private = json.loads(foreign.private)
    private["kid"] = tracks.key.kid
    disguised = type(foreign)(
        kid=tracks.key.kid, public=foreign.public, private=json.dumps(private).encode()
    )

    assert await outcome(tracks, tracks.assertion(key=foreign)) == REFUSED
    assert await outcome(tracks, tracks.assertion(key=disguised)) == REFUSED


async def test_a_key_of_rsa_signs_by_pss(portal: TestPortal) -> None:
    pair = key_of(Algorithm.PS256)
    tracks = await RelyingSystem.at(portal, keys=json.dumps({"keys": [pair.public]}))

    assert await outcome(tracks, tracks.assertion(key=pair)) == PROVEN


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES384", "RS256"])
async def test_the_header_chooses_no_algorithm(portal: TestPortal, algorithm: str) -> None:
    tracks = await RelyingSystem.at(portal)
    _, body, signature = tracks.assertion().split(".")
    header = json.dumps({"alg": algorithm, "kid": tracks.key.kid, "typ": "JWT"})
    forged = f"{base64.urlsafe_b64encode(header.encode()).rstrip(b'=').decode()}.{body}."

    assert await outcome(tracks, forged + ("" if algorithm == "none" else signature)) == REFUSED


async def test_the_public_key_is_no_secret_to_sign_with(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    body = tracks.assertion().split(".")[1]
    claims = base64.urlsafe_b64decode(body + "==")
    secret = OctKey.import_key(json.dumps(tracks.key.public, sort_keys=True).encode())
    forged = jws.serialize_compact(
        {"alg": "HS256", "kid": tracks.key.kid, "typ": "JWT"}, claims, secret, algorithms=["HS256"]
    )

    assert await outcome(tracks, forged) == REFUSED


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_one_flipped_bit_in_any_part_is_refused(portal: TestPortal, part: int) -> None:
    tracks = await RelyingSystem.at(portal)
    parts = tracks.assertion().split(".")
    middle = len(parts[part]) // 2
    letter = parts[part][middle]
    parts[part] = parts[part][:middle] + ("B" if letter != "B" else "C") + parts[part][middle + 1 :]

    assert await outcome(tracks, ".".join(parts)) == REFUSED


async def test_a_header_that_is_critical_is_refused(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    body = tracks.assertion().split(".")[1]
    claims = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
    key = ECKey.import_key(json.loads(tracks.key.private))
    # One that the library understands, so that it would not refuse by itself.
    header = {"alg": "ES256", "kid": tracks.key.kid, "typ": "JWT", "b64": True, "crit": ["b64"]}
    signed = jws.serialize_compact(header, claims, key, algorithms=["ES256"])

    assert await outcome(tracks, signed) == REFUSED


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.c", "....", "ü.ü.ü", "e30.e30.", "\0"])
async def test_what_is_no_token_proves_nothing(portal: TestPortal, text: str) -> None:
    tracks = await RelyingSystem.at(portal)

    assert await outcome(tracks, text) == REFUSED
    assert await outcome(tracks, text, client_id=tracks.client_id) == REFUSED


async def test_a_token_of_any_length_is_refused_fast(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)

    assert await outcome(tracks, tracks.assertion(pad="x" * 9000)) == REFUSED


async def test_the_type_of_the_assertion_is_named(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)

    said = await outcome(tracks, tracks.assertion(), client_assertion_type=None)

    assert said == REFUSED


def basic(client_id: str, secret: str) -> dict[str, str]:
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


async def by_secret(
    tracks: RelyingSystem, form: dict[str, str], headers: dict[str, str] | None = None
) -> httpx.Response:
    usual = tracks.redemption(CODE, client_assertion=None, client_assertion_type=None)
    return await tracks.post("/oidc/token", {**usual, **form}, headers=headers)


async def test_a_secret_proves_where_it_is_registered(portal: TestPortal) -> None:
    alice = await holder(portal)
    tracks = await RelyingSystem.at(portal, secret_allowed=True, keys=None)
    secret = tracks.secret or ""
    code = await tracks.code(alice)

    header = await by_secret(tracks, {}, basic(tracks.client_id, secret))
    posted = await by_secret(tracks, {"client_id": tracks.client_id, "client_secret": secret})
    redeemed = await by_secret(tracks, {"code": code}, basic(tracks.client_id, secret))

    assert len(secret) == 43
    assert header.json()["error"] == posted.json()["error"] == "invalid_grant"
    assert redeemed.status_code == 200
    stored = await RelyingParty.get()
    assert secret not in str(vars(stored))


@pytest.mark.parametrize("secret", ["", "x" * 43, "ü", "x" * 5000])
async def test_a_wrong_secret_is_refused(portal: TestPortal, secret: str) -> None:
    tracks = await RelyingSystem.at(portal, secret_allowed=True)

    header = await by_secret(tracks, {}, basic(tracks.client_id, secret))
    posted = await by_secret(tracks, {"client_id": tracks.client_id, "client_secret": secret})

    assert header.status_code == posted.status_code == 401
    assert header.headers["www-authenticate"].startswith("Basic ")
    assert "www-authenticate" not in posted.headers


async def test_a_secret_is_worth_nothing_once_it_is_not_allowed(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal, secret_allowed=True)
    secret = tracks.secret or ""
    again = await RelyingSystem.at(portal, partner=tracks.partner)

    refused = await by_secret(tracks, {}, basic(tracks.client_id, secret))

    assert again.client_id == tracks.client_id
    assert again.secret is None
    assert refused.status_code == 401


@pytest.mark.parametrize(
    "header", ["Basic", "Basic !", "Basic eA==", "Bearer eDp5", "Basic w7w6eA=="]
)
async def test_a_malformed_header_is_refused(portal: TestPortal, header: str) -> None:
    tracks = await RelyingSystem.at(portal, secret_allowed=True)

    answer = await by_secret(tracks, {}, {"authorization": header})

    assert answer.status_code == 401
    assert "malformed" in answer.json()["error_description"]


async def test_credentials_by_another_scheme_prove_nothing(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal, secret_allowed=True)
    [right] = basic(tracks.client_id, tracks.secret or "").values()

    answer = await by_secret(tracks, {}, {"authorization": right.replace("Basic", "Bearer")})

    assert answer.status_code == 401


async def test_a_client_proves_itself_in_one_way(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal, secret_allowed=True)
    header = basic(tracks.client_id, tracks.secret or "")

    both = await tracks.post("/oidc/token", tracks.redemption(CODE), headers=header)
    two = await by_secret(tracks, {"client_secret": tracks.secret or ""}, header)
    other = await by_secret(tracks, {"client_id": "client-other"}, header)
    none = await by_secret(tracks, {"client_id": tracks.client_id})

    assert both.json()["error"] == two.json()["error"] == "invalid_request"
    assert other.json()["error"] == none.json()["error"] == "invalid_client"


async def test_clients_do_not_share_assertions(portal: TestPortal) -> None:
    tracks = await RelyingSystem.at(portal)
    other = await RelyingSystem.at(portal, partner=await Clara.at(portal, name="另一系統"))

    ours = await outcome(tracks, tracks.assertion(jti="1"))
    theirs = await outcome(other, other.assertion(jti="1"))
    stolen = await outcome(tracks, tracks.assertion(), client_id=other.client_id)

    assert (ours, theirs, stolen) == (PROVEN, PROVEN, REFUSED)
