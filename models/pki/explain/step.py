"""A rule that a file was held against, and the steps up to the first refusal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, NoReturn, TypeVar

from models.core.errors import UserError
from models.pki.crl.revocation_list import ListUnusable
from models.pki.der import reader as der
from models.pki.ocsp.response import OCSPUnusable
from models.pki.path.anchors import TrustRefused

T = TypeVar("T")


class Outcome(StrEnum):
    """What came of holding a file against a rule."""

    PASSED = "PASSED"
    REFUSED = "REFUSED"
    NOT_JUDGED = "NOT_JUDGED"


class Rule(NamedTuple):
    """A rule in a few words, and the clause that it follows."""

    text: str
    clause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """A rule, what came of it, and the value found; the holder's own values are only measured."""

    rule: str
    clause: str
    outcome: Outcome
    found: str


class _Refused(Exception):
    """A step refused, so that nothing after it is judged."""


@dataclass(slots=True)
class Trace:
    """The steps so far."""

    steps: list[Step] = field(default_factory=list)

    @contextmanager
    def until_refused(self) -> Iterator[None]:
        """Run stages until the first one that refuses."""
        try:
            yield
        except _Refused:
            return

    def judge(self, rule: Rule, stage: Callable[[], T], found: Callable[[T], str]) -> T:
        """Run a stage of the verdict as one step, and return what it returns."""
        with self.refused_by(lambda _: rule):
            value = stage()
        self.passed(rule, found(value))
        return value

    @contextmanager
    def refused_by(
        self,
        rule_of: Callable[[Exception], Rule],
        found: Callable[[Exception], str] | None = None,
    ) -> Iterator[None]:
        """Turn a refusal into the step of its rule, and end the trace."""
        try:
            yield
        except (UserError, ListUnusable, OCSPUnusable, TrustRefused, der.Malformed) as refusal:
            said = reason(refusal) if found is None else found(refusal)
            self.refuse(rule_of(refusal), said)

    def passed(self, rule: Rule, found: str) -> None:
        self._add(rule, Outcome.PASSED, found)

    def not_judged(self, rule: Rule, why: str) -> None:
        self._add(rule, Outcome.NOT_JUDGED, why)

    def refuse(self, rule: Rule, found: str) -> NoReturn:
        """Add the step that refuses, and end the trace."""
        self._add(rule, Outcome.REFUSED, found)
        raise _Refused

    def _add(self, rule: Rule, outcome: Outcome, found: str) -> None:
        self.steps.append(Step(rule=rule.text, clause=rule.clause, outcome=outcome, found=found))


def reason(refusal: Exception) -> str:
    """Return a refusal's code, and where the bytes are not of the expected form, how so."""
    if isinstance(refusal, der.Malformed):
        return _with_form("UNREADABLE", refusal)
    said = refusal.code if isinstance(refusal, UserError) else str(refusal)
    return _with_form(said, refusal.__cause__)


def _with_form(said: str, cause: BaseException | None) -> str:
    # A parser's exception may quote the certificate; our own reader's never do.
    is_ours = isinstance(cause, der.Malformed) and cause.__cause__ is None
    return f"{said}: {cause}" if is_ours else said
