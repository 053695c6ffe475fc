"""What is degraded, by name: people may come to notice it, and requests are served."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from models.core.rules import (
    AUTHORITY_EXPIRY_WARNED,
    CLOCK_DRIFT_WARNED,
    DAY,
    LIST_FETCH_WARNED,
    LOGOUT_WAIT_WARNED,
    OUTBOX_WAIT_WARNED,
)
from models.database.put_off import put_off
from models.pki.path.trust import Issuer
from resolvers.health.measure import Measures
from schema.context import Services

# Every name of what may be degraded, those of sources and of late measures included.
KINDS = (
    *("authorities_days", "clock_seconds", "failing", "given_up", "held_duties", "limits"),
    *("lists_for_nobody", "lists_left_out", "lists_seconds", "lists_unfetched_seconds"),
    *("logouts_seconds", "mail", "measures", "missing_companies", "office_calendar"),
    *("outbox_seconds", "put_off"),
    *("registry", "trust_files", "unproven"),
)


def of_process(services: Services, *, time_left: Mapping[str, timedelta]) -> dict[str, object]:
    """Return what is degraded by the memory of this process alone."""
    soon = {name: left for name, left in time_left.items() if left < AUTHORITY_EXPIRY_WARNED}
    ending = {name: round(left / DAY, 1) for name, left in soon.items()}
    degraded: dict[str, object] = {"authorities_days": ending} if ending else {}
    if services.limiter.counters.away:
        degraded["limits"] = "counted in this process alone"
    if troubles := services.trust.troubles:
        degraded["trust_files"] = list(troubles)
    if failing := put_off(at=services.clock()):
        degraded["put_off"] = dict(failing)
    return degraded


def of_measures(measures: Measures, *, issuers: Sequence[Issuer]) -> dict[str, object]:
    """Return what is degraded by what was measured in the database."""
    degraded: dict[str, object] = {}
    if measures.outbox.oldest > OUTBOX_WAIT_WARNED:
        degraded["outbox_seconds"] = round(measures.outbox.oldest.total_seconds())
    if measures.untold.oldest > LOGOUT_WAIT_WARNED:
        degraded["logouts_seconds"] = round(measures.untold.oldest.total_seconds())
    for name, counts in (("failing", measures.failing), ("given_up", measures.given_up)):
        if faults := {kind: count for kind, count in counts.items() if count}:
            degraded[name] = faults
    if measures.drift is not None and abs(measures.drift) > CLOCK_DRIFT_WARNED:
        degraded["clock_seconds"] = round(measures.drift.total_seconds())
    if measures.held_duties:
        degraded["held_duties"] = dict(measures.held_duties)
    if measures.unproven:
        degraded["unproven"] = list(measures.unproven)
    if measures.missing_companies:
        degraded["missing_companies"] = measures.missing_companies
    if measures.missing_office_year is not None:
        degraded["office_calendar"] = f"none of {measures.missing_office_year}"
    lists = {
        "lists_seconds": _overdue(measures, issuers),
        "lists_unfetched_seconds": _unfetched(measures, issuers),
        "lists_left_out": dict(measures.lists_left_out),
        "lists_for_nobody": dict(measures.lists_for_nobody),
    }
    return degraded | {name: found for name, found in lists.items() if found}


def _overdue(measures: Measures, issuers: Sequence[Issuer]) -> dict[str, int | None]:
    """Return the age in seconds of each overdue list; None where there is no list."""
    ages: dict[str, int | None] = {}
    for issuer in issuers:
        age = measures.lists.get(issuer.key_id)
        if age is None or age.overdue:
            ages[issuer.name] = round(age.made.total_seconds()) if age else None
    return ages


def _unfetched(measures: Measures, issuers: Sequence[Issuer]) -> dict[str, int]:
    """Return the seconds since each list was fetched that has not been for too long."""
    ages = {issuer.name: measures.lists.get(issuer.key_id) for issuer in issuers}
    return {
        name: round(age.fetched.total_seconds())
        for name, age in ages.items()
        if age is not None and age.fetched > LIST_FETCH_WARNED
    }
