"""Tests of TLS to servers outside: what is verified is the same under every version of Python."""

import ssl
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from models.core.tls import UNUSED, VERIFIED, client_context
from models.database.address import read_address
from models.outside import fetch, smtp
from models.outside.counters import RedisCounters
from tests.core.bare_chain import BareChain, answering, bare_chain
from tests.support.paths import ROOT
from tests.support.run.patience import PATIENCE
from tests.support.servers.smtp_server import Postmaster, mail_server
from web.clock import epoch

BOUNDS = fetch.Bounds(seconds=10, max_bytes=1000)
OWN_DEFAULT = ssl.create_default_context
STRICT, PARTIAL = UNUSED


def strict_default(
    purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH, *, cafile: str | None = None
) -> ssl.SSLContext:
    """Return what `ssl.create_default_context` returns from Python 3.13 on."""
    context = OWN_DEFAULT(purpose, cafile=cafile)
    context.verify_flags |= STRICT | PARTIAL
    return context


@pytest.fixture
def chain(tmp_path: Path) -> BareChain:
    return bare_chain(tmp_path)


@pytest.fixture(params=[OWN_DEFAULT, strict_default], ids=["this Python", "Python 3.13"])
def default(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, chain: BareChain
) -> Iterator[None]:
    """Let Python's default be that of a version, and the chain's root be in the system's store."""
    monkeypatch.setattr(ssl, "create_default_context", request.param)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain.root))
    kept: list[Callable[[], None]] = [fetch._trust.cache_clear, smtp._trust.cache_clear]
    for forget in kept:
        forget()
    yield
    for forget in kept:
        forget()


async def test_a_chain_without_key_identifiers_is_fetched_from(
    default: None, chain: BareChain
) -> None:
    async with answering(chain) as url:
        answer = await fetch.get(url, bounds=BOUNDS)

    assert answer.body == b"hi"


async def test_a_chain_without_key_identifiers_is_what_strict_refuses(chain: BareChain) -> None:
    async with answering(chain) as url:
        context = strict_default(cafile=str(chain.root))
        async with httpx.AsyncClient(verify=context, trust_env=False, timeout=PATIENCE) as client:
            with pytest.raises(httpx.ConnectError, match=r"Missing (Subject|Authority) Key"):
                await client.get(url)


async def test_mail_goes_to_a_server_with_such_a_chain(default: None, chain: BareChain) -> None:
    tls = smtp.Security.TLS
    async with mail_server(Postmaster(), security=tls, context=chain.context()) as port:
        await smtp.SMTPTransport(host="127.0.0.1", port=port, security=tls).reach()


def test_the_databases_context_is_the_same(default: None, chain: BareChain) -> None:
    url = f"postgres://db/gpszone?sslmode=verify-full&sslrootcert={chain.root}"

    context = read_address(url).encryption()

    assert isinstance(context, ssl.SSLContext)
    assert context.verify_flags == VERIFIED
    assert [one["subject"] for one in context.get_ca_certs()] == [
        ((("commonName", "a root without a key identifier"),),)
    ]


async def test_the_counters_connection_is_the_same(default: None, chain: BareChain) -> None:
    counters = RedisCounters(f"rediss://127.0.0.1:1/0?ssl_ca_certs={chain.root}", clock=epoch)

    context = counters._pool.make_connection().ssl_context.get()  # type: ignore[no-untyped-call]  # The driver's.

    assert context.verify_flags == VERIFIED
    await counters.close()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda folder: bare_chain(folder, address="127.0.0.2"),
        lambda folder: bare_chain(folder, ends=timedelta(hours=-1)),
        lambda folder: bare_chain(folder, is_ca=False),
    ],
    ids=["another address", "expired", "no authority"],
)
async def test_what_is_wrong_with_a_chain_is_still_refused(
    tmp_path: Path, wrong: Callable[[Path], BareChain]
) -> None:
    chain = wrong(tmp_path)
    context = client_context(authorities=str(chain.root))

    async with (
        answering(chain) as url,
        httpx.AsyncClient(verify=context, trust_env=False, timeout=PATIENCE) as client,
    ):
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get(url)


async def test_a_root_that_is_not_trusted_is_refused(chain: BareChain) -> None:
    async with (
        answering(chain) as url,
        httpx.AsyncClient(verify=client_context(), trust_env=False, timeout=PATIENCE) as client,
    ):
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get(url)


def test_a_server_is_asked_for_tls_1_2_at_least() -> None:
    assert client_context().minimum_version is ssl.TLSVersion.TLSv1_2
    assert client_context().verify_mode is ssl.CERT_REQUIRED
    assert client_context().check_hostname


def test_no_other_file_makes_a_context() -> None:
    makers = [
        path.relative_to(ROOT).as_posix()
        for floor in ("models", "resolvers", "schema", "web")
        for path in (ROOT / floor).rglob("*.py")
        if "node_modules" not in path.parts
        and any(
            word in path.read_text("utf-8") for word in ("create_default_context", "SSLContext(")
        )
    ]

    assert makers == ["models/core/tls.py"]
