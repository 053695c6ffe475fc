"""The session cookie: its name, the token in a request, and the header that sets or deletes it."""

from datetime import datetime

from starlette.requests import Request

from models.session.session import NewSession
from models.settings.settings import Settings


def cookie_name(settings: Settings) -> str:
    """Return the name of the session cookie; ``__Host-`` requires https.

    That of staging is another one, so that a host that was one of them never reads the other's.
    """
    name = "gpszone-staging" if settings.staging else "gpszone"
    return f"__Host-{name}" if settings.secure else name


def token_in(request: Request, *, settings: Settings) -> str | None:
    return request.cookies.get(cookie_name(settings))


def set_cookie(session: NewSession | None, *, settings: Settings, at: datetime) -> tuple[str, str]:
    """Return the header that sets the session cookie, or with None deletes it."""
    life = int((session.viewer.expires_at - at).total_seconds()) if session else 0
    token = session.token if session else ""
    secure = "; Secure" if settings.secure else ""
    name = cookie_name(settings)
    value = f"{name}={token}; Path=/; Max-Age={life}; HttpOnly; SameSite=Lax{secure}"
    return ("set-cookie", value)
