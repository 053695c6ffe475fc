"""Tests of the examples of proxies: curl through nginx and HAProxy to what a node would see."""

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.support.paths import ROOT
from tests.support.run.nginx import nginx_conf
from tests.support.run.programs import program
from tests.support.servers.process import free_port, until
from tests.support.servers.smtp_server import throw_away_tls
from web.http.trace import behind

NAME = "accounts.example.gov.tw"
# The proxy's address, the only one that the node trusts, and a client's.
PROXY, CLIENT = "127.0.0.1", "127.0.0.2"
FORGED = "203.0.113.9"
TRACE = "00-11111111111111111111111111111111-2222222222222222-01"


async def _seen(request: Request) -> Response:
    """Answer with what the application sees of a request."""
    body = await request.body()
    return JSONResponse(
        {
            "client": request.client.host if request.client else None,
            "scheme": request.url.scheme,
            "headers": dict(request.headers),
            "bytes": len(body),
        }
    )


@asynccontextmanager
async def _node() -> AsyncIterator[int]:
    """Serve on a port behind the service's own reading of forwarded headers."""
    seen = Starlette(routes=[Route("/{path:path}", _seen, methods=["GET", "POST"])])
    port = free_port()
    config = uvicorn.Config(
        behind(seen, proxies=PROXY),
        host=PROXY,
        port=port,
        log_config=None,
        lifespan="off",
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield port
    finally:
        server.should_exit = True
        await serving


@dataclass(frozen=True, kw_only=True)
class Site:
    """A proxy before a node; curl trusts its certificate."""

    port: int
    plain: int
    node: int
    pem: Path

    async def curl(self, path: str, *options: str, name: str = NAME) -> tuple[int, str, str]:
        """Return curl's exit code, what it was answered, and the status and protocol."""
        code, text = await _curl(
            *("--cacert", str(self.pem), "--interface", CLIENT),
            *("--connect-to", f"{name}:443:{PROXY}:{self.port}"),
            *("--connect-to", f"{name}:80:{PROXY}:{self.plain}"),
            *options,
            path if path.startswith("http:") else f"https://{name}{path}",
        )
        answer, _, status = text.rpartition("\n")
        return code, answer, status


async def _curl(*options: str) -> tuple[int, str]:
    common = ("--silent", "--max-time", "60", "--write-out", "\n%{http_code} %{http_version}")
    process = await asyncio.create_subprocess_exec(
        program("curl", package="curl"),
        *common,
        *options,
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


def _nginx(folder: Path, *, pem: Path, ports: tuple[int, int], node: int) -> list[str]:
    text = (ROOT / "ops/nginx/nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen 443", f"listen {PROXY}:{ports[0]}")
    text = text.replace("listen 80", f"listen {PROXY}:{ports[1]}")
    text = re.sub(r"/etc/nginx/tls/portal\.(?:pem|key)", str(pem), text)
    text = re.sub(r"10\.0\.0\.1[12]:8000", f"{PROXY}:{node}", text)
    example, whole = folder / "portal.conf", folder / "nginx.conf"
    example.write_text(text, encoding="utf-8")
    whole.write_text(nginx_conf(folder, f"include {example};"), encoding="utf-8")
    return [program("nginx", package="nginx"), "-c", str(whole)]


def _haproxy(folder: Path, *, pem: Path, ports: tuple[int, int], node: int) -> list[str]:
    text = (ROOT / "ops/haproxy/haproxy.cfg").read_text(encoding="utf-8")
    text = text.replace("bind :443", f"bind {PROXY}:{ports[0]}")
    text = text.replace("bind :80", f"bind {PROXY}:{ports[1]}")
    text = text.replace("/etc/haproxy/tls/portal.pem", str(pem))
    text = re.sub(r"10\.0\.0\.1[12]:8000", f"{PROXY}:{node}", text)
    file = folder / "haproxy.cfg"
    file.write_text(text, encoding="utf-8")
    return [program("haproxy", package="haproxy"), "-q", "-f", str(file)]


@pytest.fixture(params=["nginx", "haproxy"])
async def site(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Site]:
    throw_away_tls(tmp_path, host=NAME)
    pem, ports = tmp_path / "throw-away.pem", (free_port(), free_port())
    command_of = _nginx if request.param == "nginx" else _haproxy
    async with _node() as node:
        command = command_of(tmp_path, pem=pem, ports=ports, node=node)
        process = await asyncio.create_subprocess_exec(*command)
        try:
            found = Site(port=ports[0], plain=ports[1], node=node, pem=pem)

            async def answers() -> bool:
                return process.returncode is not None or (await found.curl("/"))[2] == "200 2"

            await until(answers)
            assert process.returncode is None
            yield found
        finally:
            if process.returncode is None:
                process.terminate()
                await asyncio.wait_for(process.wait(), 20)


async def test_a_client_cannot_choose_its_address(site: Site) -> None:
    forged = (
        *("-H", f"X-Forwarded-For: {FORGED}", "-H", "X-Forwarded-Proto: http"),
        *("-H", f"Forwarded: for={FORGED}", "-H", f"traceparent: {TRACE}"),
    )

    _, answer, status = await site.curl("/", *forged)

    seen = json.loads(answer)
    assert status == "200 2"
    assert seen["client"] == CLIENT
    assert seen["scheme"] == "https"
    assert seen["headers"]["host"] == NAME
    assert seen["headers"]["x-forwarded-for"] == CLIENT
    assert not {"forwarded", "traceparent"} & set(seen["headers"])


async def test_who_is_beside_the_proxy_cannot_choose_an_address(site: Site) -> None:
    neighbour = ("--interface", CLIENT, "-H", f"X-Forwarded-For: {FORGED}")
    _, text = await _curl(*neighbour, f"http://{PROXY}:{site.node}/")

    assert json.loads(text.rpartition("\n")[0])["client"] == CLIENT


async def test_older_browsers_and_tls_versions(site: Site) -> None:
    _, _, older = await site.curl("/", "--http1.1")
    refused, _, _ = await site.curl("/", "--tls-max", "1.1")

    assert older == "200 1.1"
    assert refused == 35


async def test_http_leads_to_https(site: Site) -> None:
    _, answer, status = await site.curl(f"http://{NAME}/apply?x=1", "--head")

    location = re.search(r"(?mi)^location: (\S+)", answer)
    assert status == "308 1.1"
    assert location is not None
    assert location[1] == f"https://{NAME}/apply?x=1"


async def test_another_name_gets_no_certificate(site: Site) -> None:
    code, _, _ = await site.curl("/", "--insecure", name="other.example")

    assert code == 35


async def test_readiness_is_for_the_proxy_alone(site: Site) -> None:
    assert (await site.curl("/readyz"))[2] == "404 2"
    assert (await site.curl("/healthz"))[2] == "200 2"


async def test_a_body_and_a_head_are_bounded(site: Site, tmp_path: Path) -> None:
    fits, large = tmp_path / "fits", tmp_path / "large"
    fits.write_bytes(b"x" * 64 * 1024)
    large.write_bytes(b"x" * (64 * 1024 + 1))

    _, answer, accepted = await site.curl("/", "--data-binary", f"@{fits}")
    _, _, refused = await site.curl("/", "--data-binary", f"@{large}")
    _, _, head = await site.curl("/", "--http1.1", "-H", f"x-long: {'x' * 40_000}")

    assert accepted == "200 2"
    assert json.loads(answer)["bytes"] == 64 * 1024
    # HAProxy may end the stream before curl has read its answer.
    assert refused in ("413 2", "000 0")
    assert head == "400 1.1"


async def test_a_head_that_does_not_end_is_given_up(site: Site) -> None:
    trusting = ssl.create_default_context(cafile=site.pem)
    reader, writer = await asyncio.open_connection(
        PROXY, site.port, ssl=trusting, server_hostname=NAME
    )
    writer.write(f"GET / HTTP/1.1\r\nHost: {NAME}\r\n".encode())
    await writer.drain()

    said = b""
    async with asyncio.timeout(15):
        # nginx resets the connection, HAProxy answers and closes it.
        with suppress(ConnectionResetError):
            said = await reader.read()
    writer.close()

    assert said == b"" or b" 408 " in said.splitlines()[0]
