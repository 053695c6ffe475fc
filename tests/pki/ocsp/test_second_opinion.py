"""Tests of OCSP answers against another validator."""

import asyncio
from collections.abc import Callable

import pytest
from asn1crypto import ocsp, x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.policy_decl import (
    CertRevTrustPolicy,
    RevocationCheckingPolicy,
    RevocationCheckingRule,
)

from models.core.errors import UserError
from models.pki.ocsp.status import AnswerRules, NonceRule, OCSPUnusable, judge_answer
from tests.support import cards
from tests.support.cards import AT, DAY
from tests.support.pki import answers
from tests.support.pki.answers import (
    MINUTE,
    UNKNOWN,
    answer,
    answered_by,
    appointed,
    by_name,
    question,
    revoked,
    sibling,
    single,
)
from tests.support.pki.crafted import ca
from tests.support.pki.others.second_opinion import NO_LIST, REFUSED
from web.demo.hierarchy import ROOTS

Making = Callable[[], bytes]


def ours(response: bytes) -> bool:
    rules = AnswerRules(nonce=NonceRule.OPTIONAL)
    try:
        judge_answer(response, question=question(), at=AT, rules=rules)
    except (UserError, OCSPUnusable):
        return False
    return True


def theirs(response: bytes) -> bool:
    """Ask the other validator, which has this answer and nothing else."""
    cas = cards.authority().authorities
    policy = RevocationCheckingPolicy(RevocationCheckingRule.OCSP_REQUIRED, NO_LIST)
    try:
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(cas[name].der) for name in ROOTS],
            other_certs=[
                x509.Certificate.load(one.der) for name, one in cas.items() if name not in ROOTS
            ],
            ocsps=[ocsp.OCSPResponse.load(response)],
            moment=AT,
            revinfo_policy=CertRevTrustPolicy(policy),
        )
        path = CertificateValidator(
            x509.Certificate.load(cards.citizen().signature_certificate),
            validation_context=context,
        )
        usage = {"digital_signature"}
        asyncio.run(path.async_validate_usage(usage))  # type: ignore[no-untyped-call]  # pyHanko has no types.
    except (*REFUSED, ValueError, TypeError):
        return False
    return True


@pytest.mark.parametrize(
    "making",
    [
        answer,
        lambda: answer(extensions=()),
        lambda: answer(single(digest="sha256")),
        lambda: answer(single(revoked(1), serial_number=7), single()),
        lambda: answered_by(appointed()),
    ],
    ids=["by key", "no nonce", "SHA-256", "another beside it", "appointed"],
)
def test_what_is_relied_upon_here_is_relied_upon_there(making: Making) -> None:
    assert (ours(making()), theirs(making())) == (True, True)


def test_a_responder_named_like_its_sibling_is_distinguished_here_alone() -> None:
    response = answer(responder=by_name(ca().certificate))

    # There the first certificate of that name is taken, which is the other generation's.
    assert (ours(response), theirs(response)) == (True, False)


@pytest.mark.parametrize(
    "making",
    [
        lambda: answer(single(revoked(1))),
        lambda: answer(single(revoked(6))),
        lambda: answer(single(UNKNOWN)),
        lambda: answer(single(serial_number=5)),
        lambda: answer(single(issuer=sibling())),
        lambda: answer(single(at=AT - 9 * DAY, until=AT - 8 * DAY)),
        lambda: answer(key=sibling().key),
        lambda: answer(key=answers.responder_key()),
        lambda: answered_by(appointed(purposes=(ExtendedKeyUsageOID.CLIENT_AUTH,))),
        lambda: answered_by(appointed(until=AT - 2 * MINUTE)),
        lambda: answered_by(appointed(), key=ca().key),
        lambda: answers.declining(3),
    ],
    ids=[
        *("revoked", "on hold", "unknown", "another card", "another issuer", "old"),
        *("a sibling's key", "a stranger's key", "no EKU", "expired", "a wrong key", "later"),
    ],
)
def test_what_is_refused_there_is_refused_here(making: Making) -> None:
    assert (ours(making()), theirs(making())) == (False, False)
