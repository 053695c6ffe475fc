"""廢止清冊: revocation lists are fetched in advance, verified, and stored if newer."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from models.outside.fetch import FetchFailed
from models.outside.lists import fetch_list, fetch_list_if_changed
from models.pki.crl.revocation_list import About
from models.pki.crl.status import ListProblem, ListUnusable, RevocationList, read_list
from models.pki.path.trust import Authority, Issuer, TrustStore
from models.revocation.list_packing import read_large_list
from models.revocation.stored_list import StoredList, content_of, place_of

log = logging.getLogger(__name__)

CA = TypeVar("CA", Issuer, Authority)


@dataclass(frozen=True, slots=True)
class _Came:
    """The list that an address has sent last: its row, and the SHA-256 of its DER."""

    issuer_key_id: str
    scope: str
    sha256: str


# In the memory of this process, by address.
_came: dict[str, _Came] = {}


async def refresh(
    *,
    urls: Sequence[str],
    trust: TrustStore,
    now: datetime,
    on_failure: Callable[[], None] = lambda: None,
    authority_urls: Sequence[str] = (),
) -> int:
    """Fetch every configured list once, and return how many were new.

    ``urls`` are lists of cards, ``authority_urls`` lists of the CAs that issue them. A list that
    cannot be fetched or used is logged and skipped. The stored one remains in use until it is too
    old; then cards are refused, because their status is unknown.
    """
    new = 0
    readers = [(url, read_card_list) for url in urls]
    readers += [(url, read_authority_list) for url in authority_urls]
    for url, read in readers:
        try:
            content = await _fetch(url, now=now)
            if content is None:
                continue
            fresh = await asyncio.to_thread(read, content, trust)
            new += await _keep(fresh, content, trust, now=now)
            _came[url] = _Came(**place_of(fresh), sha256=fresh.sha256)
        except (FetchFailed, ListUnusable) as trouble:
            on_failure()
            log.error("revocation list %s: %s %s", url, type(trouble).__name__, trouble)
        except Exception:  # Whatever it is, the other lists are fetched.
            on_failure()
            log.exception("revocation list %s", url)
    if authority_urls:
        await _tell_overdue(trust, at=now)
    return new


async def _fetch(url: str, *, now: datetime) -> bytes | None:
    """Fetch a list; return None when the one that is stored is the newest there is.

    An overdue or damaged one is fetched whole, whatever the server says of it.
    """
    # What comes now may be no list: then the next one is fetched whole, too.
    came = _came.pop(url, None)
    if came is None or not await _stands(came, now=now):
        return await fetch_list(url)
    content = await fetch_list_if_changed(url)
    if content is None:
        _came[url] = came
        stored = StoredList.filter(issuer_key_id=came.issuer_key_id, scope=came.scope)
        await stored.update(fetched_at=now)
    return content


async def _stands(came: _Came, *, now: datetime) -> bool:
    place = {"issuer_key_id": came.issuer_key_id, "scope": came.scope}
    if not await StoredList.filter(**place, next_update__gte=now).exists():
        return False
    _, content = await content_of(**place) or ("", b"")
    digest = await asyncio.to_thread(hashlib.sha256, content)
    return digest.hexdigest() == came.sha256


async def _keep(fresh: RevocationList, content: bytes, trust: TrustStore, *, now: datetime) -> bool:
    """Store a list if it is newer, or in place of one that is unusable."""
    if await StoredList.keep(fresh, content=content, at=now):
        return True
    if await StoredList.repair(fresh, content=content, trust=trust, at=now):
        log.warning("the stored list of issuer key %s was replaced", fresh.issuer_key_id)
        return True
    return False


def read_card_list(content: bytes, trust: TrustStore) -> RevocationList:
    return _read_by_one_of(
        trust.issuers.values(),
        lambda issuer: read_large_list(content, issuer=issuer),
    )


def read_authority_list(content: bytes, trust: TrustStore) -> RevocationList:
    return _read_by_one_of(
        trust.authorities.values(),
        lambda authority: read_list(content, issuer=authority, about=About.AUTHORITIES),
    )


def _read_by_one_of(cas: Iterable[CA], read: Callable[[CA], RevocationList]) -> RevocationList:
    problem = ListUnusable(ListProblem.WRONG_ISSUER)
    for ca in sorted(cas, key=lambda ca: ca.key_id):
        try:
            return read(ca)
        except ListUnusable as unfit:
            problem = unfit
        except Exception:  # It may be another CA's list.
            log.exception("a list could not be compared with the key of %s", ca.name)
            problem = ListUnusable(ListProblem.UNREADABLE)
    raise problem


async def _tell_overdue(trust: TrustStore, *, at: datetime) -> None:
    for authority in trust.authorities.values():
        fresh = StoredList.filter(issuer_key_id=authority.key_id, next_update__gte=at)
        if not await fresh.exists():
            log.warning("%s: its list of revoked CAs is missing or overdue", authority.name)
