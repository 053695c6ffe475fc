"""Who is asking, and what time it is: the only place that reads the clock."""

import time
from datetime import UTC, datetime

from starlette.requests import Request

from models.access.authentication import viewer_of
from models.core.language import Language
from models.limits.table import address_counted
from models.session.session import NewSession, Session
from models.settings.settings import Settings
from schema.context import Context, Services
from web.http.bearer import partner_asking
from web.http.graphql.negotiation import STREAM


def now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


def epoch() -> float:
    """Read the clock as the counters of limits do: seconds since 1970."""
    return time.time()


async def context_of(request: Request, *, services: Services) -> Context:
    """Make the context of one request: cookie or token become who asks, its arrival the present.

    :raises Refused: 400 when both are there, 401 when the token does not count.
    """
    settings = services.settings
    arrived = services.clock()
    token = request.cookies.get(cookie_name(settings))
    partner = await partner_asking(request, beside_cookie=token, at=arrived)
    viewer = await viewer_of(token, at=arrived) if token else None
    if viewer is not None and not _watches(request):
        await Session.touch(viewer, at=arrived)
    address = address_counted(request.client.host if request.client else "unknown")
    stream_key = f"session:{viewer.session_id}" if viewer else f"address:{address}"
    return Context(
        viewer=viewer,
        now=arrived,
        language=language_of(request.headers.get("accept-language", "")),
        services=services,
        address=address,
        # What is counted for each token, such as its streams, is counted by this key.
        stream_key=partner.stream_key if partner else stream_key,
        session_cookie=lambda session: _cookie(session, settings=settings, at=arrived),
        partner=partner,
        device=device_of(request.headers.get("user-agent", "")),
    )


def _watches(request: Request) -> bool:
    """Tell whether a stream is asked for, which needs nobody to be there."""
    return STREAM in request.headers.get("accept", "").lower()


async def of_staff(request: Request, *, services: Services) -> bool:
    """Tell whether one of the staff asks, signed in with a card."""
    token = request.cookies.get(cookie_name(services.settings))
    viewer = await viewer_of(token, at=services.clock()) if token else None
    return viewer is not None and viewer.role is not None


def cookie_name(settings: Settings) -> str:
    """Name the session's cookie; ``__Host-`` binds it to this host, and needs https."""
    return "__Host-gpszone" if settings.secure else "gpszone"


def _cookie(session: NewSession | None, *, settings: Settings, at: datetime) -> tuple[str, str]:
    """Write the header that gives a browser its session, or lets it forget the one it has."""
    life = int((session.viewer.expires_at - at).total_seconds()) if session else 0
    token = session.token if session else ""
    secure = "; Secure" if settings.secure else ""
    name = cookie_name(settings)
    value = f"{name}={token}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax{secure}"
    return ("set-cookie", value)


def device_of(user_agent: str) -> str | None:
    """Say in two words what a browser runs on; None when it is none that is known.

    What a browser says of itself is kept no further than these names.
    """
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), None)
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), None)
    return " / ".join(name for name in (browser, system) if name) or None


# In this order: most browsers also bear the names of those before them.
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
    """Choose the language that a browser likes best (RFC 9110 §12.5.4); Chinese when in doubt."""
    best, weight = Language.ZH_HANT_TW, 0.0
    for part in accepted.split(","):
        tag, _, parameter = part.strip().partition(";")
        language = _LANGUAGES.get(tag.strip().lower().partition("-")[0])
        liked = _quality(parameter)
        if language is not None and liked > weight:
            best, weight = language, liked
    return best


_LANGUAGES = {"zh": Language.ZH_HANT_TW, "en": Language.EN}


def _quality(parameter: str) -> float:
    """Read a weight; what is no weight between 0 and 1 counts nothing."""
    if not parameter:
        return 1.0
    name, _, value = parameter.strip().partition("=")
    try:
        quality = float(value) if name == "q" else 0.0
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
