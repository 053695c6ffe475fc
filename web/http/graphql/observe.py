"""What is noted of a GraphQL request: for the access log and the metrics, and of nobody."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import perf_counter

from graphql import GraphQLError
from starlette.types import Message, Send

from schema.gate.masking import INTERNAL, TOO_MANY

log = logging.getLogger(__name__)

_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,63}")


class Outcome(StrEnum):
    """Name what came of a request."""

    DONE = "done"
    REFUSED = "refused"
    LIMITED = "limited"
    BROKEN = "broken"


class Kind(StrEnum):
    """Name an operation's kind; unknown is what was refused before it could be read."""

    QUERY = "query"
    MUTATION = "mutation"
    SUBSCRIPTION = "subscription"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Request:
    """Hold a request that was answered; ``seconds`` is how long the answer took to begin."""

    name: str | None
    kind: Kind
    outcome: Outcome
    status: int
    seconds: float


Observe = Callable[[Request], None]


class Watch:
    """Look on while a request is answered, and tell when its answer begins."""

    def __init__(self, observe: Observe) -> None:
        self._observe = observe
        self._began = perf_counter()
        self._name: str | None = None
        self._kind = Kind.UNKNOWN
        self._outcome: Outcome | None = None

    def asked(self, name: str | None) -> None:
        """Keep the operation's name, if it can be nothing but a name."""
        self._name = name if name is not None and _NAME.fullmatch(name) else None

    def ran(self, kind: str | None) -> None:
        """Keep the operation's kind."""
        self._kind = Kind(kind or Kind.UNKNOWN)

    def came_of(self, errors: list[GraphQLError] | None) -> None:
        """Judge the errors of a result; what a mutation answers in its union is none."""
        codes = {(error.extensions or {}).get("code") for error in errors or ()}
        if INTERNAL in codes:
            self._outcome = Outcome.BROKEN
        elif TOO_MANY in codes:
            self._outcome = Outcome.LIMITED
        else:
            self._outcome = Outcome.REFUSED if codes else Outcome.DONE

    def over(self, send: Send) -> Send:
        """Give a sender that tells of the answer when it begins."""

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._tell(message["status"])
            await send(message)

        return watched

    def _tell(self, status: int) -> None:
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
    """Write the access line of a request."""
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
