"""Keep the authority and the cards in a folder, so that only the first start must make keys."""

from datetime import datetime
from pathlib import Path

from web.demo.authority import Authority, Card
from web.demo.catalogue import CardPlan


def kept_authority(folder: Path, *, at: datetime) -> Authority:
    """Load the authority of the folder, after making one if there is none."""
    if not folder.exists():
        # A start that was cut short leaves no half authority behind.
        half_made = folder.with_name("authority.new")
        Authority.create(at=at).save(half_made)
        half_made.rename(folder)
    return Authority.load(folder)


def kept_card(plan: CardPlan, file: Path, authority: Authority, *, at: datetime) -> Card:
    """Load the card of the file, after issuing it as planned if there is none."""
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
        half_written = file.with_suffix(".new")
        card.save(half_written)
        half_written.rename(file)
    return Card.load(file)
