"""Tests of two nodes that are restarted in turn behind a proxy: no request fails."""

import asyncio
import shutil
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.support.nodes.node import Node, settings_in
from tests.support.people.people import form
from tests.support.run.nginx import nginx_conf
from tests.support.run.nightly import nightly
from tests.support.servers.process import free_port, until

APPLY = "mutation($i: ApplyInput!) { apply(input: $i) { __typename } }"
BROWSERS = 6
DRAIN_SECONDS = 3

pytestmark = [nightly, pytest.mark.parametrize("database_url", ["postgres"], indirect=True)]

HAPROXY = """\
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  option redispatch
  retries 3
frontend portal
  bind 127.0.0.1:{port}
  default_backend nodes
backend nodes
  option httpchk GET /readyz
  http-check expect status 200
  option forwardfor
  default-server inter 500ms fall 1 rise 2
  server one 127.0.0.1:{one} check
  server two 127.0.0.1:{two} check
"""
NGINX = """\
upstream nodes {{
    server 127.0.0.1:{one} max_fails=1 fail_timeout=2s;
    server 127.0.0.1:{two} max_fails=1 fail_timeout=2s;
  }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://nodes;
      proxy_connect_timeout 2s;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
"""


@contextmanager
def proxy(kind: str, folder: Path, nodes: Sequence[Node]) -> Iterator[str]:
    """Run a proxy before two nodes, and give its address."""
    port = free_port()
    places = {"port": port, "one": nodes[0].port, "two": nodes[1].port}
    if kind == "haproxy":
        text = HAPROXY.format(**places)
    else:
        text = nginx_conf(folder, NGINX.format(**places))
    file = folder / f"{kind}.conf"
    file.write_text(text)
    command = ["haproxy", "-q", "-f"] if kind == "haproxy" else ["nginx", "-c"]
    process = subprocess.Popen([*command, str(file)])
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
async def nodes(database_url: str, tmp_path: Path) -> AsyncIterator[list[Node]]:
    environ = settings_in(tmp_path, database_url, GPSZONE_DRAIN_SECONDS=str(DRAIN_SECONDS))
    both = [Node(environ, tmp_path / f"{name}.log") for name in ("one", "two")]
    await asyncio.gather(*(node.start() for node in both))
    yield both
    await asyncio.gather(*(node.kill() for node in both))


async def use(origin: str, statuses: Counter[object], *, until_set: asyncio.Event) -> None:
    """Apply again and again, as a browser does that keeps its connection."""
    headers = {"sec-fetch-site": "same-origin", "origin": "https://portal.example"}
    async with httpx.AsyncClient(base_url=origin, headers=headers, timeout=60) as browser:
        while not until_set.is_set():
            typed = {**form(), "requestKey": str(uuid4())}
            try:
                answer = await browser.post(
                    "/graphql", json={"query": APPLY, "variables": {"i": typed}}
                )
                statuses[answer.status_code] += 1
            except httpx.HTTPError as fault:
                statuses[type(fault).__name__] += 1
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("kind", ["haproxy", "nginx"])
async def test_no_request_fails_while_nodes_are_restarted_in_turn(
    kind: str, nodes: list[Node], tmp_path: Path
) -> None:
    if shutil.which(kind) is None:
        pytest.skip(f"{kind} is not installed")
    statuses: Counter[object] = Counter()
    over = asyncio.Event()
    with proxy(kind, tmp_path, nodes) as origin:

        async def served() -> bool:
            async with httpx.AsyncClient(base_url=origin, timeout=5) as client:
                try:
                    return (await client.get("/readyz")).status_code == 200
                except httpx.TransportError:
                    return False

        await until(served, within=30)
        await asyncio.sleep(2)
        using = [
            asyncio.create_task(use(origin, statuses, until_set=over)) for _ in range(BROWSERS)
        ]
        for node in (*nodes, *nodes):
            await asyncio.sleep(1)
            assert await node.stop() == 0
            await node.start()
            # So that the proxy has it again before the other one goes.
            await asyncio.sleep(3)
        over.set()
        await asyncio.gather(*using)

    assert statuses.total() > 200
    assert set(statuses) == {200}, statuses
