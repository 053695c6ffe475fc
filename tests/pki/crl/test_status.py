"""Tests of a card's status by lists: good, revoked, on hold, overdue, unknown."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from cryptography import x509

from models.core.errors import CouldNotFindOut
from models.pki.crl.status import (
    CertificateOnHold,
    CertificateRevoked,
    Clearance,
    RevocationList,
    RevocationStale,
    RevocationUnknown,
    read_list,
)
from tests.support.cards import AT, DAY, SECOND, citizen, crl, issuer, proof, serial_number, signed
from tests.support.pki import drafts
from web.demo.authority import Revocation, partition_of

HOUR = timedelta(hours=1)
KEY_COMPROMISE = x509.ReasonFlags.key_compromise
RELATIVE = x509.RelativeDistinguishedName([x509.NameAttribute(x509.NameOID.COMMON_NAME, "part")])
HOLD = x509.ReasonFlags.certificate_hold
SKEW = timedelta(minutes=10)


def own() -> int:
    return partition_of(serial_number(citizen()))


def listed(
    reason: x509.ReasonFlags | None = None,
    *,
    at: datetime = AT - HOUR,
    life: timedelta = DAY,
    partition: int | None = None,
) -> RevocationList:
    number = serial_number(citizen())
    entry = Revocation(serial_number=number, at=AT - DAY, reason=reason)
    return read_list(crl(entry, at=at, life=life, partition=partition), issuer=issuer())


def clear(
    *, at: datetime = AT - HOUR, life: timedelta = DAY, partition: int | None = None
) -> RevocationList:
    return read_list(crl(at=at, life=life, partition=partition), issuer=issuer())


def judged(*known: RevocationList, grace: timedelta = timedelta(0)) -> bool:
    """Verify the card; return whether an allowance was made for an overdue list."""
    cleared_by = proof(signed(citizen()), known=known, grace=grace).cleared_by
    assert isinstance(cleared_by, Clearance)
    return cleared_by.on_grace


def test_a_card_on_no_list_is_cleared_by_the_newest() -> None:
    found = proof(signed(citizen()), known=[clear(at=AT - 2 * HOUR), clear(at=AT - HOUR)])

    assert isinstance(found.cleared_by, Clearance)
    assert found.cleared_by.this_update == AT - HOUR
    assert not found.cleared_by.on_grace


@pytest.mark.parametrize(
    "reason", [None, x509.ReasonFlags.key_compromise, x509.ReasonFlags.superseded]
)
def test_a_revoked_card_is_refused(reason: x509.ReasonFlags | None) -> None:
    with pytest.raises(CertificateRevoked):
        judged(listed(reason))


def test_a_list_of_another_issuer_says_nothing_of_the_card() -> None:
    other = replace(listed(KEY_COMPROMISE), issuer_key_id="00" * 20)

    assert not judged(clear(), other)
    with pytest.raises(RevocationUnknown):
        judged(other)


def test_a_card_on_hold_is_refused() -> None:
    with pytest.raises(CertificateOnHold):
        judged(listed(HOLD))


def test_a_card_is_good_again_when_the_hold_is_lifted() -> None:
    assert not judged(listed(HOLD, at=AT - 2 * HOUR), clear(at=AT - HOUR))


def test_a_hold_counts_where_two_lists_are_equally_new() -> None:
    with pytest.raises(CertificateOnHold):
        judged(clear(), listed(HOLD, partition=own()))


def test_a_revocation_is_final_whatever_a_newer_list_leaves_out() -> None:
    with pytest.raises(CertificateRevoked):
        judged(listed(at=AT - 2 * HOUR), clear(at=AT - HOUR))


def test_a_revocation_counts_on_a_list_that_is_too_old_to_clear() -> None:
    with pytest.raises(CertificateRevoked):
        judged(listed(at=AT - 9 * DAY))


def test_without_lists_the_status_is_unknown() -> None:
    with pytest.raises(RevocationUnknown) as refusal:
        judged()

    assert isinstance(refusal.value, CouldNotFindOut)


# Parts.


def test_the_part_of_the_list_that_a_card_names_clears_it() -> None:
    assert not judged(clear(partition=own()))


def test_the_part_of_the_list_that_a_card_names_revokes_it() -> None:
    with pytest.raises(CertificateRevoked):
        judged(clear(), listed(partition=own()))


def test_another_partial_list_covers_no_card_here() -> None:
    with pytest.raises(RevocationUnknown):
        judged(clear(partition=own() + 1))


@pytest.mark.parametrize("narrowed", ["reasons", "crl_issuer", "relative_name"])
def test_a_partial_list_named_for_some_reasons_covers_no_card(narrowed: str) -> None:
    url = x509.UniformResourceIdentifier(f"http://localhost/{own()}.crl")
    point = {
        "reasons": x509.DistributionPoint([url], None, frozenset({KEY_COMPROMISE}), None),
        "crl_issuer": x509.DistributionPoint([url], None, None, [url]),
        "relative_name": x509.DistributionPoint(None, RELATIVE, None, None),
    }[narrowed]
    value = x509.CRLDistributionPoints([point]).public_bytes()
    card = drafts.reissued(citizen(), drafts.putting("2.5.29.31", value))
    part = replace(clear(partition=own()), urls=frozenset({url.value}))

    with pytest.raises(RevocationUnknown):
        proof(signed(card), known=[part])


# Time.


def test_a_list_counts_until_its_next_update() -> None:
    assert not judged(clear(at=AT - DAY, life=DAY))


def test_a_list_that_is_a_second_overdue_is_stale() -> None:
    with pytest.raises(RevocationStale) as refusal:
        judged(clear(at=AT - DAY - SECOND, life=DAY))

    assert isinstance(refusal.value, CouldNotFindOut)


def test_grace_lets_an_overdue_list_count_and_says_so() -> None:
    overdue = clear(at=AT - DAY - HOUR, life=DAY)

    assert judged(overdue, grace=HOUR)


def test_grace_ends() -> None:
    overdue = clear(at=AT - DAY - HOUR - SECOND, life=DAY)

    with pytest.raises(RevocationStale):
        judged(overdue, grace=HOUR)


def test_a_list_of_a_clock_that_is_a_little_ahead_counts() -> None:
    assert not judged(clear(at=AT + SKEW))


def test_a_list_from_the_future_is_not_used() -> None:
    with pytest.raises(RevocationUnknown):
        judged(clear(at=AT + SKEW + SECOND))
