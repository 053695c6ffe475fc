"""Tests of what an issuer may do: sign lists, and issue under its own policies."""

import pytest
from cryptography import x509

from models.pki.crl.status import ListProblem, ListUnusable, read_list
from models.pki.path.holder import PolicyRefused
from tests.support.cards import citizen, crl, proof, signed
from tests.support.pki.anchors import build, issuer, replaced
from web.demo import profile


def test_an_issuer_that_may_not_sign_lists_is_not_asked_for_them() -> None:
    usage = profile.key_usage("key_cert_sign")
    store = build(issuer(extensions=replaced(usage)), "root-G3")
    (found,) = store.issuers.values()

    with pytest.raises(ListUnusable) as refusal:
        read_list(crl(), issuer=found)

    assert refusal.value.problem is ListProblem.WRONG_ISSUER


def test_an_issuer_whose_own_policies_lack_level_3_issues_none() -> None:
    other = x509.CertificatePolicies(
        [x509.PolicyInformation(x509.ObjectIdentifier("2.16.886.101.0.3.1"), None)]
    )
    store = build(issuer(extensions=replaced(other)), "root-G3")

    with pytest.raises(PolicyRefused):
        proof(signed(citizen()), trusted=store)


def test_an_issuer_without_policies_issues_none() -> None:
    def drop(found: list[tuple[x509.ExtensionType, bool]]) -> None:
        found[:] = [pair for pair in found if not isinstance(pair[0], x509.CertificatePolicies)]

    store = build(issuer(extensions=drop), "root-G3")

    with pytest.raises(PolicyRefused):
        proof(signed(citizen()), trusted=store)


def test_an_issuer_of_any_policy_issues_level_3() -> None:
    any_policy = x509.CertificatePolicies(
        [x509.PolicyInformation(x509.ObjectIdentifier("2.5.29.32.0"), None)]
    )
    store = build(issuer(extensions=replaced(any_policy)), "root-G3")

    assert proof(signed(citizen()), trusted=store).holder_name == "測試甲"
