"""Tests of PKITS against pyhanko-certvalidator: nothing is accepted that it refuses.

But for one path, whose certificate is revoked on a delta list alone.
"""

from functools import cache

import pytest

from tests.support.pki.others.second_opinion import EVERY_LIST, second_opinion
from tests.support.pki.pkits.cases import BY_DELTA_ALONE, POLICY_1, cases
from tests.support.pki.pkits.verdict import judged

# It believes no key for DSA either.
DSA = {"ValidDSASignaturesTest4", "ValidDSAParameterInheritanceTest5"}
POLICIES = pytest.mark.parametrize("policy", [None, POLICY_1])


@cache
def accepted_by_them(policy: str | None) -> frozenset[str]:
    return frozenset(
        case.name
        for case in cases()
        if second_opinion(
            case.certificate,
            anchors=case.authorities[:1],
            others=case.authorities[1:],
            lists=case.lists,
            policy=policy,
            about_authorities=EVERY_LIST,
        )
        is None
    )


@POLICIES
def test_their_verdicts_are_those_of_the_suite(policy: str | None) -> None:
    valid = {case.name for case in cases() if case.valid(policy=policy)}

    assert accepted_by_them(policy) == valid - DSA


@POLICIES
def test_we_accept_nothing_that_they_refuse(policy: str | None) -> None:
    ours = {case.name for case in cases() if judged(case, policy=policy) is None}

    assert ours <= accepted_by_them(policy) | BY_DELTA_ALONE
