"""The Config plan: what the discovery document and the published keys must be."""

import pytest
from joserfc.jwk import KeySet, RSAKey

from tests.support.people.certifying import Suite
from tests.support.people.relying import ISSUER, jwks
from tests.support.portal import TestPortal

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

# OpenID Connect Discovery §3.
REQUIRED = (
    *("authorization_endpoint", "token_endpoint", "jwks_uri"),
    *("response_types_supported", "subject_types_supported"),
    "id_token_signing_alg_values_supported",
)


async def test_discovery_endpoint_verification(portal: TestPortal) -> None:
    await Suite.at(portal)
    address = f"{ISSUER}/.well-known/openid-configuration"

    answer = await portal.browser().get(address)
    found = answer.json()
    keys = await jwks(portal)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert address.startswith(f"{found['issuer']}/.well-known/")
    assert found.keys() >= set(REQUIRED)
    for name, value in found.items():
        if name.endswith(("_endpoint", "_uri")):
            assert value.startswith("https://"), name
        if name.endswith("_supported") and not isinstance(value, bool):
            assert isinstance(value, list), name
            assert all(isinstance(one, str) for one in value), name
            assert len(set(value)) == len(value) > 0, name
    assert "RS256" in found["id_token_signing_alg_values_supported"]
    assert set(found["subject_types_supported"]) <= {"public", "pairwise"}
    assert "code" in found["response_types_supported"]
    read = KeySet.import_key_set(keys)
    assert any(isinstance(key, RSAKey) for key in read.keys)
    assert len({key["kid"] for key in keys["keys"]}) == len(keys["keys"])
    assert not any("d" in key for key in keys["keys"])


async def test_logout_discovery(portal: TestPortal) -> None:
    found = (await portal.browser().get("/.well-known/openid-configuration")).json()

    assert found["end_session_endpoint"].startswith("https://")
    assert found["backchannel_logout_supported"] is True
    assert found["backchannel_logout_session_supported"] is True
