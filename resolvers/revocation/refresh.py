"""廢止清冊: lists are fetched ahead, verified, and kept unless a newer one is there."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from models.outside.fetch import FetchFailed
from models.outside.lists import fetch_list
from models.pki.crl.revocation_list import About
from models.pki.crl.status import ListProblem, ListUnusable, RevocationList, read_list
from models.pki.path.trust import Authority, Issuer, TrustStore
from models.revocation.list_packing import read_large_list
from models.revocation.stored_list import StoredList

log = logging.getLogger(__name__)

CA = TypeVar("CA", Issuer, Authority)


async def refresh(
    *,
    urls: Sequence[str],
    trust: TrustStore,
    now: datetime,
    on_failure: Callable[[], None] = lambda: None,
    authority_urls: Sequence[str] = (),
) -> int:
    """Fetch every configured list once; give how many were new.

    Those at ``urls`` speak of cards, those at ``authority_urls`` of the CAs that issue them. A list
    that cannot be fetched or used is left out and said in the log: the one on hand counts until it
    is too old, then cards are refused as unknown.
    """
    new = 0
    readers = [(url, _read_of_issuer) for url in urls]
    readers += [(url, _read_of_authority) for url in authority_urls]
    for url, read in readers:
        try:
            content = await fetch_list(url)
            fresh = await asyncio.to_thread(read, content, trust)
        except (FetchFailed, ListUnusable) as trouble:
            on_failure()
            log.error("revocation list %s: %s %s", url, type(trouble).__name__, trouble)
            continue
        new += await StoredList.keep(fresh, content=content, at=now)
    if authority_urls:
        await _tell_overdue(trust, at=now)
    return new


def _read_of_issuer(content: bytes, trust: TrustStore) -> RevocationList:
    """Read a list as its issuer's: the one whose key has signed it.

    :raises ListUnusable: when no trusted issuer's key fits, or the list breaks a rule.
    """
    return _read_by_one_of(
        trust.issuers.values(),
        lambda issuer: read_large_list(content, issuer=issuer, schemes=trust.schemes),
    )


def _read_of_authority(content: bytes, trust: TrustStore) -> RevocationList:
    """Read a list of revoked CAs as that of the CA above issuers whose key has signed it.

    :raises ListUnusable: when no such key fits, or the list breaks a rule.
    """
    return _read_by_one_of(
        trust.authorities.values(),
        lambda authority: read_list(
            content, issuer=authority, schemes=trust.schemes, about=About.AUTHORITIES
        ),
    )


def _read_by_one_of(cas: Iterable[CA], read: Callable[[CA], RevocationList]) -> RevocationList:
    """Try each CA; the reason of the last is given when none fits."""
    problem = ListUnusable(ListProblem.WRONG_ISSUER)
    for ca in sorted(cas, key=lambda ca: ca.key_id):
        try:
            return read(ca)
        except ListUnusable as unfit:
            problem = unfit
    raise problem


async def _tell_overdue(trust: TrustStore, *, at: datetime) -> None:
    """Say in the log of which CAs no fresh list of the CA above is on hand."""
    for authority in trust.authorities.values():
        fresh = StoredList.filter(issuer_key_id=authority.key_id, next_update__gte=at)
        if not await fresh.exists():
            log.warning("%s: its list of revoked CAs is missing or overdue", authority.name)
