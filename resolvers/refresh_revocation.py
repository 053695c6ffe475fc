"""廢止清冊: lists are fetched ahead, verified, and kept unless a newer one is there."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from models.outside.fetch import FetchFailed
from models.outside.lists import fetch_list
from models.pki.revocation import ListUnusable, RevocationList, read_list
from models.pki.trust import Issuer, TrustStore
from models.revocation import StoredList

log = logging.getLogger(__name__)


async def refresh(
    *,
    urls: Sequence[str],
    trust: TrustStore,
    now: datetime,
    on_failure: Callable[[], None] = lambda: None,
) -> int:
    """Fetch every configured list once; give how many were new.

    A list that cannot be fetched or used is left out and said in the log: the one on hand counts
    until it is too old, then cards are refused as unknown.
    """
    new = 0
    for url in urls:
        try:
            content = await fetch_list(url)
            fresh = await asyncio.to_thread(_read, content, trust)
        except (FetchFailed, ListUnusable) as trouble:
            on_failure()
            log.error("revocation list %s: %s %s", url, type(trouble).__name__, trouble)
            continue
        new += await StoredList.keep(fresh, content=content, at=now)
    return new


def _read(content: bytes, trust: TrustStore) -> RevocationList:
    """Read a list as its issuer's: the one whose key has signed it.

    :raises ListUnusable: when no trusted issuer's key fits, or the list breaks a rule.
    """
    issuers = sorted(trust.issuers.values(), key=lambda issuer: issuer.key_id)
    return _read_by_one_of(content, issuers)


def _read_by_one_of(content: bytes, issuers: Sequence[Issuer]) -> RevocationList:
    """Try each issuer; the reason of the last is given when none fits."""
    *others, last = issuers
    for issuer in others:
        try:
            return read_list(content, issuer=issuer)
        except ListUnusable:
            continue
    return read_list(content, issuer=last)
