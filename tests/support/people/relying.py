"""A partner's software that signs holders in by OpenID Connect."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from uuid import uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet

from models.openid.form import TypedRegistration
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import KeyPair, make_pair
from models.openid.jose.tokens import sign
from models.openid.relying_party import OpenIDScope, RelyingParty
from models.openid.request import AuthorizationRequest, Wish
from resolvers.openid.manage import register_party
from tests.support.people.partners import OPERATOR, Clara
from tests.support.people.people import Person
from tests.support.portal import TestPortal

CALLBACK = "https://tracks.example/callback"
OTHER_CALLBACK = "https://tracks.example/other?of=us"
BYE = "https://tracks.example/bye"
TOLD = "https://tracks.example/logged-out"
START = "https://tracks.example/login?via=gpszone"
HOST = "tracks.example"
ISSUER = "https://portal.example"
VERIFIER = "v" * 43
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Made once: an RSA pair takes long.
KEYS: dict[Algorithm, KeyPair] = {}


def key_of(algorithm: Algorithm) -> KeyPair:
    if algorithm not in KEYS:
        KEYS[algorithm] = make_pair(algorithm)
    return KEYS[algorithm]


def challenge(verifier: str = VERIFIER) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def registration(**changed: Any) -> TypedRegistration:
    """Return a strict registration with every scope."""
    usual = TypedRegistration(
        redirect_uris=[CALLBACK, OTHER_CALLBACK],
        post_logout_redirect_uris=[BYE],
        backchannel_logout_uri=TOLD,
        called_hosts=[HOST],
        keys=json.dumps({"keys": [key_of(Algorithm.ES256).public]}),
        scopes=tuple(OpenIDScope),
    )
    return replace(usual, **changed)


@dataclass
class RelyingSystem:
    """A registered client, and what its server sends."""

    portal: TestPortal
    partner: Clara
    client_id: str
    secret: str | None = None
    key: KeyPair = field(default_factory=lambda: key_of(Algorithm.ES256))

    @classmethod
    async def at(
        cls, portal: TestPortal, *, partner: Clara | None = None, **changed: Any
    ) -> "RelyingSystem":
        partner = partner or await Clara.at(portal)
        registered = await register_party(
            actor=OPERATOR,
            partner_id=partner.id,
            typed=registration(**changed),
            renew_secret=False,
            seal=portal.settings.evidence_seal,
            mode=portal.settings.mode,
            now=portal.clock(),
        )
        return cls(
            portal=portal,
            partner=partner,
            client_id=registered.party.client_id,
            secret=registered.secret,
        )

    def request(self, **changed: str | None) -> dict[str, str]:
        """Return the parameters of a request; those that are None are left out."""
        usual: dict[str, str | None] = {
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid company",
            "state": "st-å&=",
            "nonce": "n" * 64,
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
        }
        return {name: text for name, text in {**usual, **changed}.items() if text is not None}

    async def send(self, alice: Person, **changed: str | None) -> httpx.Response:
        """Send a holder's browser to the authorization endpoint."""
        return await alice.browser.get("/oidc/authorize", params=self.request(**changed))

    async def ask(self, alice: Person, **changed: str | None) -> str:
        """Send a holder there, and return the handle with which our page opens."""
        answer = await self.send(alice, **changed)
        assert answer.status_code == 303, answer.text
        page, _, handle = answer.headers["location"].partition("#")
        assert page == "/authorize", answer.headers["location"]
        return str(handle)

    async def code(self, alice: Person, **changed: str | None) -> str:
        """Let a holder agree, unless she has already, and return the code that came back."""
        address = (await self.send(alice, **changed)).headers["location"]
        page, _, handle = address.partition("#")
        if page == "/authorize":
            agreed = await agree(alice, handle)
            assert agreed["__typename"] == "GrantAuthorizationSuccess", agreed
            address = agreed["url"]
        returned = came_back(address)
        assert "error" not in returned, returned
        return returned["code"]

    def assertion(self, *, key: KeyPair | None = None, typ: str = "JWT", **changed: Any) -> str:
        """Sign what proves this client; claims that are None are left out."""
        now = int(self.portal.clock().timestamp())
        usual = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": ISSUER,
            "iat": now,
            "exp": now + 60,
            "jti": str(uuid4()),
        }
        claims = {name: its for name, its in {**usual, **changed}.items() if its is not None}
        return sign(claims, private=(key or self.key).private, typ=typ)

    async def post(
        self, path: str, form: Mapping[str, str], *, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Send a form from the partner's server, which has no cookie."""
        transport = httpx.ASGITransport(self.portal.app)
        async with httpx.AsyncClient(transport=transport, base_url=ISSUER) as server:
            return await server.post(path, data=dict(form), headers=dict(headers or {}))

    def redemption(self, code: str, **changed: str | None) -> dict[str, str]:
        usual: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            "client_assertion_type": JWT_BEARER,
            "client_assertion": self.assertion(),
        }
        return {name: text for name, text in {**usual, **changed}.items() if text is not None}

    async def redeem(self, code: str, **changed: str | None) -> httpx.Response:
        return await self.post("/oidc/token", self.redemption(code, **changed))

    async def tokens(self, alice: Person, **changed: str | None) -> dict[str, Any]:
        """Sign a holder in, and return the answer of the token endpoint."""
        answer = await self.redeem(await self.code(alice, **changed))
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def userinfo(self, token: str) -> httpx.Response:
        headers = {"authorization": f"Bearer {token}"}
        return await self.post("/oidc/userinfo", {}, headers=headers)

    async def claims(self, alice: Person, **changed: str | None) -> dict[str, Any]:
        """Sign a holder in, and return the verified claims of the ID token."""
        return await self.verified((await self.tokens(alice, **changed))["id_token"])

    async def verified(self, token: str, *, algorithm: str = "ES256") -> dict[str, Any]:
        """Verify a token against the published keys with a library that is not ours."""
        found = await jwks(self.portal)
        claims = jwt.decode(token, KeySet.import_key_set(found), algorithms=[algorithm]).claims
        return dict(claims)


async def jwks(portal: TestPortal) -> Any:
    async with portal.browser() as browser:
        return (await browser.get("/oidc/jwks")).json()


async def agree(alice: Person, handle: str) -> dict[str, Any]:
    return await alice.do("grantAuthorization", "url", handle=handle)


async def decline(alice: Person, handle: str) -> dict[str, Any]:
    return await alice.do("denyAuthorization", "url", handle=handle)


def came_back(url: str, *, to: str = CALLBACK) -> dict[str, str]:
    """Return the parameters with which a browser came back to the client."""
    assert url.startswith(f"{to}?"), url
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs), url
    return dict(pairs)


def query_of(url: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(url).query)


def with_query(path: str, parameters: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}"


MINUTE = timedelta(minutes=1)


async def pending_request(tracks: RelyingSystem) -> str:
    """Keep a request, and return its handle."""
    party = await RelyingParty.get(client_id=tracks.client_id)
    wish = Wish(
        redirect_uri=CALLBACK,
        scopes=party.reach,
        state="state",
        nonce=None,
        code_challenge=challenge(),
        prompts=frozenset(),
        max_age=None,
        subject=None,
    )
    handle, _ = await AuthorizationRequest.keep(wish, party, at=tracks.portal.clock())
    return handle
