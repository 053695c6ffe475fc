"""The context of a request: viewer, time and language."""

from starlette.requests import Request

from models.access.authentication import viewer_of
from models.core.language import Language
from models.limits.table import address_counted
from models.session.permissions import is_staff
from models.session.session import Session
from schema.context import Context, Services
from web.http.bearer import partner_of_request
from web.http.graphql.negotiation import LONGEST_ACCEPT, STREAM
from web.http.session_cookie import set_cookie, token_in


async def context_of(request: Request, *, services: Services) -> Context:
    """Return a request's context: its viewer or partner, and the time of its arrival.

    :raises Refused: 400 when both are given, 401 when the token is not valid
    """
    settings = services.settings
    arrived = services.clock()
    token = token_in(request, settings=settings)
    partner = await partner_of_request(request, session_cookie=token, at=arrived)
    viewer = await viewer_of(token, at=arrived) if token else None
    if viewer is not None and not _asks_for_stream(request):
        await Session.touch(viewer, at=arrived)
    address = address_counted(request.client.host if request.client else "unknown")
    stream_key = f"session:{viewer.session_id}" if viewer else f"address:{address}"
    return Context(
        viewer=viewer,
        now=arrived,
        language=language_of(request.headers.get("accept-language", "")),
        services=services,
        address=address,
        # Streams of a partner are limited by token.
        stream_key=partner.stream_key if partner else stream_key,
        session_cookie=lambda session: set_cookie(session, settings=settings, at=arrived),
        partner=partner,
        device=device_of(request.headers.get("user-agent", "")),
    )


def _asks_for_stream(request: Request) -> bool:
    # An open stream renews no session: the browser reconnects without its user.
    return STREAM in request.headers.get("accept", "").lower()


async def of_staff(request: Request, *, services: Services) -> bool:
    """Return whether the request comes from a signed-in reviewer or administrator."""
    token = token_in(request, settings=services.settings)
    viewer = await viewer_of(token, at=services.clock()) if token else None
    return is_staff(viewer)


def device_of(user_agent: str) -> str | None:
    """Return browser and system, such as "Firefox / Linux"; None when both are unknown.

    Nothing else of the User-Agent header is stored.
    """
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    return " / ".join(name for name in (browser, system) if name) or None


# The order matters: most browsers also name those listed below them.
_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("iPhone", "iOS"),
    ("iPad", "iPadOS"),
    ("Android", "Android"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def language_of(accepted: str) -> Language:
    """Return the preferred language (RFC 9110 §12.5.4); Chinese when there is none."""
    best, best_quality = Language.ZH_HANT_TW, 0.0
    for part in accepted[:LONGEST_ACCEPT].split(","):
        tag, _, parameter = part.strip().partition(";")
        language = _LANGUAGES.get(tag.strip().lower().partition("-")[0])
        quality = _quality(parameter)
        if language is not None and quality > best_quality:
            best, best_quality = language, quality
    return best


_LANGUAGES = {"zh": Language.ZH_HANT_TW, "en": Language.EN}


def _quality(parameter: str) -> float:
    """Return a weight between 0 and 1; 0 when it is malformed."""
    if not parameter:
        return 1.0
    name, _, value = parameter.strip().partition("=")
    try:
        quality = float(value) if name == "q" else 0.0
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
