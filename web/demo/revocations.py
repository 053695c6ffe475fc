"""The revocation lists of the demo's issuers, and the way to those that its cards name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from cryptography import x509

from models.outside.lists import fetch_list
from models.pki.crl.same_hosts import hosts_of
from schema.context import Services
from web.demo.authority import Authority, CardKind, Generation, Revocation, partition_of
from web.demo.catalogue import TestCard, Trouble
from web.demo.profile import CRL_BASE

_LIFE = timedelta(days=1)
_REASONS = {
    Trouble.REVOKED: x509.ReasonFlags.key_compromise,
    Trouble.ON_HOLD: x509.ReasonFlags.certificate_hold,
}


def revocation_lists(
    authority: Authority, cards: Sequence[TestCard], *, at: datetime
) -> Mapping[str, bytes]:
    """Return the DER lists by file name: a complete one and a partition a generation.

    The partition is that of the generation's first revoked certificate. Lists are dated on the
    hour, numbered YYYYMMDDHH (UTC) as the real ones, and valid for a day.
    """
    issued = at.replace(minute=0, second=0, microsecond=0)
    lists: dict[str, bytes] = {}
    for generation in Generation:
        revoked = revocations_of(cards, generation)
        issuer = authority.issuer(kind=CardKind.CITIZEN, generation=generation)
        for partition in (None, partition_of(revoked[0].serial_number)):
            url = authority.crl_url(issuer, partition=partition)
            lists[url.rpartition("/")[2]] = authority.crl(
                generation,
                at=issued,
                number=int(issued.strftime("%Y%m%d%H")),
                life=_LIFE,
                revoked=revoked,
                partition=partition,
            )
    return lists


def revocations_of(cards: Sequence[TestCard], generation: Generation) -> list[Revocation]:
    return [
        _revocation(der, card.plan.trouble)
        for card in cards
        if card.plan.trouble is not Trouble.NONE and card.plan.generation is generation
        for der in (card.card.signature_certificate, card.card.encryption_certificate)
    ]


def _revocation(der: bytes, trouble: Trouble) -> Revocation:
    certificate = x509.load_der_x509_certificate(der)
    return Revocation(
        serial_number=certificate.serial_number,
        at=certificate.not_valid_before_utc + timedelta(days=1),
        reason=_REASONS[trouble],
    )


def with_own_lists(services: Services) -> Services:
    """Return services that fetch the lists that the demo's cards name from its card component.

    The host that the cards name does not exist.
    """
    settings = services.settings
    component = settings.component_origin
    same = hosts_of([CRL_BASE, component])
    revocation = replace(settings.revocation, same_hosts=(same,))
    return replace(
        services,
        settings=replace(settings, revocation=revocation),
        fetch=partial(_fetch_here, component=component),
    )


async def _fetch_here(url: str, *, component: str) -> bytes:
    return await fetch_list(url.replace(CRL_BASE, f"{component}/crl"))
