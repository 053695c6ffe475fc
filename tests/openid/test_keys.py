"""Tests of keys: those of clients are read strictly, ours rotate without a token that fails."""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey

from models.core.rules import (
    DAY,
    HOUR,
    KEYS_CACHED,
    SIGNING_KEY_AHEAD,
    SIGNING_KEY_BEHIND,
    SIGNING_KEY_LIFE,
)
from models.core.seal import Seal, SealBroken
from models.journal.event import Event
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import KeysUnfit, read_client_keys
from models.openid.signing_key import SigningKey
from models.session.session import Session
from resolvers.openid.rotate_keys import reseal_keys, rotate_keys
from tests.support.people.partners import Clara
from tests.support.people.people import Person
from tests.support.people.relying import RelyingSystem, came_back, jwks
from tests.support.portal import TestPortal
from tests.support.scenarios.accounts import holder

PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


def set_of(*keys: dict[str, Any]) -> str:
    return json.dumps({"keys": keys})


def p256(**changed: Any) -> dict[str, Any]:
    return {**ECKey.generate_key("P-256", private=False).as_dict(), "kid": "1", **changed}


def rsa(bits: int, **changed: Any) -> dict[str, Any]:
    """Return a public key of this size; nobody has its private part."""
    modulus = ((1 << (bits - 1)) | 1).to_bytes(bits // 8, "big")
    text = base64.urlsafe_b64encode(modulus).rstrip(b"=").decode()
    return {"kty": "RSA", "n": text, "e": "AQAB", "kid": "1", **changed}


def test_public_keys_are_reduced_to_what_is_used() -> None:
    curve, modulus = p256(x5u="https://evil.example", more="1"), rsa(2048, kid="2", alg="PS256")

    read = read_client_keys(set_of(curve, modulus))

    assert [set(key) for key in read] == [
        {"kty", "crv", "x", "y", "kid", "alg", "use"},
        {"kty", "n", "e", "kid", "alg", "use"},
    ]
    assert [key["alg"] for key in read] == ["ES256", "PS256"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "JSON"),
        ("null", "list"),
        ("[]", "list"),
        ('{"keys": {}}', "list"),
        ('{"keys": []}', "1 to 8"),
        ('{"keys": [1]}', "object"),
        (set_of(*(p256(kid=str(n)) for n in range(9))), "1 to 8"),
        (set_of(p256(), p256()), "one kid"),
        (set_of(p256(kid=None)), "kid"),
        (set_of(p256(kid="")), "kid"),
        (set_of(p256(kid="k" * 101)), "kid"),
        (set_of(p256(use="enc")), "signatures"),
        (set_of(p256(alg="ES384")), "ES256"),
        (set_of(p256(alg="none")), "ES256"),
        (set_of(rsa(2048, alg="RS256")), "PS256"),
        (set_of(p256(crv="P-384")), "P-256"),
        (set_of(p256(x="AA")), "malformed"),
        (set_of(p256(x=None)), "malformed"),
        (set_of(p256(y=p256()["y"])), "malformed"),
        (set_of({**ECKey.generate_key("P-256").as_dict(private=True), "kid": "1"}), "private"),
        (set_of({**OctKey.generate_key(256).as_dict(private=True), "kid": "1"}), "symmetric"),
        (set_of({**OKPKey.generate_key("Ed25519", private=False).as_dict(), "kid": "1"}), "ES256"),
        (set_of(rsa(1024)), "2048"),
        (set_of(rsa(2048, e="Aw")), "exponent"),
        (set_of(rsa(2048, n="AQAB")), "2048"),
        ('{"keys": ' + "[" * 100_000, "JSON"),
    ],
    # The keys are new in each process, and no name of a test may be.
    ids=lambda value: "set" if str(value).startswith("{") else None,
)
def test_what_is_no_set_of_public_keys_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(KeysUnfit, match=why):
        read_client_keys(text)


async def test_no_private_part_is_published(portal: TestPortal) -> None:
    for number, algorithm in enumerate(Algorithm):
        partner = await Clara.at(portal, name=f"系統{number}")
        await RelyingSystem.at(portal, partner=partner, algorithm=algorithm)

    found = (await jwks(portal))["keys"]

    assert {key["alg"] for key in found} == set(Algorithm)
    assert len({key["kid"] for key in found}) == len(found) == 3
    for key in found:
        assert not PRIVATE & key.keys()
        assert key["use"] == "sig"
    stored = await SigningKey.all()
    assert all(b'"d"' not in bytes(key.sealed or b"") for key in stored)


async def test_a_key_is_published_a_day_before_it_signs_and_kept_a_day_after(
    portal: TestPortal,
) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    first = await SigningKey.get()
    old = await tracks.tokens(alice)

    [second] = await _rotated(portal)
    published = {key["kid"] for key in (await jwks(portal))["keys"]}
    await _forward(portal, alice, SIGNING_KEY_AHEAD - timedelta(seconds=1))
    before = await _kid(tracks, alice)
    await _forward(portal, alice, timedelta(seconds=1))
    after = await _kid(tracks, alice)
    await tracks.verified(old["id_token"])
    await _forward(portal, alice, SIGNING_KEY_BEHIND)
    left = {key["kid"] for key in (await jwks(portal))["keys"]}

    assert published == {first.kid, second.kid}
    assert (before, after) == (first.kid, second.kid)
    assert left == {second.kid}
    # An old ID token is still a hint.
    silent = await tracks.send(alice, prompt="none", id_token_hint=old["id_token"])
    assert "error" not in came_back(silent.headers["location"])


async def _rotated(portal: TestPortal, *, at_once: bool = False) -> list[SigningKey]:
    return await rotate_keys(
        seal=portal.settings.evidence_seal, at_once=at_once, actor="operator:t", now=portal.clock()
    )


async def _forward(portal: TestPortal, alice: Person, by: timedelta) -> None:
    """Let time pass, with the same person signed in at its end."""
    portal.clock.forward(by)
    now = portal.clock()
    await Session.all().update(seen_at=now, expires_at=now + HOUR)


async def _kid(tracks: RelyingSystem, alice: Person) -> str:
    token = (await tracks.tokens(alice))["id_token"]
    await tracks.verified(token)
    return str(jws.extract_compact(token.encode()).headers()["kid"])


async def test_keys_rotate_while_tokens_are_issued_and_none_fails(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    await tracks.code(alice)
    signed: list[str] = []

    async def sign_in(published: Any) -> None:
        token = (await tracks.tokens(alice, prompt="none"))["id_token"]
        # A client may keep the keys for an hour, so it has them from before the rotation.
        jwt.decode(token, KeySet.import_key_set(published), algorithms=["ES256"])
        await tracks.verified(token)
        signed.append(str(jws.extract_compact(token.encode()).headers()["kid"]))

    for number in range(16):
        kept = await jwks(portal)
        await _forward(portal, alice, KEYS_CACHED)
        rotating = [_rotated(portal)] if number % 3 == 0 else []
        await asyncio.gather(sign_in(kept), *rotating, sign_in(kept))
        await portal.work("signing keys")
        await _forward(portal, alice, timedelta(hours=3) - KEYS_CACHED)

    assert len(signed) == 32
    assert len(set(signed)) >= 3


async def test_a_key_that_is_no_longer_secret_is_withdrawn_at_once(portal: TestPortal) -> None:
    alice, tracks = await holder(portal), await RelyingSystem.at(portal)
    first = await SigningKey.get()
    await _rotated(portal)

    [newest] = await _rotated(portal, at_once=True)

    assert [key["kid"] for key in (await jwks(portal))["keys"]] == [newest.kid]
    assert await _kid(tracks, alice) == newest.kid
    assert newest.kid != first.kid


async def test_the_worker_makes_keys_for_what_is_used_and_replaces_them_yearly(
    portal: TestPortal,
) -> None:
    await portal.work("signing keys")
    none = await SigningKey.exists()
    await RelyingSystem.at(portal)
    await portal.work("signing keys")
    one = await SigningKey.all().count()

    portal.clock.forward(SIGNING_KEY_LIFE - SIGNING_KEY_AHEAD - DAY)
    await portal.work("signing keys")
    still_one = await SigningKey.all().count()
    portal.clock.forward(DAY)
    await portal.work("signing keys")
    two = await SigningKey.all().count()
    portal.clock.forward(SIGNING_KEY_AHEAD + SIGNING_KEY_BEHIND)
    await portal.work("signing keys")

    assert (none, one, still_one, two) == (False, 1, 1, 2)
    gone = await SigningKey.filter(gone_at__isnull=False).get()
    # The private part is erased, the public one stays for hints.
    assert gone.sealed is None
    assert gone.public["kid"] == gone.kid
    assert await Event.filter(kind="SIGNING_KEY_ADDED").count() == 2


async def test_a_key_that_does_not_open_keeps_no_new_one_from_being_made(
    portal: TestPortal,
) -> None:
    await RelyingSystem.at(portal)
    await portal.work("signing keys")
    await SigningKey.all().update(sealed=b"damaged")
    portal.clock.forward(SIGNING_KEY_LIFE - SIGNING_KEY_AHEAD)

    with pytest.raises(SealBroken):
        await portal.work("signing keys")

    assert await SigningKey.all().count() == 2


async def test_keys_are_sealed_under_the_newest_key_of_the_operator(portal: TestPortal) -> None:
    await RelyingSystem.at(portal)
    newer = Fernet.generate_key().decode()
    old = (portal.settings.state / "evidence.key").read_text(encoding="ascii")

    renewed = await reseal_keys(seal=Seal([newer, old]))
    again = await reseal_keys(seal=Seal([newer, old]))

    assert (renewed, again) == (1, 0)
    key = await SigningKey.get()
    assert json.loads(key.private(Seal([newer])))["kid"] == key.kid
    with pytest.raises(SealBroken):
        key.private(Seal([old]))
