"""The authority and the cards in a folder, so that only the first start generates keys."""

from datetime import datetime
from pathlib import Path

from web.demo.authority import Authority, Card
from web.demo.catalogue import CardPlan


def load_or_create_authority(folder: Path, *, at: datetime) -> Authority:
    if not folder.exists():
        # Renamed when complete, so that an interrupted start leaves no partial authority.
        unfinished = folder.with_name("authority.new")
        Authority.create(at=at).save(unfinished)
        unfinished.rename(folder)
    return Authority.load(folder)


def load_or_issue_card(plan: CardPlan, file: Path, authority: Authority, *, at: datetime) -> Card:
    if not file.exists():
        card = authority.issue(
            kind=plan.kind,
            generation=plan.generation,
            holder=plan.holder,
            subject_serial=plan.subject_serial,
            card_number=plan.card_number,
            id_last4=plan.id_last4,
            not_before=at + plan.starts,
            not_after=at + plan.ends,
        )
        unfinished = file.with_suffix(".new")
        card.save(unfinished)
        unfinished.rename(file)
    return Card.load(file)
