"""The OCSP client, for the responders in the settings."""

from models.outside.fetch import Bounds, FetchFailed, post
from models.pki.ocsp.status import LARGEST
from models.revocation.checker import NoAnswer

REQUEST, RESPONSE = "application/ocsp-request", "application/ocsp-response"
# A user waits for it, and an answer consists of a signature and a certificate or two.
DEFAULT_BOUNDS = Bounds(seconds=4, max_bytes=LARGEST)


async def ask(url: str, request: bytes, *, bounds: Bounds = DEFAULT_BOUNDS) -> bytes:
    """Send a request (DER) by POST and return the response, unparsed (RFC 6960 appendix A).

    ``models.pki`` checks what it says and whether it can be trusted.

    :raises NoAnswer: when none came complete and within bounds, or it has another media type.
    """
    headers = {"Content-Type": REQUEST, "Accept": RESPONSE}
    try:
        answer = await post(url, body=request, bounds=bounds, headers=headers)
    except FetchFailed as failure:
        raise NoAnswer(f"{type(failure).__name__} {failure}") from failure
    if answer.media_type != RESPONSE:
        raise NoAnswer("an answer of another media type")
    return answer.body
