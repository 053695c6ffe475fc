"""Tests of revocation lists: which are accepted, and whom their scope covers."""

import pytest
from asn1crypto import core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from models.pki.crl.status import ListProblem, ListUnusable, RevocationUnknown, read_list
from tests.support.cards import (
    AT,
    DAY,
    authority,
    citizen,
    crl,
    issuer,
    proof,
    serial_number,
    signed,
    stranger,
)
from tests.support.pki.crafted import (
    AUTHORITY_KEY,
    DELTA,
    HOUR,
    NUMBER,
    SCOPE,
    ca,
    crafted,
    extension,
    key_of,
    number,
)
from tests.support.pki.encoding import elements, tagged
from web.demo.authority import CardKind, Generation, Revocation

ANY = "2.5.29.99"
FRESHEST = "2.5.29.46"
URL = tagged(0xA0, tagged(0xA0, tagged(0x86, b"http://localhost/list.crl")))


def problem(crl_bytes: bytes, *, largest: int = 1 << 20) -> ListProblem:
    with pytest.raises(ListUnusable) as refusal:
        read_list(crl_bytes, issuer=issuer(), largest=largest)
    return refusal.value.problem


def test_a_list_is_read() -> None:
    revoked = Revocation(serial_number=7, at=AT)

    known = read_list(crl(revoked, number=2026030203), issuer=issuer())

    assert known.number == 2026030203
    assert known.this_update == AT - HOUR
    assert known.next_update == AT - HOUR + DAY
    assert known.urls == frozenset()
    assert known.entries.reasons(7) == (0,)
    assert known.entries.reasons(8) == ()


def test_a_list_without_entries_is_read() -> None:
    assert len(read_list(crafted(), issuer=issuer()).entries) == 0


# Issuers.


def test_a_list_of_the_other_generation_is_refused() -> None:
    sibling = crl(generation=Generation.G2)

    assert problem(sibling) is ListProblem.WRONG_SIGNATURE


def test_a_list_of_the_other_generation_that_claims_this_ones_key_is_refused() -> None:
    assert problem(crafted(signer=ca(Generation.G2))) is ListProblem.WRONG_SIGNATURE


def test_a_list_that_claims_the_other_generations_key_is_refused() -> None:
    claim = crafted(key_of(Generation.G2), number())

    assert problem(claim) is ListProblem.WRONG_ISSUER


def test_a_list_that_names_no_key_is_refused() -> None:
    assert problem(crafted(number())) is ListProblem.WRONG_ISSUER


def test_a_list_of_a_namesake_is_refused() -> None:
    other = stranger().issuer(kind=CardKind.CITIZEN, generation=Generation.G3)

    assert problem(crafted(signer=other)) is ListProblem.WRONG_SIGNATURE


def test_a_list_of_another_issuer_is_refused() -> None:
    company = authority().issuer(kind=CardKind.COMPANY, generation=Generation.G2)

    assert problem(crafted(signer=company)) is ListProblem.WRONG_ISSUER


def test_a_list_of_the_other_generation_covers_no_card() -> None:
    other = read_list(crl(generation=Generation.G2), issuer=issuer(Generation.G2))

    with pytest.raises(RevocationUnknown):
        proof(signed(citizen(generation=Generation.G3)), known=[other])


def test_a_changed_list_is_refused() -> None:
    whole = crl(Revocation(serial_number=7, at=AT))
    changed = whole.replace(b"\x02\x01\x07\x17", b"\x02\x01\x08\x17")
    assert changed != whole

    assert problem(changed) is ListProblem.WRONG_SIGNATURE


def test_a_list_signed_with_sha_1_is_refused() -> None:
    assert problem(crafted(digest="sha1")) is ListProblem.WRONG_SIGNATURE


# Extensions.


def test_a_list_without_number_is_refused() -> None:
    assert problem(crafted(key_of())) is ListProblem.NO_NUMBER


@pytest.mark.parametrize("value", [b"\x02\x01\xff", b"\x02\x16\x01" + b"\0" * 21, b"\x05\x00"])
def test_a_number_that_is_none_is_refused(value: bytes) -> None:
    assert problem(crafted(key_of(), extension(NUMBER, value))) is ListProblem.UNREADABLE


@pytest.mark.parametrize("critical", ["yes", "no"])
def test_a_delta_list_is_refused(critical: str) -> None:
    delta = extension(DELTA, b"\x02\x01\x01", critical=critical)

    assert problem(crafted(key_of(), number(), delta)) is ListProblem.DELTA


def test_a_complete_list_that_has_fresher_deltas_stands() -> None:
    point = tagged(0x30, tagged(0x30, tagged(0xA0, tagged(0xA0, tagged(0x86, b"http://x")))))

    found = read_list(crafted(key_of(), number(), extension(FRESHEST, point)), issuer=issuer())

    assert found.number == 1
    # RFC 5280 §5.2.6: never critical; as such it would have to be processed.
    critical = crafted(key_of(), number(), extension(FRESHEST, point, critical="yes"))
    assert problem(critical) is ListProblem.UNKNOWN_CRITICAL


def named(name: bytes, serial_number: int) -> bytes:
    """Encode the extension that names the issuer by its certificate."""
    directory = tagged(0xA1, tagged(0xA4, name))
    number = tagged(0x82, core.Integer(serial_number).contents)
    return extension(AUTHORITY_KEY, tagged(0x30, directory + number))


def test_a_list_may_name_its_issuers_certificate_in_place_of_the_key() -> None:
    own = ca().certificate
    extensions = named(own.issuer.public_bytes(), own.serial_number), number()

    assert read_list(crafted(*extensions), issuer=issuer()).number == 1


def test_a_list_that_names_another_certificate_is_refused() -> None:
    own, other = ca().certificate, ca(Generation.G2).certificate
    above = own.issuer.public_bytes()
    key = tagged(0x80, bytes.fromhex(issuer(Generation.G2).key_id))
    both = tagged(0xA1, tagged(0xA4, above)) + tagged(
        0x82, core.Integer(own.serial_number).contents
    )

    for wrong in (
        named(above, other.serial_number),
        named(above, own.serial_number + 1),
        named(own.subject.public_bytes(), own.serial_number),
        extension(AUTHORITY_KEY, tagged(0x30, key + both)),
    ):
        assert problem(crafted(wrong, number())) is ListProblem.WRONG_ISSUER


def test_a_default_may_be_written_out() -> None:
    written = tagged(0x30, core.ObjectIdentifier(ANY).dump() + b"\x01\x01\0" + b"\x04\x00")
    scope = extension(
        SCOPE, tagged(0x30, b"\x81\x01\xff\x82\x01\0\x84\x01\0\x85\x01\0"), critical="yes"
    )

    assert read_list(crafted(key_of(), number(), written, scope), issuer=issuer()).number == 1


def test_a_boolean_that_is_neither_is_refused() -> None:
    written = tagged(0x30, core.ObjectIdentifier(ANY).dump() + b"\x01\x01\1" + b"\x04\x00")

    assert problem(crafted(key_of(), number(), written)) is ListProblem.UNREADABLE


def test_an_unknown_critical_extension_is_refused() -> None:
    unknown = extension(ANY, b"\x30\x00", critical="yes")

    assert problem(crafted(key_of(), number(), unknown)) is ListProblem.UNKNOWN_CRITICAL


def test_an_unknown_extension_is_ignored() -> None:
    unknown = extension(ANY, b"\x30\x00")

    assert read_list(crafted(key_of(), number(), unknown), issuer=issuer()).number == 1


def test_an_extension_that_comes_twice_is_refused() -> None:
    assert problem(crafted(key_of(), number(1), number(2))) is ListProblem.UNREADABLE


def scoped(*parts: bytes) -> bytes:
    scope = extension(SCOPE, tagged(0x30, b"".join(parts)), critical="yes")
    return crafted(key_of(), number(), scope)


def test_a_list_of_user_certificates_covers_all_cards() -> None:
    assert read_list(scoped(b"\x81\x01\xff"), issuer=issuer()).urls == frozenset()


def test_a_partial_list_covers_its_address() -> None:
    known = read_list(scoped(URL, b"\x81\x01\xff"), issuer=issuer())

    assert known.urls == {"http://localhost/list.crl"}


@pytest.mark.parametrize(
    "parts",
    [
        (b"\x82\x01\xff",),  # onlyContainsCACerts
        (b"\x83\x02\x06\x40",),  # onlySomeReasons
        (b"\x84\x01\xff",),  # indirectCRL
        (b"\x85\x01\xff",),  # onlyContainsAttributeCerts
        (URL, b"\x82\x01\xff"),
        (tagged(0xA0, tagged(0xA0, tagged(0x86, b"x"))), b"\xa6\x00"),
        (tagged(0xA0, tagged(0xA1, b"")),),  # nameRelativeToCRLIssuer
        (tagged(0xA0, tagged(0xA0, tagged(0x82, b"localhost"))),),  # no address
    ],
)
def test_a_list_that_leaves_somebody_out_is_refused(parts: tuple[bytes, ...]) -> None:
    assert problem(scoped(*parts)) is ListProblem.SCOPE


def test_a_part_with_two_names_for_itself_is_refused() -> None:
    name = tagged(0xA0, tagged(0x86, b"http://localhost/list.crl"))

    assert problem(scoped(tagged(0xA0, name + name))) is ListProblem.UNREADABLE


@pytest.mark.parametrize("parts", [(b"\x81\x01\x01",), (b"\x81\x00",), (b"\xa0\x00",)])
def test_a_scope_that_is_not_der_is_refused(parts: tuple[bytes, ...]) -> None:
    assert problem(scoped(*parts)) in (ListProblem.UNREADABLE, ListProblem.SCOPE)


# Bytes.


def test_a_list_without_extensions_is_refused() -> None:
    inner, algorithm, _ = elements(elements(crafted())[0][1])
    parts = elements(inner[1])[:-1]
    plain = tagged(0x30, b"".join(tagged(*part) for part in parts))
    signature = ca().key.sign(plain, padding.PKCS1v15(), hashes.SHA256())
    whole = plain + tagged(*algorithm) + tagged(0x03, b"\0" + signature)

    assert problem(tagged(0x30, whole)) is ListProblem.NO_NUMBER


def test_a_signature_of_seven_bits_is_refused() -> None:
    inner, algorithm, signature = elements(elements(crafted())[0][1])
    ragged = tagged(0x03, b"\x01" + signature[1][1:])

    whole = tagged(0x30, tagged(*inner) + tagged(*algorithm) + ragged)

    assert problem(whole) is ListProblem.UNREADABLE


def test_a_list_of_version_1_is_refused() -> None:
    assert problem(crafted(version=b"")) is ListProblem.UNREADABLE


def test_a_list_that_ends_before_it_begins_is_refused() -> None:
    assert problem(crafted(at=AT, until=AT)) is ListProblem.UNREADABLE


def test_a_list_is_refused_wherever_it_is_cut() -> None:
    whole = crl(Revocation(serial_number=serial_number(citizen()), at=AT))

    for size in range(0, len(whole), 11):
        assert problem(whole[:size]) is ListProblem.UNREADABLE


def test_bytes_after_a_list_are_refused() -> None:
    assert problem(crl() + b"\0") is ListProblem.UNREADABLE


def test_a_list_that_is_too_large_is_refused_unread() -> None:
    assert problem(crl(), largest=100) is ListProblem.TOO_LARGE


@pytest.mark.parametrize("junk", [b"", b"<html>", b"-----BEGIN X509 CRL-----", b"\x30\x80\0\0"])
def test_what_is_no_list_is_refused(junk: bytes) -> None:
    assert problem(junk) is ListProblem.UNREADABLE
