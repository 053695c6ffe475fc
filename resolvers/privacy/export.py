"""What is held on a person is gathered, for whoever has to tell her (個人資料保護法 §10)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange
from models.company.company import FIELDS
from models.company.declaration import FieldKind
from models.core.errors import OperatorError
from models.database.transaction import tx
from models.forms import kinds
from models.forms.typed_text import Form
from models.journal.event import Event, NewEvent
from models.mail.outbox import Mail
from models.partner.handoff import Handoff
from models.session.roles import AccountKind
from models.session.session import Session
from models.signature.evidence import Evidence

# Each kind of record with what is held in it, a row each.
Held = Mapping[str, list[dict[str, object]]]


class NothingHeld(OperatorError):
    """Say, to the operator, that nothing is held on such a person."""


# What is ours and tells nothing of a person, or opens something.
_LEFT_OUT = frozenset(
    {"token_hash", "code_hash", "sealed", "lease", "request_key", "previous_hash", "version"}
)
# The facts of a company in which she may be named.
_PERSON_NAMES = tuple(
    field.attribute for field, its in FIELDS.items() if its.kind is FieldKind.PERSON_NAME
)
# Of an account that is not hers alone: what somebody may have written about her.
_WRITTEN = ("id", "control_number", "status_reason", "opening")


async def export_person(*, sha256: str | None, name: str | None, actor: str, now: datetime) -> Held:
    """Gather all that is held on the holder of a card, or on whom a company has named.

    ``sha256`` is any of her certificates' fingerprint: all cards of the same person are found by
    it. ``name`` finds her as responsible person or contact, written exactly so. Evidence is named
    and not opened. That it was asked stands in the journal, without saying of whom.

    :raises InvalidInput: naming ``card`` or ``name``.
    :raises NothingHeld: when there is nothing.
    """
    form = Form()
    sha256 = form.optional("card", sha256, kinds.SHA256)
    name = form.optional("name", name, kinds.PERSON_NAME)
    form.close()
    cards = await _cards(sha256) if sha256 else []
    held = {
        **(await _of_holder(cards) if cards else {}),
        **(await _of_named(name) if name else {}),
    }
    found = {kind: rows for kind, rows in held.items() if rows}
    if not found:
        raise NothingHeld("nothing is held on such a person")
    async with tx() as change:
        change.record(
            NewEvent(subject="person:export", kind="PERSON_EXPORTED", actor=actor, at=now)
        )
    return found


async def _cards(sha256: str) -> list[Certificate]:
    """Find every card of the person that one of her certificates names."""
    known = await Certificate.filter(sha256=sha256).first()
    if known is None:
        return []
    person = {"issuer_key_id": known.issuer_key_id, "subject_serial": known.subject_serial}
    return await Certificate.filter(**person).order_by("bound_at")


async def _of_holder(cards: list[Certificate]) -> Held:
    """Gather what her cards have left."""
    ids = [card.id for card in cards]
    applications = [card.application_id for card in cards if card.application_id]
    asked = Q(id__in=applications) | Q(asked_by__in=ids)
    sessions = await Session.filter(certificate_id__in=ids)
    changes = await _changes(ids)
    did = Q(actor__in=[card.subject for card in cards])
    befell = Q(subject__in=[card.subject for card in cards])
    return {
        "certificate": [_row(card) for card in cards],
        "account": await _accounts(cards),
        "application": await _rows(Application.filter(asked)),
        "card change": [_change(change, ids) for change in changes],
        "session": [_row(session) for session in sessions],
        "handoff": await _rows(Handoff.filter(session_id__in=[one.id for one in sessions])),
        "event": await _rows(Event.filter(did | befell).order_by("seq")),
        "evidence": await _rows(
            Evidence.filter(certificate_sha256__in=[card.sha256 for card in cards])
        ),
        "mail": await _rows(Mail.filter(recipient__in=_mailboxes(cards, changes))),
    }


async def _changes(ids: list[UUID]) -> list[CardChange]:
    """Find what was done to her cards, and what was done with them to others."""
    hers = Q(certificate_id__in=ids) | Q(previous_id__in=ids) | Q(by_certificate_id__in=ids)
    return await CardChange.filter(hers).order_by("at", "id")


def _change(change: CardChange, ids: list[UUID]) -> dict[str, object]:
    """Write a change out; how the holder of another card was reached is not hers to know."""
    row = _row(change)
    if change.certificate_id not in ids:
        del row["before"]
    return row


def _mailboxes(cards: list[Certificate], changes: list[CardChange]) -> set[str]:
    """Collect the addresses at which she is reached, and was before an edit."""
    ids = [card.id for card in cards]
    before = [one.before.get("email") for one in changes if one.certificate_id in ids]
    return {email for email in (*(card.email for card in cards), *before) if email}


async def _accounts(cards: list[Certificate]) -> list[dict[str, object]]:
    """Write out an account of staff, which is hers alone, and what another's says of her."""
    words = {
        word
        for card in cards
        for word in (card.holder_name, card.card_number, card.masked_card_number, card.sha256)
    }
    rows = []
    async for account in Account.filter(id__in={card.account_id for card in cards}):
        row = _row(account)
        texts = [account.status_reason or "", *(account.opening or {}).values()]
        if account.kind is AccountKind.STAFF:
            rows.append(row)
        elif any(word in text for word in words for text in texts):
            rows.append({column: row[column] for column in _WRITTEN})
    return rows


async def _of_named(name: str) -> Held:
    """Gather what companies have said of her."""
    named = Q(remark__contains=name)
    for column in _PERSON_NAMES:
        named |= Q(**{column: name})
    accounts = [account async for account in Account.all() if _names(account, name)]
    return {
        "named in application": await _rows(Application.filter(named)),
        "named in account": [_row(account) for account in accounts],
    }


def _names(account: Account, name: str) -> bool:
    """Tell whether an account's facts, its opening or the reason why it was held name a person."""
    facts, opening = account.facts or {}, account.opening or {}
    people = (
        *(facts.get(fact) for fact in _PERSON_NAMES),
        opening.get("contactName"),
        account.name if account.kind is AccountKind.STAFF else None,
    )
    written = (account.status_reason or "", opening.get("reason", ""))
    return name in people or any(name in text for text in written)


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
