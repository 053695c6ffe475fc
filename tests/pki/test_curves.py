"""Tests of ECDSA: off until the operator allows it, then accepted wherever a signature is."""

from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from models.pki.algorithms import RSA_ONLY, AlgorithmRefused
from models.pki.crl.revocation_list import About
from models.pki.crl.status import ListProblem, ListUnusable, RevocationList, read_list
from models.pki.ocsp.status import AnswerRules, OCSPProblem, OCSPUnusable, Question, judge_answer
from models.pki.path.anchors import AnchorUnsound
from models.pki.path.trust import TrustStore
from models.revocation.lists_on_hand import lists_on_hand
from models.signature.evidence import Evidence
from resolvers.evidence.verify import verify_evidence
from resolvers.revocation.refresh import refresh
from tests.support.cards import AT, proof
from tests.support.people.people import Person
from tests.support.pki import answers
from tests.support.pki.curves import CURVES, ON, Curved, curved
from tests.support.portal import TestPortal
from tests.support.servers.lists import publishing


@pytest.fixture(params=CURVES, ids=lambda curve: curve.name)
def authority(request: pytest.FixtureRequest) -> Curved:
    curve: type[ec.EllipticCurve] = request.param
    return curved(curve)


def listed(authority: Curved) -> RevocationList:
    return read_list(authority.crl(), issuer=authority.believed(), schemes=ON)


def test_a_card_is_refused_until_the_scheme_is_named(authority: Curved) -> None:
    known = [listed(authority)]

    with pytest.raises(AlgorithmRefused):
        proof(authority.signed(), trusted=authority.store(), known=known)

    assert proof(authority.signed(), trusted=authority.store(), known=known, schemes=ON)


def test_a_root_is_not_believed_until_the_scheme_is_named(authority: Curved) -> None:
    with pytest.raises(AnchorUnsound, match="ALGORITHM_REFUSED"):
        authority.store(schemes=RSA_ONLY)

    assert authority.store().schemes == ON


def test_lists_are_refused_until_the_scheme_is_named(authority: Curved) -> None:
    [root] = authority.store().authorities.values()
    carl = authority.crl(by=authority.root)

    for content, signer, about in (
        (authority.crl(), authority.believed(), About.CARDS),
        (carl, root, About.AUTHORITIES),
    ):
        with pytest.raises(ListUnusable) as unusable:
            read_list(content, issuer=signer, about=about)
        assert unusable.value.problem is ListProblem.WRONG_SIGNATURE
        assert read_list(content, issuer=signer, about=about, schemes=ON)


def test_an_answer_is_refused_until_the_scheme_is_named(authority: Curved) -> None:
    question = Question(
        issuer=authority.believed(),
        serial_number=authority.card.certificate.serial_number,
        nonce=answers.NONCE,
    )

    with pytest.raises(OCSPUnusable) as unusable:
        judge_answer(authority.answer(), question=question, at=AT, rules=AnswerRules())

    assert unusable.value.problem is OCSPProblem.WRONG_SIGNATURE
    assert judge_answer(
        authority.answer(), question=question, at=AT, rules=AnswerRules(), schemes=ON
    )


class Curving(Person):
    """A person whose card signs with a key on a curve."""

    authority: Curved

    def sign(self, text: str) -> bytes:
        return self.authority.signed(text.encode())


def arrives(portal: TestPortal, authority: Curved) -> Curving:
    alice = Curving.at(portal)
    assert isinstance(alice, Curving)
    alice.authority = authority
    return alice


async def fetched(authority: Curved, trust: TrustStore) -> int:
    lists = {"/a.crl": authority.crl(), "/b.crl": authority.crl(by=authority.root)}
    async with publishing(lists) as base:
        return await refresh(
            urls=[f"{base}/a.crl"], authority_urls=[f"{base}/b.crl"], trust=trust, now=AT
        )


async def test_a_card_on_a_curve_is_bound_and_its_evidence_judged_again(
    portal: TestPortal, authority: Curved
) -> None:
    portal.trusting(authority.store())
    alice = arrives(portal, authority)
    await alice.apply()

    new = await fetched(authority, authority.store())
    bound = await alice.bind()

    assert new == 2
    assert len(await lists_on_hand(authority.store(), at=AT)) == 2
    assert "application" in bound, bound
    evidence = await Evidence.get()
    replay = await verify_evidence(
        evidence.id, seal=portal.settings.evidence_seal, trust=lambda at: authority.store(at=at)
    )
    assert replay.kept.schemes == ON


async def test_a_card_on_a_curve_is_not_bound_where_the_scheme_is_not_named(
    portal: TestPortal, authority: Curved
) -> None:
    await fetched(authority, authority.store())
    portal.trusting(replace(authority.store(), schemes=RSA_ONLY))
    alice = arrives(portal, authority)
    await alice.apply()

    refused = await alice.bind()

    assert refused["code"] == "ALGORITHM_REFUSED"
