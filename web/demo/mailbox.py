"""A page of the mails that the demo wrote to a folder instead of sending them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from models.core.rules import TAIWAN
from web.demo.templates import PAGES, guarded, page

_SHOWN = 200
_HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
_URL = re.compile(r"(https?://[^\s<>\"']+)")


@dataclass(frozen=True)
class Letter:
    """A mail as the page shows it; an absent part is an empty string."""

    name: str
    sender: str
    recipient: str
    subject: str
    sent: datetime
    plain: str
    html: str

    @property
    def sent_in_taipei(self) -> str:
        return self.sent.astimezone(TAIWAN).strftime("%Y-%m-%d %H:%M:%S")

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """Split the plain text into (piece, whether it is a link)."""
        return [(text, n % 2 == 1) for n, text in enumerate(_URL.split(self.plain)) if text]


def mailbox_app(directory: Path) -> Starlette:
    """Return an application, mountable anywhere, that shows the folder's ``.eml`` files."""
    return Starlette(
        routes=[
            Route("/", partial(_list, directory)),
            Route("/version", partial(_version, directory)),
            Route("/mail/{name}", partial(_open, directory)),
            Route("/mail/{name}/html", partial(_open_html, directory)),
            Mount("/pages", StaticFiles(directory=PAGES / "static"), name="pages"),
        ]
    )


async def _list(directory: Path, request: Request) -> Response:
    letters = _letters(directory)
    return page(
        "mailbox.html",
        {"letters": letters, "version": _fingerprint(directory), "base": _base(request)},
    )


async def _version(directory: Path, request: Request) -> Response:
    return PlainTextResponse(_fingerprint(directory), headers={"Cache-Control": "no-store"})


async def _open(directory: Path, request: Request) -> Response:
    letter = _read(_file(directory, request.path_params["name"]))
    return page("mail.html", {"letter": letter, "base": _base(request)})


async def _open_html(directory: Path, request: Request) -> Response:
    letter = _read(_file(directory, request.path_params["name"]))
    return HTMLResponse(_with_links_in_new_tabs(letter.html), headers=guarded(_HTML_POLICY))


def _base(request: Request) -> str:
    root = request.scope.get("root_path", "")
    return str(root)


def _files(directory: Path) -> list[Path]:
    paths = [p for p in directory.glob("*.eml") if p.is_file() and not p.is_symlink()]
    return sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)


def _letters(directory: Path) -> Sequence[Letter]:
    # A mail's own time has whole seconds only; the sort is stable, so that among mails of one
    # second the newer file comes first.
    letters = [_read(path) for path in _files(directory)[:_SHOWN]]
    return sorted(letters, key=lambda letter: letter.sent, reverse=True)


def _file(directory: Path, name: str) -> Path:
    # The name is only compared with what the folder lists, never joined to a path.
    for path in _files(directory):
        if path.name == name:
            return path
    raise HTTPException(404)


def _fingerprint(directory: Path) -> str:
    names = "\n".join(path.name for path in _files(directory))
    return sha256(names.encode()).hexdigest()[:16]


def _read(path: Path) -> Letter:
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(path.read_bytes())
    return Letter(
        name=path.name,
        sender=str(message.get("From", "")),
        recipient=str(message.get("To", "")),
        subject=str(message.get("Subject", "")),
        sent=_time(message, path),
        plain=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _time(message: EmailMessage, path: Path) -> datetime:
    try:
        sent = parsedate_to_datetime(str(message.get("Date", "")))
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except LookupError:
        # The mail names an unknown character set.
        return bytes(part.get_payload(decode=True)).decode("utf-8", "replace")


def _with_links_in_new_tabs(html: str) -> str:
    # `base-uri 'none'` forbids <base href>, not <base target>.
    base = '<base target="_blank">'
    marked, count = re.subn(r"(?i)(<head[^>]*>)", rf"\1{base}", html, count=1)
    return marked if count else base + html
