"""The files of a build: a page, and assets whose names change with their content."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.preload import link

# The caches that may store a file: all, or only the browser's.
CacheScope = Literal["public", "private"]


def page(folder: Path, sources: Sequence[str] = (), *, name: str = "index.html") -> Response:
    """Return the page of a build, which browsers revalidate on every request.

    :raises HTTPException: 503 when it is not built
    """
    index = folder / name
    if not index.is_file():
        raise HTTPException(503, "The client is not built: run make client.")
    return FileResponse(index, headers={"cache-control": "no-cache", **link(folder, sources)})


def assets(folder: Path, *, cache_scope: CacheScope) -> ASGIApp:
    """Serve the assets of a build, compressed and cacheable for a year."""
    return GZipMiddleware(_Assets(folder / "assets", cache_scope=cache_scope))


class _Assets(StaticFiles):
    """Static files with a cache header, which their hashed names allow."""

    def __init__(self, folder: Path, *, cache_scope: CacheScope) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._cache_header = (
            b"cache-control",
            b"%b, max-age=31536000, immutable" % cache_scope.encode(),
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_cacheable(message: Mapping[str, object]) -> None:
            changed = dict(message)
            if changed["type"] == "http.response.start" and changed["status"] in {200, 304}:
                changed["headers"] = [*_pairs(changed["headers"]), self._cache_header]
            await send(changed)

        await super().__call__(scope, receive, send_cacheable)


def _pairs(headers: object) -> list[tuple[bytes, bytes]]:
    return list(headers) if isinstance(headers, list) else []
