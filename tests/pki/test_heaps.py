"""Tests of certificates with as much of one thing as 24 KB hold, signed by the issuer."""

import pytest
from asn1crypto import core, x509

from tests.support.cards import citizen, proof, signed
from tests.support.pki import drafts
from tests.support.pki.encoding import tagged
from tests.support.quickly import quickly

NAME, NUMBER = "2.5.4.3", "2.5.4.5"
MARKS = ("e" + "\u0301\u0323" * 5000).encode()


def object_id(dotted: str) -> bytes:
    der: bytes = core.ObjectIdentifier(dotted).dump()
    return der


def named(*values: tuple[str, bytes]) -> drafts.Change:
    pairs = [tagged(0x30, object_id(kind) + tagged(0x0C, value)) for kind, value in values]

    def change(tbs: drafts.Tbs) -> None:
        tbs["subject"] = x509.Name.load(tagged(0x30, b"".join(tagged(0x31, p) for p in pairs)))

    return change


def extended(tbs: drafts.Tbs) -> None:
    more = [{"extn_id": f"2.999.{n}", "extn_value": b"\x05\x00"} for n in range(1100)]
    tbs["extensions"] = [*tbs["extensions"], *more]


HEAPS: dict[str, drafts.Change] = {
    "marks on one letter": named((NAME, MARKS), (NUMBER, b"0000000000000001")),
    "names": named(*[(NAME, b"x")] * 1200),
    "extensions": extended,
    "policies": drafts.putting(
        "2.5.29.32", tagged(0x30, b"".join(tagged(0x30, object_id("2.999.1")) for _ in range(1800)))
    ),
    "distribution points": drafts.putting(
        "2.5.29.31",
        tagged(0x30, tagged(0x30, tagged(0xA0, tagged(0xA0, tagged(0x86, b"h")))) * 1900),
    ),
    "a modulus of 150,000 bits": drafts.numbered(modulus=(1 << 149_999) + 1, exponent=65537),
    "the longest exponent": drafts.numbered(modulus=(1 << 8191) + 1, exponent=(1 << 255) + 1),
}


@pytest.mark.filterwarnings("ignore:Attribute's length:UserWarning")
@pytest.mark.parametrize("heap", HEAPS)
def test_a_heap_of_one_thing_costs_little(heap: str) -> None:
    made = signed(drafts.reissued(citizen(), HEAPS[heap]))

    quickly(lambda: proof(made), longest=0.04)
