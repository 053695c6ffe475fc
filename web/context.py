"""Who is asking, and what time it is: the only place that reads the clock."""

import time
from datetime import UTC, datetime

from starlette.requests import Request

from models.letter import Language
from models.limits import address_counted
from models.session import NewSession, Session
from models.settings import Settings
from schema.context import Context, Services


def now() -> datetime:
    """Read the clock."""
    return datetime.now(UTC)


def epoch() -> float:
    """Read the clock as the counters of limits do: seconds since 1970."""
    return time.time()


async def context_of(request: Request, *, services: Services) -> Context:
    """Make the context of one request: its cookie becomes a viewer, its arrival the present."""
    settings = services.settings
    arrived = services.clock()
    token = request.cookies.get(cookie_name(settings))
    viewer = await Session.viewer_of(token, at=arrived) if token else None
    address = address_counted(request.client.host if request.client else "unknown")
    return Context(
        viewer=viewer,
        now=arrived,
        language=language_of(request.headers.get("accept-language", "")),
        services=services,
        address=address,
        stream_key=f"session:{viewer.session_id}" if viewer else f"address:{address}",
        session_cookie=lambda session: _cookie(session, settings=settings, at=arrived),
    )


def cookie_name(settings: Settings) -> str:
    """Name the session's cookie; ``__Host-`` binds it to this host, and needs https."""
    return "__Host-gpszone" if settings.secure else "gpszone"


def _cookie(session: NewSession, *, settings: Settings, at: datetime) -> tuple[str, str]:
    """Write the header that gives a browser its session."""
    life = int((session.viewer.expires_at - at).total_seconds())
    secure = "; Secure" if settings.secure else ""
    name = cookie_name(settings)
    value = f"{name}={session.token}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax{secure}"
    return ("set-cookie", value)


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
