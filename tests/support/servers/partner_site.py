"""A partner system with a web site of its own, at another origin than the demo's."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import httpx

from models.core.rules import DAY
from models.database.transaction import opened
from models.openid.form import TypedRegistration
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import KeyPair, make_pair
from models.openid.jose.tokens import sign
from models.openid.relying_party import OpenIDScope
from models.partner.partner import Scope
from models.settings.settings import for_demo
from resolvers.openid.manage import register_party
from resolvers.partner.manage import create_partner
from tests.support.people.partners import OPERATOR
from tests.support.people.relying import JWT_BEARER, VERIFIER, challenge
from tests.support.servers.process import Demo
from web.clock import now

NAME = "車輛定位系統"


@dataclass
class PartnerSite:
    """A web site on the loopback interface; ``arrived`` holds the parameters of each callback.

    Its pages stand at ``site``, which is another site than the demo's, and its callback at
    ``origin``, to which a demo may redirect.
    """

    demo: Demo
    port: int
    key: KeyPair = field(default_factory=lambda: make_pair(Algorithm.ES256))
    client_id: str = ""
    arrived: list[dict[str, str]] = field(default_factory=list)

    @property
    def site(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def portal(self) -> str:
        return f"http://localhost:{self.demo.port}"

    async def register(self) -> None:
        """Have the operator register it in the demo's database."""
        settings = for_demo(
            state=self.demo.state, port=self.demo.port, card_port=self.demo.card_port
        )
        async with opened(self.demo.database_url):
            partner = await create_partner(
                actor=OPERATOR,
                name=NAME,
                scopes=[Scope.EVENTS_READ],
                handoff_url=None,
                expires_at=now() + 30 * DAY,
                mode=settings.mode,
                now=now(),
            )
            registered = await register_party(
                actor=OPERATOR,
                partner_id=partner.partner.id,
                typed=TypedRegistration(
                    redirect_uris=[f"{self.origin}/callback"],
                    post_logout_redirect_uris=[f"{self.origin}/bye"],
                    keys=json.dumps({"keys": [self.key.public]}),
                    scopes=tuple(OpenIDScope),
                ),
                renew_secret=False,
                seal=settings.evidence_seal,
                mode=settings.mode,
                now=now(),
            )
        self.client_id = registered.party.client_id

    def request(self, **changed: str) -> dict[str, str]:
        return {
            "client_id": self.client_id,
            "redirect_uri": f"{self.origin}/callback",
            "response_type": "code",
            "scope": "openid profile company card",
            "state": "state-1",
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
            **changed,
        }

    def redeem(self, code: str) -> httpx.Response:
        """Redeem a code from the partner's server."""
        seconds = int(now().timestamp())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.portal,
            "iat": seconds,
            "exp": seconds + 60,
            "jti": str(uuid4()),
        }
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": f"{self.origin}/callback",
            "code_verifier": VERIFIER,
            "client_assertion_type": JWT_BEARER,
            "client_assertion": sign(claims, private=self.key.private, typ="JWT"),
        }
        return httpx.post(f"{self.portal}/oidc/token", data=form, timeout=20)

    def page(self, path: str) -> str:
        """Return the page at a path: forms that send the browser to the portal, or a callback."""
        parts = urlsplit(path)
        if parts.path == "/callback":
            self.arrived.append(dict(parse_qsl(parts.query)))
            return "<h1>Arrived</h1>"
        if parts.path == "/bye":
            return "<h1>Bye</h1>"
        given = dict(parse_qsl(parts.query))
        action = f"{self.portal}{parts.path}"
        parameters = given if parts.path == "/oidc/logout" else self.request(**given)
        return f"<h1>Partner</h1>{_form(action, parameters)}"


def _form(action: str, parameters: Mapping[str, str]) -> str:
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(text)}">'
        for name, text in parameters.items()
    )
    return f'<form method="post" action="{escape(action)}">{inputs}<button>Go</button></form>'


@contextmanager
def partner_site(demo: Demo) -> Iterator[PartnerSite]:
    """Serve a partner's site."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # The library's name.
            if self.path == "/favicon.ico":
                self.send_response(204)
                self.end_headers()
                return
            content = f"<!doctype html><meta charset=utf-8>{site.page(self.path)}".encode()
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep the tests' output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = PartnerSite(demo=demo, port=server.server_port)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
