"""Tests of PostgreSQL's address: what is read from it, for both connections."""

import asyncio
import ssl

import asyncpg
import pytest

from models.database.address import AddressRefused, read_address
from models.database.transaction import client, config, opened
from models.database.unavailable import DatabaseUnavailable
from models.journal.wakeup import WakeUp
from models.outside.postgres_notify import listen
from tests.support.servers.process import until


def test_name_and_password_are_decoded() -> None:
    address = read_address("postgres://us%40er:pa%23s%2Fs@db:5433/gps%20zone")

    assert (address.user, address.password) == ("us@er", "pa#s/s")
    assert (address.host, address.port, address.database) == ("db", 5433, "gps zone")


def test_the_password_is_not_shown() -> None:
    assert "s3cret" not in repr(read_address("postgres://user:s3cret@db/gpszone"))


def test_a_refusal_says_nothing_of_the_password() -> None:
    with pytest.raises(AddressRefused) as refused:
        read_address("postgres://user:s3#cret@db/gpszone")

    assert str(refused.value) == ""


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer", "require"])
def test_a_mode_without_verification_goes_to_the_driver_as_it_is(mode: str) -> None:
    assert read_address(f"postgres://db/gpszone?sslmode={mode}").encryption() == mode


@pytest.mark.parametrize(("mode", "names"), [("verify-ca", False), ("verify-full", True)])
def test_verification_is_by_the_machines_authorities(mode: str, names: bool) -> None:
    context = read_address(f"postgres://db/gpszone?sslmode={mode}").encryption()

    assert isinstance(context, ssl.SSLContext)
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname is names


def test_the_pool_is_as_large_as_the_address_says() -> None:
    described = config("postgres://db/gpszone?minsize=2&maxsize=9")

    credentials = described["connections"]["postgres"]["credentials"]
    assert (credentials["minsize"], credentials["maxsize"]) == (2, 9)


@pytest.fixture
def postgres_url(database_url: str) -> str:
    if not database_url.startswith("postgres"):
        pytest.skip("PostgreSQL's alone")
    return database_url


@pytest.mark.parametrize("mode", ["disable", "allow", "prefer"])
async def test_a_database_opens_with_a_mode(postgres_url: str, mode: str) -> None:
    async with opened(f"{postgres_url}?sslmode={mode}"):
        [row] = await client().execute_query_dict("SELECT 1 AS one")

    assert row["one"] == 1


async def test_require_is_heeded_by_the_pool_and_by_the_listener(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    server = await asyncpg.connect(postgres_url)
    encrypted = await server.fetchval("SHOW ssl") == "on"
    await server.close()
    if encrypted:
        pytest.skip("this server encrypts, and so refuses nothing")
    url = f"{postgres_url}?sslmode=require"

    # Not `DBConnectionError`: the driver's own refusal, before anything was sent in the clear.
    with pytest.raises(DatabaseUnavailable, match="SSL"):
        async with opened(url):
            await client().execute_query_dict("SELECT 1")
    listening = asyncio.create_task(listen(url, WakeUp()))
    await until(lambda: "no wake-ups" in caplog.text)
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)

    assert "ConnectionError" in caplog.text
