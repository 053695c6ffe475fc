"""The client that fetches revocation lists from the addresses in the settings."""

from models.outside.fetch import Bounds, get

# The complete list of a large issuer has tens of megabytes.
DEFAULT_BOUNDS = Bounds(seconds=120, max_bytes=64 * 1024 * 1024)


async def fetch_list(url: str, *, bounds: Bounds = DEFAULT_BOUNDS) -> bytes:
    """Fetch a certificate revocation list and return its DER, unparsed.

    ``models.pki`` checks whether it is a list, by whom, and how fresh it is.

    :raises FetchFailed: when it did not come complete and within bounds
    """
    answer = await get(url, bounds=bounds)
    return answer.body
