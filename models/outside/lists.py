"""Fetch revocation lists from the addresses that settings name."""

from models.outside.fetch import Bounds, get

# The complete list of a large issuer has tens of megabytes.
DEFAULT_BOUNDS = Bounds(seconds=120, max_bytes=64 * 1024 * 1024)


async def fetch_list(url: str, *, bounds: Bounds = DEFAULT_BOUNDS) -> bytes:
    """Fetch one certificate revocation list, as its issuer publishes it: DER, unread.

    Whether it is a list, whose, and how fresh, is for ``models.pki`` to say.

    :raises FetchFailed: when it did not come whole and within bounds
    """
    answer = await get(url, bounds=bounds)
    return answer.body
