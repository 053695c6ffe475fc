"""The desk of the staff: a build of its own, every address of which is the one page."""

from functools import partial
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from web.http import static_files

PATH = "/staff"


def desk_routes(*, folder: Path) -> list[BaseRoute]:
    """Return the routes of the desk, built in ``folder``.

    Its page is everybody's and says nothing: what it shows, GraphQL answers to staff alone.
    """
    page = partial(_page, folder)
    return [
        Mount(f"{PATH}/assets", static_files.assets(folder, cache_scope="public")),
        Route(PATH, page),
        Route(f"{PATH}/{{path:path}}", page),
    ]


async def _page(folder: Path, _: Request) -> Response:
    return static_files.page(folder, name="desk.html")
