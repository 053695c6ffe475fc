"""The client that fetches revocation lists from the addresses in the settings."""

import asyncio
from dataclasses import dataclass

from models.outside.fetch import Answer, Bounds, get
from models.pki.crl.door import list_as_der

# The complete list of a large issuer has tens of megabytes.
DEFAULT_BOUNDS = Bounds(seconds=120, max_bytes=64 * 1024 * 1024)
_WHOLE, _UNCHANGED = 200, 304
# RFC 9110 §8.8: longer ones are not sent back.
_LONGEST_VALIDATOR = 200


@dataclass(frozen=True, slots=True)
class _Validators:
    """What a server has said of the version that it sent last (RFC 9110 §8.8)."""

    etag: str
    last_modified: str

    @property
    def conditions(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {
            name: value
            for name, value in pairs.items()
            if value and value.isascii() and len(value) <= _LONGEST_VALIDATOR
        }


# In the memory of this process, by address; losing it costs one whole list each.
_last: dict[str, _Validators] = {}


async def fetch_list(url: str, *, bounds: Bounds = DEFAULT_BOUNDS) -> bytes:
    """Fetch a certificate revocation list and return its DER, unparsed.

    It may have come as PEM, or with bytes after it. ``models.pki`` checks whether it is a list, by
    whom, and how fresh it is.

    :raises FetchFailed: when it did not come complete and within bounds
    """
    return await _content(url, await get(url, bounds=bounds))


async def fetch_list_if_changed(url: str, *, bounds: Bounds = DEFAULT_BOUNDS) -> bytes | None:
    """Fetch a list like `fetch_list`; return None when it is the one that came last from there.

    :raises FetchFailed: when it did not come complete and within bounds
    """
    known = _last.get(url)
    conditions = known.conditions if known else {}
    # RFC 9110 §15.4.5: without a condition, 304 is no answer.
    statuses = frozenset({_WHOLE, _UNCHANGED} if conditions else {_WHOLE})
    answer = await get(url, bounds=bounds, statuses=statuses, headers=conditions)
    return None if answer.status == _UNCHANGED else await _content(url, answer)


async def _content(url: str, answer: Answer) -> bytes:
    _last[url] = _Validators(answer.etag, answer.last_modified)
    # PEM of tens of megabytes takes a while.
    return await asyncio.to_thread(list_as_der, answer.body)
