"""Tests of the table of plans: every module and every check has a test, and the tests exist."""

import importlib
import inspect
from collections.abc import Iterator

import pytest

from models.openid.form import TypedRegistration
from models.openid.jose.algorithms import Algorithm
from tests.openid.conformance.plans import PLANS, RFC_9700
from tests.support.people.certifying import DIFFERENCES, basic
from tests.support.people.relying import CALLBACK, RelyingSystem, came_back
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

# The modules of the plans, by the words in which they are listed for this project.
LISTED = {
    "oidcc-basic-certification-test-plan": (
        "server server-client-secret-post response-type-missing idtoken-signature "
        "idtoken-unsigned userinfo-get userinfo-post-header userinfo-post-body "
        "ensure-request-without-nonce-succeeds-for-code-flow scope-profile scope-email "
        "scope-address scope-phone scope-all alternate-happy-flow display-page display-popup "
        "login-hint ui-locales claims-locales ensure-request-with-unknown-parameter-succeeds "
        "prompt-login prompt-none-not-logged-in prompt-none-logged-in max-age-1 max-age-10000 "
        "id-token-hint ensure-request-with-acr-values-succeeds codereuse codereuse-30seconds "
        "ensure-registered-redirect-uri ensure-post-request-succeeds "
        "request-uri-unsigned-supported-correctly-or-rejected-as-unsupported "
        "unsigned-request-object-supported-correctly-or-rejected-as-unsupported "
        "ensure-request-object-with-redirect-uri claims-essential refresh-token "
        "ensure-request-with-valid-pkce-succeeds"
    ),
    "oidcc-config-certification-test-plan": "discovery-endpoint-verification",
    "oidcc-rp-initiated-logout-certification-test-plan": (
        "rp-initiated-logout-discovery-endpoint-verification rp-initiated-logout "
        "rp-initiated-logout-no-state rp-initiated-logout-bad-post-logout-redirect-uri "
        "rp-initiated-logout-query-added-to-post-logout-redirect-uri "
        "rp-initiated-logout-modified-id-token-hint rp-initiated-logout-bad-id-token-hint "
        "rp-initiated-logout-no-id-token-hint rp-initiated-logout-no-params "
        "rp-initiated-logout-only-state rp-initiated-logout-no-post-logout-redirect-uri"
    ),
    "oidcc-backchannel-rp-initiated-logout-certification-test-plan": (
        "backchannel-logout-discovery-endpoint-verification backchannel-rp-initiated-logout"
    ),
}
CHECKS_OF_RFC_9700 = 14
NAMED = {
    *(test for plan in PLANS.values() for test in plan.values()),
    *(test for tests in RFC_9700.values() for test in tests),
}


@pytest.mark.parametrize("plan", LISTED)
def test_every_module_of_a_plan_is_played(plan: str) -> None:
    assert PLANS[plan].keys() == {f"oidcc-{name}" for name in LISTED[plan].split()}


def test_there_is_no_other_plan() -> None:
    assert PLANS.keys() == LISTED.keys()


def test_every_check_of_rfc_9700_is_held() -> None:
    numbers = [int(check.partition(".")[0]) for check in RFC_9700]

    assert numbers == list(range(1, CHECKS_OF_RFC_9700 + 1))
    assert all(RFC_9700.values())


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_named_test_exists(name: str) -> None:
    path, _, test = name.partition("::")

    assert test in set(_tests(path)), name


def _tests(path: str) -> Iterator[str]:
    """Yield the tests of a file in this room, and each of their cases that has a name."""
    words = path.removesuffix(".py").replace("/", ".")
    module = importlib.import_module(f"tests.openid.{words}")
    for name, test in inspect.getmembers(module, inspect.isfunction):
        if not name.startswith("test_"):
            continue
        yield name
        for mark in getattr(test, "pytestmark", []):
            if mark.name == "parametrize":
                yield from (f"{name}[{case}]" for case in _cases(mark))


def _cases(mark: pytest.Mark) -> Iterator[str]:
    for value in mark.args[1]:
        case = value if isinstance(value, str) else getattr(value, "id", None)
        if case is not None:
            yield case


def test_a_production_registration_starts_without_the_differences() -> None:
    strict = TypedRegistration(redirect_uris=[CALLBACK])

    assert DIFFERENCES.keys() == {"algorithm", "pkce_required", "secret_allowed"}
    for name, value in DIFFERENCES.items():
        assert getattr(strict, name) != value, name


async def test_a_strict_registration_refuses_what_the_plan_does(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    found = (await portal.browser().get("/.well-known/openid-configuration")).json()

    bare = await tracks.send(alice, code_challenge=None, code_challenge_method=None)
    code = await tracks.code(alice)
    unproven = {"client_assertion": None, "client_assertion_type": None}
    form = tracks.redemption(code, **unproven)
    by_secret = await tracks.post("/oidc/token", form, headers=basic(tracks.client_id, "x" * 43))

    assert came_back(bare.headers["location"])["error"] == "invalid_request"
    assert by_secret.json()["error"] == "invalid_client"
    assert Algorithm.RS256.value not in found["id_token_signing_alg_values_supported"]
