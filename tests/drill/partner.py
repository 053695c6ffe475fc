"""A partner's web site behind TLS, which signs its visitors in by OpenID Connect."""

import json
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import httpx

from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import KeyPair, make_pair, read_client_keys
from models.openid.jose.tokens import sign, verify
from schema.openid.parameters import KEYS
from tests.drill.site import HOME, NAME, ORIGIN, TRACKS, TRACKS_ORIGIN, Site
from tests.support.people.relying import JWT_BEARER, VERIFIER, challenge
from tests.support.servers.smtp_server import throw_away_tls
from web.clock import now

CALLBACK = f"{TRACKS_ORIGIN}/callback"


@dataclass
class Partner:
    """The partner's server; ``arrived`` are the parameters of each callback."""

    site: Site
    key: KeyPair = field(default_factory=lambda: make_pair(Algorithm.ES256))
    client_id: str = ""
    arrived: list[dict[str, str]] = field(default_factory=list)

    def public_keys(self) -> Path:
        """Write the keys by which the partner proves itself; return the file."""
        file = self.site.folder / "tracks-keys.json"
        file.write_text(json.dumps({"keys": [self.key.public]}), encoding="utf-8")
        return file

    def address(self) -> str:
        """Return where the partner sends who wants to sign in."""
        asked = {
            "client_id": self.client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "scope": "openid profile company card",
            "state": "drill",
            "code_challenge": challenge(),
            "code_challenge_method": "S256",
        }
        return f"{ORIGIN}/oidc/authorize?{urlencode(asked)}"

    def claims(self) -> Mapping[str, object]:
        """Redeem the newest code; return the claims of the ID token, whose signature holds."""
        seconds = int(now().timestamp())
        proof = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": ORIGIN,
            "iat": seconds,
            "exp": seconds + 60,
            "jti": str(uuid4()),
        }
        form = {
            "grant_type": "authorization_code",
            "code": self.arrived[-1]["code"],
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
            "client_assertion_type": JWT_BEARER,
            "client_assertion": sign(proof, private=self.key.private, typ="JWT"),
        }
        redeemed = self._ask("POST", "/oidc/token", data=form).json()
        keys = read_client_keys(self._ask("GET", KEYS).text)
        found = verify(redeemed["id_token"], keys=keys, algorithms=tuple(Algorithm), types=("jwt",))
        return found.claims

    def _ask(self, method: str, path: str, data: Mapping[str, str] | None = None) -> httpx.Response:
        # As a client whose resolver knows the name of the portal.
        trusting = ssl.create_default_context(cafile=self.site.pem)
        with httpx.Client(verify=trusting, timeout=20) as client:
            answer = client.request(
                method,
                f"https://{HOME}:{self.site.ports['tls']}{path}",
                headers={"host": NAME},
                data=data,
                extensions={"sni_hostname": NAME},
            )
        return answer.raise_for_status()


@contextmanager
def partner_behind_tls(site: Site) -> Iterator[Partner]:
    """Serve the partner's callback."""
    partner = Partner(site)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # The library's name.
            parts = urlsplit(self.path)
            if parts.path == "/callback":
                partner.arrived.append(dict(parse_qsl(parts.query)))
            content = b"<!doctype html><title>Tracks</title><h1>Arrived</h1>"
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep the drill's log clean."""

    folder = site.folder / "tracks"
    folder.mkdir()
    tls = throw_away_tls(folder, host=TRACKS)
    server = ThreadingHTTPServer((HOME, site.ports["tracks"]), Handler)
    server.socket = tls.server.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield partner
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
