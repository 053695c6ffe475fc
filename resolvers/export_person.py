"""What is held on a person is gathered, for whoever has to tell her (個人資料保護法 §10)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account import Account
from models.application import Application
from models.certificate import Certificate
from models.database import tx
from models.event import Event, Fact
from models.evidence import Evidence
from models.mail import Mail
from models.session import Session

# Each kind of record with what is held in it, a row each.
Held = Mapping[str, list[dict[str, object]]]


class NothingHeld(Exception):
    """Say, to the operator, that nothing is held on such a person."""


# What is ours and tells nothing of a person, or opens something.
_LEFT_OUT = frozenset({"token_hash", "sealed", "lease", "request_key", "previous_hash", "version"})


async def export_person(*, sha256: str | None, name: str | None, actor: str, now: datetime) -> Held:
    """Gather all that is held on the holder of a card, or on whom a company has named.

    ``sha256`` is any of her certificates' fingerprint: all cards of the same person are found by
    it. ``name`` finds her as responsible person or contact, written exactly so. Evidence is named
    and not opened. That it was asked stands in the journal, without saying of whom.

    :raises NothingHeld: when there is nothing.
    """
    cards = await _cards(sha256) if sha256 else []
    held = {
        **(await _of_holder(cards) if cards else {}),
        **(await _of_named(name) if name else {}),
    }
    found = {kind: rows for kind, rows in held.items() if rows}
    if not found:
        raise NothingHeld
    async with tx() as change:
        change.record(Fact(subject="person:export", kind="PERSON_EXPORTED", actor=actor, at=now))
    return found


async def _cards(sha256: str) -> list[Certificate]:
    """Find every card of the person that one of her certificates names."""
    known = await Certificate.filter(sha256=sha256.lower()).first()
    if known is None:
        return []
    person = {"issuer_key_id": known.issuer_key_id, "subject_serial": known.subject_serial}
    return await Certificate.filter(**person).order_by("bound_at")


async def _of_holder(cards: list[Certificate]) -> Held:
    """Gather what her cards have left."""
    ids = [card.id for card in cards]
    applications = [card.application_id for card in cards if card.application_id]
    emails = {card.email for card in cards if card.email}
    did = Q(actor__in=[card.subject for card in cards])
    befell = Q(subject__in=[card.subject for card in cards])
    return {
        "certificate": [_row(card) for card in cards],
        "application": await _rows(Application.filter(id__in=applications)),
        "session": await _rows(Session.filter(certificate_id__in=ids)),
        "event": await _rows(Event.filter(did | befell).order_by("seq")),
        "evidence": await _rows(
            Evidence.filter(certificate_sha256__in=[card.sha256 for card in cards])
        ),
        "mail": await _rows(Mail.filter(recipient__in=emails)),
    }


async def _of_named(name: str) -> Held:
    """Gather what companies have said of her."""
    named = Q(responsible_person=name) | Q(contact_name=name)
    accounts = [a async for a in Account.filter(facts__isnull=False) if _names(a, name)]
    return {
        "named in application": await _rows(Application.filter(named)),
        "named in account": [_row(account) for account in accounts],
    }


def _names(account: Account, name: str) -> bool:
    """Tell whether an account's facts name a person."""
    facts = account.facts or {}
    return name in (facts.get("responsible_person"), facts.get("contact_name"))


async def _rows(records: "QuerySet[Any]") -> list[dict[str, object]]:
    """Write records out."""
    return [_row(record) async for record in records]


def _row(record: Model) -> dict[str, object]:
    """Write a record out, all but what is ours alone."""
    columns: Iterable[str] = sorted(record._meta.db_fields)
    row: dict[str, object] = {}
    for column in columns:
        if column not in _LEFT_OUT:
            value = getattr(record, column)
            row[column] = str(value) if isinstance(value, UUID | datetime) else value
    return row
