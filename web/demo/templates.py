"""The demo's pages, rendered and sent with a strict content security policy."""

from collections.abc import Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

PAGES = Path(__file__).parent / "pages"

STRICT_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; frame-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)

_templates = Environment(
    loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def guarded(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        # `no-referrer` would also turn the Origin of our own forms into "null".
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def page(name: str, values: Mapping[str, object], *, status: int = 200) -> HTMLResponse:
    """Render a template of ``pages/`` under the strict policy."""
    text = _templates.get_template(name).render(values)
    return HTMLResponse(text, status_code=status, headers=guarded(STRICT_POLICY))
