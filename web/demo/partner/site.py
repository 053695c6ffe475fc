"""The partner system's small web site: an example of a relying party, from the menu to logout."""

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from models.openid.claims import LOGOUT_EVENT, LOGOUT_TYPE
from models.openid.client.authentication import ASSERTION_TYPE
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.claims import challenge_of, seconds
from models.openid.jose.tokens import TokenRefused, sign, verify
from models.outside.fetch import Bounds, FetchFailed, get, post
from web.demo.templates import PAGES, page

BOUNDS = Bounds(seconds=5, max_bytes=64 * 1024)
COOKIE = "demo-tracks"
SCOPE = "openid profile company card"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class SignInFailed(Exception):
    """What came back is no sign-in that this browser began; the message is shown."""


@dataclass(frozen=True, kw_only=True)
class Client:
    """How the site is registered; ``private`` is its key as a JWK."""

    id: str
    issuer: str
    site: str
    private: bytes = field(repr=False)

    def assertion(self, *, at: datetime) -> str:
        """Sign what proves the client for a minute, once (RFC 7523)."""
        now = seconds(at)
        who = {"iss": self.id, "sub": self.id, "aud": self.issuer}
        claims = {**who, "iat": now, "exp": now + 60, "jti": str(uuid4())}
        return sign(claims, private=self.private, typ="JWT")


@dataclass(frozen=True, kw_only=True)
class Pending:
    """A sign-in that a browser has begun."""

    browser: str
    nonce: str
    verifier: str


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who is signed in: the verified claims, what userinfo told, and the ID token as a hint."""

    claims: Mapping[str, Any]
    told: Mapping[str, Any]
    hint: str


@dataclass
class Site:
    """The site; what it knows is lost when the demo stops."""

    client: Client
    clock: Callable[[], datetime]
    pending: dict[str, Pending] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/", self.home),
                Route("/login", self.login),
                Route("/callback", self.callback),
                Route("/logout", self.logout),
                Route("/logged-out", self.logged_out, methods=["POST"]),
                Mount("/pages", StaticFiles(directory=PAGES / "static"), name="pages"),
            ]
        )

    async def home(self, request: Request) -> Response:
        return self._page(self.visitors.get(request.cookies.get(COOKIE, "")))

    async def login(self, request: Request) -> Response:
        """Begin a sign-in; the portal's menu leads here too (OpenID Connect Core §4)."""
        if request.query_params.get("iss", self.client.issuer) != self.client.issuer:
            return self._page(None, problem="來自不認得的登入服務。")
        browser, state = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        begun = Pending(
            browser=browser, nonce=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(32)
        )
        self.pending[state] = begun
        asked = {
            "client_id": self.client.id,
            "redirect_uri": f"{self.client.site}/callback",
            "response_type": "code",
            "scope": SCOPE,
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": challenge_of(begun.verifier),
            "code_challenge_method": "S256",
        }
        answer = _see_other(f"{self.client.issuer}/oidc/authorize?{urlencode(asked)}")
        answer.set_cookie(COOKIE, browser, httponly=True, samesite="lax", path=_path(request))
        return answer

    async def callback(self, request: Request) -> Response:
        query = request.query_params
        begun = self.pending.pop(query.get("state", ""), None)
        try:
            if begun is None or begun.browser != request.cookies.get(COOKIE):
                raise SignInFailed("此瀏覽器沒有開始此次登入。")
            if query.get("iss") != self.client.issuer:
                raise SignInFailed("來自不認得的登入服務。")
            if "error" in query:
                raise SignInFailed(f"{query['error']}: {query.get('error_description', '')}")
            self.visitors[begun.browser] = await self._redeem(query.get("code", ""), begun)
        except SignInFailed as failed:
            return self._page(None, problem=str(failed))
        except (FetchFailed, TokenRefused) as failed:
            return self._page(None, problem=f"{type(failed).__name__}: {failed}")
        return _see_other(f"{self.client.site}/")

    async def logout(self, request: Request) -> Response:
        """Sign out here, and send the browser to sign out at the portal."""
        visitor = self.visitors.pop(request.cookies.get(COOKIE, ""), None)
        if visitor is None:
            return _see_other(f"{self.client.site}/")
        asked = {
            "id_token_hint": visitor.hint,
            "post_logout_redirect_uri": f"{self.client.site}/",
        }
        return _see_other(f"{self.client.issuer}/oidc/logout?{urlencode(asked)}")

    async def logged_out(self, request: Request) -> Response:
        """End the visit of which the portal tells (OpenID Connect Back-Channel Logout §2.6)."""
        form = dict(parse_qsl((await request.body()).decode("ascii", "replace")))
        try:
            claims = await self._verified(form.get("logout_token", ""), typ=LOGOUT_TYPE)
            events = claims.get("events")
            if "nonce" in claims or not isinstance(events, dict) or LOGOUT_EVENT not in events:
                raise TokenRefused("no logout token")
        except (FetchFailed, TokenRefused):
            return Response(status_code=400)
        ended = [
            browser
            for browser, visitor in self.visitors.items()
            if visitor.claims["sid"] == claims.get("sid")
        ]
        for browser in ended:
            del self.visitors[browser]
        return Response(status_code=204)

    async def _redeem(self, code: str, begun: Pending) -> Visitor:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{self.client.site}/callback",
            "code_verifier": begun.verifier,
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": self.client.assertion(at=self.clock()),
        }
        address = f"{self.client.issuer}/oidc/token"
        answer = await post(address, body=urlencode(form).encode(), bounds=BOUNDS, headers=FORM)
        tokens = json.loads(answer.body)
        claims = await self._verified(tokens["id_token"], typ="jwt")
        if claims.get("nonce") != begun.nonce:
            raise TokenRefused("another nonce")
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        told = await get(f"{self.client.issuer}/oidc/userinfo", bounds=BOUNDS, headers=bearer)
        return Visitor(claims=claims, told=json.loads(told.body), hint=tokens["id_token"])

    async def _verified(self, token: str, *, typ: str) -> Mapping[str, Any]:
        """Verify a token against the published keys, and whose it is.

        :raises TokenRefused: when it is none of the portal's for this client, or has expired.
        """
        published = await get(f"{self.client.issuer}/oidc/jwks", bounds=BOUNDS)
        keys = json.loads(published.body)["keys"]
        claims = verify(token, keys=keys, algorithms=[Algorithm.ES256], types={typ}).claims
        if claims.get("iss") != self.client.issuer or claims.get("aud") != self.client.id:
            raise TokenRefused("for another client")
        expires = claims.get("exp")
        if not isinstance(expires, int) or expires <= seconds(self.clock()):
            raise TokenRefused("expired")
        return claims

    def _page(self, visitor: Visitor | None, *, problem: str = "") -> Response:
        values = {
            "base": self.client.site,
            "portal": self.client.issuer,
            "problem": problem,
            "claims": visitor.claims if visitor else {},
            "told": visitor.told if visitor else {},
        }
        return page("tracks.html", values, status=400 if problem else 200)


def _see_other(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers={"cache-control": "no-store"})


def _path(request: Request) -> str:
    return str(request.scope.get("root_path", "")) or "/"
