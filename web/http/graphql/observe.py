"""What is recorded of a GraphQL request for the access log and metrics; no personal data."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

from graphql import GraphQLError
from starlette.types import Message, Send

from schema.gate.masking import FAULTS, TOO_MANY

log = logging.getLogger(__name__)

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}")


class Outcome(StrEnum):
    """The outcome of a request."""

    DONE = "done"
    REFUSED = "refused"
    LIMITED = "limited"
    BROKEN = "broken"


class Kind(StrEnum):
    """The kind of an operation; unknown if the request was refused before it was parsed."""

    QUERY = "query"
    MUTATION = "mutation"
    SUBSCRIPTION = "subscription"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Request:
    """An answered request; ``seconds`` is the time until its response began."""

    name: str | None
    kind: Kind
    outcome: Outcome
    status: int
    seconds: float


Observe = Callable[[Request], None]


class RequestObserver:
    """Observes one request, and reports it when its response begins."""

    def __init__(self, observe: Observe) -> None:
        self._observe = observe
        self._began = perf_counter()
        self._name: str | None = None
        self._kind = Kind.UNKNOWN
        self._outcome: Outcome | None = None

    def parsed(self, name: str | None) -> None:
        """Record the operation name, unless it contains anything but name characters."""
        self._name = name if name is not None and _NAME.fullmatch(name) else None

    def executed(self, kind: str | None) -> None:
        self._kind = Kind(kind or Kind.UNKNOWN)

    def finished(self, errors: list[GraphQLError] | None) -> None:
        """Record the outcome; errors that are part of a mutation's result do not count."""
        codes = {(error.extensions or {}).get("code") for error in errors or ()}
        if codes & FAULTS:
            self._outcome = Outcome.BROKEN
        elif TOO_MANY in codes:
            self._outcome = Outcome.LIMITED
        else:
            self._outcome = Outcome.REFUSED if codes else Outcome.DONE

    def wrap(self, send: Send) -> Send:
        """Return a sender that reports the request when its response begins."""

        async def observed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._report(message["status"])
            await send(message)

        return observed

    def _report(self, status: int) -> None:
        outcome = self._outcome if status < 400 else None
        self._observe(
            Request(
                name=self._name,
                kind=self._kind,
                outcome=outcome or self._outcome_of(status),
                status=status,
                seconds=perf_counter() - self._began,
            )
        )

    def _outcome_of(self, status: int) -> Outcome:
        if status >= 500:
            return Outcome.BROKEN
        if status == 429:
            return Outcome.LIMITED
        return Outcome.REFUSED if status >= 400 else Outcome.DONE


def logged(request: Request) -> None:
    log.info(
        "%s %s %d in %d ms",
        request.kind,
        request.name or "-",
        request.status,
        request.seconds * 1000,
        extra={
            "operation": request.name,
            "kind": request.kind.value,
            "outcome": request.outcome.value,
            "status": request.status,
            "milliseconds": round(request.seconds * 1000, 1),
        },
    )
