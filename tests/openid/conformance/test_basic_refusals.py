"""Modules of the Basic plan: what must be refused, and how."""

import base64
import json
from datetime import timedelta

import pytest

from tests.support.people.certifying import Suite
from tests.support.people.relying import CALLBACK, ISSUER, came_back
from tests.support.portal import TestPortal

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

FOREIGN = "https://tracks.example/foreign"


def unsigned(claims: dict[str, str]) -> str:
    """Return a request object with `none` (OpenID Connect Core §6.1)."""
    parts = (
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "none"}, claims)
    )
    return ".".join(parts) + "."


async def test_response_type_missing(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    returned = came_back(await suite.send(response_type=None))

    assert returned["error"] == "invalid_request"
    assert returned["state"] == suite.request()["state"]
    assert returned["iss"] == ISSUER


@pytest.mark.parametrize(
    "seconds",
    [
        pytest.param(0, id="oidcc-codereuse"),
        pytest.param(30, id="oidcc-codereuse-30seconds"),
    ],
)
async def test_codereuse(portal: TestPortal, seconds: int) -> None:
    suite = await Suite.at(portal)
    code = await suite.code()
    access = (await suite.tokens(code))["access_token"]
    portal.clock.forward(timedelta(seconds=seconds))

    again = await suite.redeem(code)
    userinfo = await suite.tracks.userinfo(access)

    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    # A token that lived on would be a warning.
    assert userinfo.status_code == 401


async def test_ensure_registered_redirect_uri(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    assert await suite.send(redirect_uri=FOREIGN) == "/authorize?problem=invalid_request"


async def test_request_uri(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    address = await suite.send(request_uri="https://tracks.example/request.jwt")

    assert came_back(address)["error"] == "request_uri_not_supported"


async def test_unsigned_request_object(portal: TestPortal) -> None:
    suite = await Suite.at(portal)

    address = await suite.send(request=unsigned(suite.request(scope="openid profile")))

    assert came_back(address)["error"] == "request_not_supported"


async def test_ensure_request_object_with_redirect_uri(portal: TestPortal) -> None:
    suite = await Suite.at(portal)
    inside = unsigned({"redirect_uri": CALLBACK})

    # The address outside decides, whatever an object says: an error page, and no redirect.
    address = await suite.send(redirect_uri=FOREIGN, request=inside)
    other = await suite.send(request=unsigned({"redirect_uri": FOREIGN}))

    assert address == "/authorize?problem=invalid_request"
    assert came_back(other)["error"] == "request_not_supported"
