"""What the page observed of the component: enumerated facts, each with a short value."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.forms import kinds
from models.forms.typed_text import Form
from models.rehearsal.assumptions.declaration import Standing
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.assumptions.of_component import OF_COMPONENT
from models.rehearsal.finding import Finding


@dataclass(frozen=True, kw_only=True, slots=True)
class Observation:
    """An observation as the page sends it."""

    assumption: Assumption
    standing: Standing
    found: str | None


def read_observations(observations: Sequence[Observation]) -> tuple[Finding, ...]:
    """Return the findings that a page has observed.

    :raises InvalidInput: for a value that is not short, about more than the component, or about
        one assumption twice.
    """
    form = Form()
    if len(observations) > len(OF_COMPONENT):
        form.refuse("observations", "OBSERVATION_SHAPE")
        form.close()
    findings: dict[Assumption, Finding] = {}
    for one in observations:
        if one.assumption not in OF_COMPONENT or one.assumption in findings:
            form.refuse("observations", "OBSERVATION_SHAPE")
            continue
        found = form.optional("observations", one.found, kinds.OBSERVED)
        findings[one.assumption] = Finding(one.assumption, one.standing, found or "")
    form.close()
    return tuple(findings.values())
