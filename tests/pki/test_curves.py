"""Tests of ECDSA: accepted below a pinned chain that signs with it, and nowhere else."""

import hashlib
from dataclasses import replace
from itertools import product
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from models.pki.algorithms import ALL_SCHEMES, RSA_ONLY
from models.pki.crl.revocation_list import About
from models.pki.crl.status import ListProblem, ListUnusable, RevocationList, read_list
from models.pki.ocsp.status import AnswerRules, Question, judge_answer
from models.pki.path.fingerprint import fingerprint
from models.pki.path.issued import IssuerUnknown
from models.pki.path.trust import TrustStore
from models.revocation.lists_on_hand import lists_on_hand
from models.signature.evidence import Evidence
from models.signature.verification import SignedChallenge
from resolvers.evidence.verify import verify_evidence
from resolvers.revocation.refresh import refresh
from tests.support.cards import AT, citizen, issuer, proof
from tests.support.people.people import Person
from tests.support.pki import answers
from tests.support.pki.curves import CURVES, Curved, curved
from tests.support.pki.encoding import elements, tagged
from tests.support.portal import TestPortal
from tests.support.servers.lists import publishing

CARDS = ("on the curve", "RSA")
DIGESTS = (hashes.SHA256, hashes.SHA384)


@pytest.fixture(params=[*product(CURVES, CARDS)], ids=lambda of: f"{of[0].name} {of[1]}")
def authority(request: pytest.FixtureRequest) -> Curved:
    curve, card = request.param
    return curved(curve, card=card)


def listed(authority: Curved) -> RevocationList:
    return read_list(authority.crl(), issuer=authority.believed())


@pytest.mark.parametrize("digest", DIGESTS)
@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("card", CARDS)
def test_a_chain_on_a_curve_decides_that_its_cards_count(
    curve: type[ec.EllipticCurve], digest: type[hashes.SHA256] | type[hashes.SHA384], card: str
) -> None:
    authority = curved(curve, digest=digest, card=card)

    found = proof(authority.signed(), trusted=authority.store(), known=[listed(authority)])

    assert found.holder_name == "測試甲"
    assert authority.believed().schemes == ALL_SCHEMES


def test_a_chain_of_rsa_has_cards_of_rsa_alone() -> None:
    assert issuer().schemes == RSA_ONLY


def test_a_card_of_a_chain_that_is_not_pinned_is_refused(authority: Curved) -> None:
    with pytest.raises(IssuerUnknown):
        proof(authority.signed())


def test_a_ca_on_a_curve_does_not_sign_for_another() -> None:
    one, other = curved(ec.SECP256R1), curved(ec.SECP384R1)
    believed = replace(other.believed(), key_id=one.believed().key_id)
    store = replace(one.store(), issuers={believed.key_id: believed})

    with pytest.raises(IssuerUnknown):
        proof(one.signed(), trusted=store)


def test_lists_and_answers_on_a_curve_are_believed(authority: Curved) -> None:
    [root] = authority.store().authorities.values()
    carl = authority.crl(by=authority.root)
    question = Question(
        issuer=authority.believed(),
        serial_number=authority.card.certificate.serial_number,
        nonce=answers.NONCE,
    )

    assert listed(authority)
    assert read_list(carl, issuer=root, about=About.AUTHORITIES)
    assert judge_answer(authority.answer(), question=question, at=AT, rules=AnswerRules())


def test_a_list_on_a_curve_is_not_one_of_an_rsa_key(authority: Curved) -> None:
    with pytest.raises(ListUnusable) as unusable:
        read_list(authority.crl(), issuer=issuer())

    assert unusable.value.problem is ListProblem.WRONG_SIGNATURE


# The fingerprint of a certificate.


def with_other_s(certificate: bytes, order: int) -> bytes:
    """Replace s of a certificate's signature by n − s, which anybody can do."""
    signed, algorithm, (_, bits) = elements(elements(certificate)[0][1])
    r, s = decode_dss_signature(bits[1:])
    other = tagged(0x03, b"\0" + encode_dss_signature(r, order - s))
    return tagged(0x30, tagged(*signed) + tagged(*algorithm) + other)


ORDERS = {
    "secp256r1": 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    "secp384r1": int(
        "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
        "C7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
        16,
    ),
}


def test_a_certificate_has_one_fingerprint_whichever_s_its_signature_has(
    authority: Curved,
) -> None:
    order = ORDERS[authority.issuer.key.curve.name]
    one, other = authority.card.der, with_other_s(authority.card.der, order)
    twin = replace(
        authority,
        card=replace(authority.card, certificate=x509.load_der_x509_certificate(other)),
    )
    assert one != other

    known, store = [listed(authority)], authority.store()
    found = proof(authority.signed(), trusted=store, known=known)
    again = proof(twin.signed(), trusted=store, known=known)

    assert again.certificate == other
    assert again.certificate_sha256 == found.certificate_sha256
    plain = {hashlib.sha256(der).hexdigest() for der in (one, other)}
    assert found.certificate_sha256 in plain
    claimed = [
        SignedChallenge(challenge_id=uuid4(), signature=each.signed()).claimed_card
        for each in (authority, twin)
    ]
    assert claimed == [found.certificate_sha256] * 2


@pytest.mark.parametrize("junk", [b"", b"\x30\x00", b"junk"])
def test_whatever_is_no_certificate_has_a_plain_fingerprint(junk: bytes) -> None:
    assert fingerprint(junk) == hashlib.sha256(junk).hexdigest()


def test_a_certificate_signed_with_rsa_has_its_plain_fingerprint() -> None:
    der = citizen().signature_certificate

    assert fingerprint(der) == hashlib.sha256(der).hexdigest()


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
    assert replay.kept.schemes == ALL_SCHEMES


async def test_a_card_on_a_curve_is_not_bound_below_a_chain_of_rsa(
    portal: TestPortal, authority: Curved
) -> None:
    await fetched(authority, authority.store())
    believed = replace(authority.believed(), schemes=RSA_ONLY)
    store = replace(authority.store(), issuers={believed.key_id: believed})
    portal.trusting(store)
    alice = arrives(portal, authority)
    await alice.apply()

    refused = await alice.bind()

    expected = None if isinstance(authority.card.key, rsa.RSAPrivateKey) else "ALGORITHM_REFUSED"
    assert refused.get("code") == expected
