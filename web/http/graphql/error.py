"""Errors that end a request before anything runs, in the shape of a GraphQL response."""

from collections.abc import Mapping

import orjson
from starlette.responses import Response

JSON = "application/json"


class Refused(Exception):
    """A request that is not carried out, with its HTTP status, code and message."""

    def __init__(
        self, status: int, code: str, message: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers or {}


def refusal(refused: Refused, *, media: str = JSON) -> Response:
    """Return the refusal as a GraphQL response without data."""
    error = {"message": refused.message, "extensions": {"code": refused.code}}
    return Response(
        orjson.dumps({"errors": [error]}),
        status_code=refused.status,
        media_type=f"{media}; charset=utf-8",
        headers={"cache-control": "no-store", "vary": "accept", **refused.headers},
    )
