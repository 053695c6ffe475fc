"""Error masking: clients see their own errors, and of internal ones only a log id."""

import logging
from collections.abc import Mapping
from uuid import uuid4

from graphql import GraphQLError
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.relay.types import GlobalIDValueError

from models.core import trace
from models.core.language import Language
from models.database.unavailable import DatabaseUnavailable
from models.limits.table import TooManyRequests
from schema.errors.extensions import extensions_of

INTERNAL = "INTERNAL_SERVER_ERROR"
BAD_INPUT = "BAD_USER_INPUT"
TOO_MANY = TooManyRequests.code
UNAVAILABLE = "SERVICE_UNAVAILABLE"
# Failures that are ours.
FAULTS = frozenset({INTERNAL, UNAVAILABLE})
# When to ask again what could not be answered because something is away, in seconds.
RETRY_AFTER = 5

logger = logging.getLogger(__name__)


def tell(error: GraphQLError, *, language: Language = Language.EN) -> GraphQLError:
    """Return the error that the client may see; idempotent.

    A request is refused as a whole where too much was asked. Every other user error is told by the
    field that declares it (``schema.errors.result``); one that reaches this place is ours.
    """
    cause = _cause(error)
    if isinstance(cause, TooManyRequests):
        return _said(error, cause, language)
    if cause is None and (error.extensions or {}).get("code"):
        return error
    if _is_bad_input(error, cause):
        error.extensions = {"code": BAD_INPUT}
        return error
    return mask(cause or error, at=error)


def mask(cause: BaseException, *, at: GraphQLError | None = None) -> GraphQLError:
    """Return what a client may know of a failure of ours, and log the failure itself."""
    error_id = str(uuid4())
    where = ".".join(str(key) for key in (at.path or ())) if at else ""
    if isinstance(cause, DatabaseUnavailable | TimeoutError):
        logger.error("Unavailable at %s", where or "the edge", exc_info=cause)
        message = "The service cannot answer now. Send the same request again later."
        return _located(at, message, {"code": UNAVAILABLE, "retryAfter": RETRY_AFTER})
    logger.error("Internal error %s at %s", error_id, where or "the edge", exc_info=cause)
    extensions = {"code": INTERNAL, "id": error_id}
    known = trace.current()
    return _located(at, "Internal error", extensions | ({"trace": known} if known else {}))


def _said(error: GraphQLError, fact: TooManyRequests, language: Language) -> GraphQLError:
    extensions = extensions_of(fact, language=language) | {"retryAfter": fact.retry_after}
    return _located(error, fact.message(language), extensions)


def _cause(error: GraphQLError) -> Exception | None:
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _is_bad_input(error: GraphQLError, cause: Exception | None) -> bool:
    if _cannot_be_read(error):
        return True
    # Refused before execution, so there is no path: by the validation, or by a scalar that cannot
    # parse a variable or a literal, in which case the error has nodes of the document.
    return error.path is None and (
        cause is None or (isinstance(cause, ValueError) and bool(error.nodes))
    )


def _cannot_be_read(error: BaseException | None) -> bool:
    """Return whether a value of the client caused it, for example an id of an unknown type."""
    if isinstance(error, StrawberryInputCoercionError | GlobalIDValueError):
        return True
    return isinstance(error, GraphQLError) and _cannot_be_read(error.original_error)


def _located(
    at: GraphQLError | None, message: str, extensions: Mapping[str, object]
) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=at.nodes if at else None,
        path=at.path if at else None,
        extensions=dict(extensions),
    )
