"""Tests of userinfo: what each scope tells, and how a token comes."""

from models.account.account import Account
from models.card.certificate import Certificate
from tests.support.people.relying import RelyingSystem
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

WHO = {"sub", "auth_time", "acr", "amr"}


async def test_without_a_scope_there_is_no_claim(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    account, card = await Account.get(), await Certificate.get()
    told = {}

    for scope in ("openid", "openid profile", "openid company", "openid card"):
        token = (await tracks.tokens(alice, scope=scope, prompt="consent"))["access_token"]
        claims = (await tracks.userinfo(token)).json()
        told[scope] = {name: claims[name] for name in claims.keys() - WHO}
        assert claims.keys() >= WHO
        assert claims["sub"] == str(card.membership_id)

    assert told == {
        "openid": {},
        "openid profile": {"name": card.holder_name},
        "openid company": {
            "control_number": account.control_number,
            "account_kind": "BUSINESS",
            "company_name": account.name,
        },
        "openid card": {"certificate_sha256": card.sha256},
    }


async def test_the_card_is_told_only_where_it_was_granted(portal: TestPortal) -> None:
    alice = await holder(portal)
    tracks = await RelyingSystem.at(portal, scopes=())

    tokens = await tracks.tokens(alice, scope="openid profile company card")

    assert tokens["scope"] == "openid"
    assert (await tracks.userinfo(tokens["access_token"])).json().keys() == WHO


async def test_a_claim_without_a_value_is_left_out(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await Account.all().update(name=None)

    claims = (await tracks.userinfo((await tracks.tokens(alice))["access_token"])).json()

    assert "company_name" not in claims
    assert claims["control_number"] == "A0000006"


async def test_userinfo_says_the_same_person_as_the_id_token(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    tokens = await tracks.tokens(alice)

    claims = (await tracks.userinfo(tokens["access_token"])).json()
    said = await tracks.verified(tokens["id_token"])

    assert {name: said[name] for name in WHO} == {name: claims[name] for name in WHO}


async def test_a_token_comes_in_the_header_or_in_a_form(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    token = (await tracks.tokens(alice))["access_token"]
    header = {"authorization": f"Bearer {token}"}
    server = portal.browser()

    got = await server.get("/oidc/userinfo", headers=header)
    posted = await server.post("/oidc/userinfo", headers=header)
    in_form = await server.post("/oidc/userinfo", data={"access_token": token})
    in_query = await server.get(f"/oidc/userinfo?access_token={token}")
    twice = await server.post("/oidc/userinfo", data={"access_token": token}, headers=header)
    both = await server.get("/oidc/userinfo", headers=[*header.items(), *header.items()])

    assert got.json() == posted.json() == in_form.json()
    assert got.headers["cache-control"] == "no-store"
    for refused in (in_query, twice, both):
        assert refused.status_code == 400
        assert refused.json()["error"] == "invalid_request"


async def test_without_a_good_token_the_answer_says_how_to_bring_one(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    tokens = await tracks.tokens(alice)
    server = portal.browser()

    nothing = await alice.browser.get("/oidc/userinfo")
    wrong = [
        await server.get("/oidc/userinfo", headers={"authorization": f"Bearer {text}"})
        for text in ("x" * 43, "", "' --", tokens["id_token"], tracks.partner.token)
    ]
    scheme = await server.get(
        "/oidc/userinfo", headers={"authorization": f"Basic {tokens['access_token']}"}
    )

    # RFC 6750 §3: without a token no error; a cookie is none.
    assert nothing.headers["www-authenticate"] == "Bearer"
    for refused in (*wrong, scheme):
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith('Bearer error="invalid_token"')


async def test_an_access_token_opens_nothing_else(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    token = (await tracks.tokens(alice))["access_token"]
    asked = {"query": "{ viewer { kind } }"}
    browser = portal.browser()

    as_cookie = await browser.post(
        "/graphql", json=asked, headers={"cookie": f"__Host-gpszone={token}"}
    )
    as_token = await browser.post(
        "/graphql", json=asked, headers={"authorization": f"Bearer {token}"}
    )
    hers = await alice.ask(asked["query"])

    assert hers["viewer"] == {"kind": "HOLDER"}
    assert as_cookie.json()["data"] == {"viewer": None}
    assert as_token.status_code == 401
