"""The test registration that runs the plans of the conformance suite: RS256, a secret, no PKCE."""

import base64
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from models.database.transaction import tx
from models.openid.jose.algorithms import Algorithm
from models.openid.signing_key import SigningKey
from tests.support.people.people import Person
from tests.support.people.relying import CALLBACK, RelyingSystem, agree, came_back, key_of
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

# The three differences to a strict registration, and nothing else.
DIFFERENCES: dict[str, Any] = {
    "algorithm": Algorithm.RS256,
    "pkce_required": False,
    "secret_allowed": True,
}


def basic(client_id: str, secret: str) -> dict[str, str]:
    """Return the header of RFC 6749 §2.3.1."""
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return {"authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


@dataclass
class Suite:
    """The suite's client, and the holder who sits at its browser."""

    portal: TestPortal
    tracks: RelyingSystem
    alice: Person

    @classmethod
    async def at(cls, portal: TestPortal) -> "Suite":
        # Making a pair of RSA keys takes long, so that one serves all tests of this process.
        async with tx() as change:
            await SigningKey.add(
                change,
                key_of(Algorithm.RS256),
                Algorithm.RS256,
                seal=portal.settings.evidence_seal,
                at_once=False,
                actor="operator:t",
                at=portal.clock(),
            )
        tracks = await RelyingSystem.at(portal, keys=None, **DIFFERENCES)
        return cls(portal=portal, tracks=tracks, alice=await holder(portal))

    def request(self, **changed: str | None) -> dict[str, str]:
        """Return the parameters that the suite sends: no challenge."""
        usual: dict[str, str | None] = {"code_challenge": None, "code_challenge_method": None}
        return self.tracks.request(**{**usual, "scope": "openid", **changed})

    async def send(self, **changed: str | None) -> str:
        """Send the browser, and return the address to which it was sent on."""
        answer = await self.alice.browser.get("/oidc/authorize", params=self.request(**changed))
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def code(self, **changed: str | None) -> str:
        """Return the code with which the browser comes back, with a click where one is asked."""
        return await self.arrive(await self.send(**changed))

    async def arrive(self, address: str) -> str:
        page, _, handle = address.partition("#")
        if page == "/authorize":
            agreed = await agree(self.alice, handle)
            assert agreed["__typename"] == "GrantAuthorizationSuccess", agreed
            address = agreed["url"]
        returned = came_back(address)
        assert "error" not in returned, returned
        return returned["code"]

    async def redeem(
        self, code: str, *, by_post: bool = False, verifier: str | None = None
    ) -> httpx.Response:
        secret = self.tracks.secret or ""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        if verifier is not None:
            form["code_verifier"] = verifier
        if by_post:
            named = {"client_id": self.tracks.client_id, "client_secret": secret}
            return await self.tracks.post("/oidc/token", {**form, **named})
        header = basic(self.tracks.client_id, secret)
        return await self.tracks.post("/oidc/token", form, headers=header)

    async def tokens(self, code: str, *, verifier: str | None = None) -> dict[str, Any]:
        answer = await self.redeem(code, verifier=verifier)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told

    async def flow(self, **changed: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Run the whole flow; return the verified claims of the ID token, and userinfo."""
        tokens = await self.tokens(await self.code(**changed))
        claims = await self.verified(tokens["id_token"])
        answer = await self.tracks.userinfo(tokens["access_token"])
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert told["sub"] == claims["sub"]
        return claims, told

    async def verified(self, token: str) -> dict[str, Any]:
        return await self.tracks.verified(token, algorithm=Algorithm.RS256.value)
