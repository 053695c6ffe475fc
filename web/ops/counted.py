"""The metrics of what this process has counted: cards, sign-ins, steps of applications."""

from collections import Counter
from collections.abc import Iterable

from prometheus_client.core import Metric

from models.application.steps import DONE, REFUSED, StepOutcome
from models.core.tally import Tally
from models.database.transaction import committed_events
from schema.context import Counts
from web.ops.families import counters


def of_counts(counts: Counts) -> Iterable[Metric]:
    for tally in (counts.cards.accepted, counts.cards.refused, counts.sign_ins.tally):
        yield counters(tally.name, tally.help_text, tally.labels, tally.counts())
    yield _of_applications(counts.refused_steps)


def _of_applications(refused: Tally) -> Metric:
    committed = committed_events()
    found: Counter[tuple[str, ...]] = Counter(dict.fromkeys(DONE.values(), 0))
    for kind, outcome in DONE.items():
        found[outcome] += committed.get(kind, 0)
    for step in REFUSED.values():
        found[step, StepOutcome.REFUSED] = refused.counts()[(step,)]
    return counters(
        "applications", "Steps of applications, by outcome.", ("step", "outcome"), found
    )
