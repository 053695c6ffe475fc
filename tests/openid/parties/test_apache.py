"""Tests of mod_auth_openidc, as Debian has it, against the service on the loopback interface."""

from ipaddress import ip_network
from pathlib import Path

import httpx

from models.openid.jose.algorithms import Algorithm
from models.outside.logout import HTTPLogout
from models.session.visit import LogoutNotice, NoticeState
from resolvers.openid.send_logout import send_next
from tests.support.people.relying import RelyingSystem
from tests.support.portal import TestPortal, half
from tests.support.run.nightly import nightly
from tests.support.run.patience import PATIENCE
from tests.support.scenarios.accounts import holder
from tests.support.servers.apache import apache, needs_apache
from tests.support.servers.at_home import (
    ON_SQLITE,
    at_home,
    check,
    travel,
    verified_by_jose,
)
from tests.support.servers.node_run import needs_node
from tests.support.servers.process import free_port
from web.clock import now

HERE = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


def directives(issuer: str, origin: str, tracks: RelyingSystem) -> str:
    """Return what its manual has an operator write; its assertions are none that we accept."""
    return f"""
OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration
OIDCClientID {tracks.client_id}
OIDCClientSecret {tracks.secret}
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRedirectURI {origin}/callback
OIDCCryptoPassphrase only-for-this-test
OIDCScope "openid profile company card"
OIDCPKCEMethod S256
OIDCCookieSameSite On
OIDCSessionType server-cache
OIDCInfoHook id_token userinfo
OIDCPassIDTokenAs serialized
Header set X-ID-Token "expr=%{{req:OIDC_id_token}}"
"""


@nightly
@needs_apache
@needs_node
@ON_SQLITE
async def test_mod_auth_openidc_signs_in_and_is_told_of_the_logout(
    portal: TestPortal, tmp_path: Path
) -> None:
    port = free_port()
    origin = f"http://localhost:{port}"
    alice = await holder(portal)
    async with at_home(portal, alice) as issuer:
        tracks = await RelyingSystem.at(
            portal,
            redirect_uris=[f"{origin}/callback"],
            post_logout_redirect_uris=[],
            backchannel_logout_uri=f"{origin}/callback?logout=backchannel",
            called_hosts=["localhost"],
            secret_allowed=True,
            keys=None,
        )
        async with (
            apache(tmp_path, port=port, directives=directives(issuer, origin, tracks)),
            httpx.AsyncClient(base_url=origin, timeout=PATIENCE) as browser,
        ):
            sent = await browser.get("/")
            back = await browser.get(await travel(alice, sent.headers["location"]))
            page = await browser.get(back.headers["location"])
            told = (await browser.get("/callback?info=json")).json()
            await alice.do("signOut", "__typename", clientMutationId="1")
            was_sent = await send_next(
                port=HTTPLogout(networks=HERE),
                issuer=issuer,
                seal=portal.settings.evidence_seal,
                random=half,
                now=now(),
            )
            after = await browser.get("/")

            claims = await verified_by_jose(
                page.headers["x-id-token"],
                issuer=issuer,
                client_id=tracks.client_id,
                algorithm=Algorithm.ES256,
            )

    assert page.text == "The partner's page\n"
    assert claims["nonce"] == told["id_token"]["nonce"]
    await check(told["id_token"], told["userinfo"], client_id=tracks.client_id)
    assert was_sent
    notice = await LogoutNotice.get()
    assert (notice.state, notice.trouble) == (NoticeState.SENT, None)
    assert after.status_code == 302
    assert after.headers["location"].startswith(f"{issuer}/oidc/authorize?")
