"""Ask the responders that settings name whether a certificate was revoked."""

from models.outside.fetch import Bounds, FetchFailed, post
from models.pki.ocsp.status import LARGEST
from models.revocation.checker import NoAnswer

REQUEST, RESPONSE = "application/ocsp-request", "application/ocsp-response"
# Somebody waits for it, and the whole answer is a signature and a certificate or two.
DEFAULT_BOUNDS = Bounds(seconds=4, max_bytes=LARGEST)


async def ask(url: str, request: bytes, *, bounds: Bounds = DEFAULT_BOUNDS) -> bytes:
    """Send a request (DER) by POST and give the answer, unread (RFC 6960 appendix A).

    What it says, and whether it may be believed, is for ``models.pki`` to say.

    :raises NoAnswer: when none came whole and within bounds, or it is of another media type.
    """
    headers = {"Content-Type": REQUEST, "Accept": RESPONSE}
    try:
        answer = await post(url, body=request, bounds=bounds, headers=headers)
    except FetchFailed as failure:
        raise NoAnswer(f"{type(failure).__name__} {failure}") from failure
    if answer.media_type != RESPONSE:
        raise NoAnswer("an answer of another media type")
    return answer.body
