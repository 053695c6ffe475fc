"""The files of a build: a page, and assets whose names change with their content."""

import asyncio
import gzip
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from web.http.preload import link

# The caches that may store a file: all, or only the browser's.
CacheScope = Literal["public", "private"]
_CHUNK = 64 * 1024


def page(
    folder: Path, sources: Sequence[str] = (), *, language: str = "zh", name: str = "index.html"
) -> Response:
    """Return the page of a build, which browsers revalidate on every request.

    It names the files of one language to be preloaded, so that it varies by cookie.

    :raises HTTPException: 503 when it is not built
    """
    named = link(folder, sources, language=language)
    return whole(folder / name, headers={"vary": "cookie", **named})


def whole(file: Path, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a small file of HTML, which is read again only when it has changed.

    Reading by threads, as a file response does, takes several times as long as all the rest.

    :raises HTTPException: 503 when it is not built
    """
    try:
        found = file.stat()
        content = _read(file, found.st_mtime_ns, found.st_size)
    except OSError as missing:
        message = "The client is not built: run make client."
        raise HTTPException(503, message) from missing
    named = {"cache-control": "no-cache", **(headers or {})}
    return Response(content, status, media_type="text/html", headers=named)


@lru_cache(maxsize=16)
def _read(file: Path, changed: int, size: int) -> bytes:
    """Return a file's content; it is another one after each change."""
    return file.read_bytes()


def assets(folder: Path, *, cache_scope: CacheScope) -> ASGIApp:
    """Serve the assets of a build, compressed and cacheable for a year."""
    return _Assets(folder / "assets", cache_scope=cache_scope)


class _Assets(StaticFiles):
    """Static files, kept compressed, with the cache header that their hashed names allow."""

    def __init__(self, folder: Path, *, cache_scope: CacheScope) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._cached = f"{cache_scope}, max-age=31536000, immutable"
        # What a file of this name contained when it had changed last; as many as there are files.
        self._kept: dict[str, tuple[int, bytes]] = {}

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = self._cached
        response.headers.add_vary_header("accept-encoding")
        if isinstance(response, FileResponse) and _takes_gzip(scope):
            changed = response.stat_result.st_mtime_ns if response.stat_result else 0
            content = await self._compressed(str(response.path), changed=changed)
            return _Compressed(content, like=response)
        return response

    async def _compressed(self, path: str, *, changed: int) -> bytes:
        kept = self._kept.get(path)
        if kept is None or kept[0] != changed:
            kept = changed, await asyncio.to_thread(_compress, Path(path))
            self._kept[path] = kept
        return kept[1]


class _Compressed(Response):
    """A compressed file, of which little waits for a client that reads slowly."""

    def __init__(self, content: bytes, *, like: FileResponse) -> None:
        headers = {**like.headers, "content-encoding": "gzip"}
        del headers["content-length"], headers["accept-ranges"]
        super().__init__(content, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = {"type": "http.response.start", "status": self.status_code}
        await send({**start, "headers": self.raw_headers})
        for begin in range(0, len(self.body), _CHUNK):
            body = self.body[begin : begin + _CHUNK]
            more = begin + _CHUNK < len(self.body)
            await send({"type": "http.response.body", "body": body, "more_body": more})


def _takes_gzip(scope: Scope) -> bool:
    return "gzip" in Headers(scope=scope).get("accept-encoding", "")


def _compress(file: Path) -> bytes:
    return gzip.compress(file.read_bytes())
