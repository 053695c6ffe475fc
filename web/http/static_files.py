"""Serve what a build of ours has made: a page, and files whose names change with their content."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.preload import link

# Whose caches may keep a file: everybody's, or the browser's alone.
Keeper = Literal["public", "private"]


def page(folder: Path, sources: Sequence[str] = ()) -> Response:
    """Serve the page of a build, which browsers ask for anew each time, and name what it wants.

    :raises HTTPException: 503 when it is not built.
    """
    index = folder / "index.html"
    if not index.is_file():
        raise HTTPException(503, "The client is not built: run make client.")
    return FileResponse(index, headers={"cache-control": "no-cache", **link(folder, sources)})


def assets(folder: Path, *, keeper: Keeper) -> ASGIApp:
    """Serve the assets of a build, compressed, to be kept for a year."""
    return GZipMiddleware(_Assets(folder / "assets", keeper=keeper))


class _Assets(StaticFiles):
    """Serve the built files, whose names change with their content."""

    def __init__(self, folder: Path, *, keeper: Keeper) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._kept = (b"cache-control", b"%b, max-age=31536000, immutable" % keeper.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let browsers keep them for a year."""

        async def send_kept(message: Mapping[str, object]) -> None:
            kept = dict(message)
            if kept["type"] == "http.response.start" and kept["status"] in {200, 304}:
                kept["headers"] = [*_pairs(kept["headers"]), self._kept]
            await send(kept)

        await super().__call__(scope, receive, send_kept)


def _pairs(headers: object) -> list[tuple[bytes, bytes]]:
    """Take the header list of an ASGI message."""
    return list(headers) if isinstance(headers, list) else []
