"""The authority and the cards in a folder, so that only the first start generates keys."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from web.demo.authority import Authority
from web.demo.catalogue import CATALOGUE, TestCard
from web.demo.testcard import Card, CardFacts

# Returns the cards of a folder, and issues those that it does not have.
Issue = Callable[[Path, Authority, datetime], tuple[TestCard, ...]]


def load_or_create_authority(folder: Path, *, at: datetime) -> Authority:
    if not folder.exists():
        # Renamed when complete, so that an interrupted start leaves no partial authority.
        unfinished = folder.with_name("authority.new")
        Authority.create(at=at).save(unfinished)
        unfinished.rename(folder)
    return Authority.load(folder)


def issue_in_python(folder: Path, authority: Authority, at: datetime) -> tuple[TestCard, ...]:
    """Return the cards of the catalogue, whose keys are in files of the folder."""
    return tuple(
        TestCard(plan, _load_or_issue(plan.facts(at), folder / f"{plan.id}.card", authority))
        for plan in CATALOGUE
    )


def _load_or_issue(facts: CardFacts, file: Path, authority: Authority) -> Card:
    if not file.exists():
        unfinished = file.with_suffix(".new")
        authority.issue_as(facts).save(unfinished)
        unfinished.rename(file)
    return Card.load(file)
