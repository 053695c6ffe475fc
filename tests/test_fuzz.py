"""Spoiled messages, certificates and lists: refused by name and fast, or they say what they said.

Those that are signed anew after they were spoiled reach what stands behind the signatures.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import TypeVar

import pytest
from asn1crypto import core, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.errors import UserError
from models.pki.chain import load
from models.pki.revocation import Clearance, ListUnusable, RevocationList, check, read_list
from tests import cards, drafts
from tests.cards import AT, citizen, proof, signed
from tests.crafted import REASON, ca, crafted, entry, extension, key_of, number
from tests.encoding import elements, tagged
from tests.mutations import spoiled
from web.demo.authority import Revocation

LONGEST = 0.1
FUZZ = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
Answer = TypeVar("Answer")


def quickly(ask: Callable[[], Answer], *, longest: float = LONGEST) -> Answer | None:
    """Give an answer, or None where it is refused by name; anything else that is raised fails.

    The processor's time for this thread is measured, and the best of three taken if it is too
    long, so that a busy machine makes no difference.
    """
    spent = []
    while True:
        begin = time.thread_time()
        try:
            answer = ask()
        except (UserError, ListUnusable):
            answer = None
        spent.append(time.thread_time() - begin)
        if spent[-1] < longest:
            return answer
        assert len(spent) < 3, f"{min(spent):.3f} s"


@cache
def message() -> bytes:
    """Give the message of a good card."""
    return signed(citizen())


@cache
def certificate() -> bytes:
    """Give a good card's certificate."""
    return citizen().signature_certificate


@cache
def revocations() -> bytes:
    """Give a good list, with entries of several forms."""
    return cards.crl(*(Revocation(serial_number=n, at=AT) for n in (7, 1 << 40, 1 << 100)))


@cache
def elaborate() -> bytes:
    """Give a good list whose entries have extensions."""
    entries = [
        entry(8, extension(REASON, b"\x0a\x01\x01")),
        entry(9, time=tagged(0x18, b"20260301000000Z")),
        entry(10, extension("2.5.29.24", tagged(0x18, b"20260301000000Z"))),
    ]
    return crafted(key_of(), number(5), entries=entries)


def part(whole: bytes) -> bytes:
    """Give what is signed of a certificate or list."""
    return tagged(*elements(elements(whole)[0][1])[0])


def signed_anew(inner: bytes) -> bytes:
    """Have the issuer of citizens' cards sign a certificate or list."""
    algorithm = bytes.fromhex("300d06092a864886f70d01010b0500")
    signature = ca().key.sign(inner, padding.PKCS1v15(), hashes.SHA256())
    return tagged(0x30, inner + algorithm + tagged(0x03, b"\0" + signature))


def carrying(other: bytes) -> bytes:
    """Put another certificate into a good message."""
    return _replaced(elements(message()), certificate(), other)


def _replaced(inside: list[tuple[int, bytes]], old: bytes, new: bytes) -> bytes:
    """Replace one element by bytes, with the lengths around it put right."""
    made = b""
    for tag, content in inside:
        whole = tagged(tag, content)
        if whole == old:
            made += new
        elif tag & 0x20 and old in content:
            made += tagged(tag, _replaced(elements(content), old, new))
        else:
            made += whole
    return made


def listed(crl: bytes) -> RevocationList:
    return read_list(crl, issuer=cards.issuer())


def test_what_is_not_spoiled_is_accepted() -> None:
    assert carrying(certificate()) == message()
    assert proof(carrying(signed_anew(part(certificate())))).holder_name == "測試甲"
    assert listed(signed_anew(part(elaborate()))) == listed(elaborate())


@FUZZ
@given(st.deferred(lambda: spoiled(message())))
def test_a_spoiled_message_is_refused_or_says_the_same(made: bytes) -> None:
    found = quickly(lambda: proof(made))

    assert found in (None, proof(message()))


@FUZZ
@given(st.deferred(lambda: spoiled(certificate())))
def test_a_spoiled_certificate_is_refused_or_says_the_same(made: bytes) -> None:
    found = quickly(lambda: proof(carrying(made)))

    assert found in (None, proof(message()))


@FUZZ
@given(st.deferred(lambda: spoiled(certificate())))
def test_a_spoiled_certificate_is_loaded_or_refused(made: bytes) -> None:
    found = quickly(lambda: load(made))

    assert found is None or found[0].tbs_certificate_bytes in made


@FUZZ
@given(st.deferred(lambda: spoiled(part(certificate()))))
def test_a_certificate_that_its_issuer_spoiled_raises_nothing_but_names(inner: bytes) -> None:
    made = signed_anew(inner)

    found = quickly(lambda: proof(carrying(made)))

    assert found is None or found.certificate == made


@FUZZ
@given(st.deferred(lambda: spoiled(revocations(), elaborate())))
def test_a_spoiled_list_is_refused_or_says_the_same(made: bytes) -> None:
    found = quickly(lambda: listed(made))

    assert found in (None, listed(revocations()), listed(elaborate()))


@FUZZ
@given(st.deferred(lambda: spoiled(part(revocations()), part(elaborate()))))
def test_a_list_that_its_issuer_spoiled_raises_nothing_but_names(inner: bytes) -> None:
    found = quickly(lambda: listed(signed_anew(inner)))

    if found is not None:
        quickly(lambda: cleared(found))


def cleared(known: RevocationList) -> Clearance:
    return check(
        7,
        [known],
        issuer_key_id=known.issuer_key_id,
        crl_urls=frozenset(),
        at=AT,
        grace=timedelta(0),
    )


@FUZZ
@given(st.binary(max_size=400))
def test_bytes_that_are_nothing_are_refused(made: bytes) -> None:
    assert quickly(lambda: proof(made)) is None
    assert quickly(lambda: load(made)) is None
    assert quickly(lambda: listed(made)) is None


# As much of one thing as 24 KB hold, signed by the issuer itself.

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
