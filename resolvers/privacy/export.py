"""Export of the data held on a person, for a request under 個人資料保護法 §10."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from tortoise.expressions import Q
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.account.account import Account
from models.account.invitation import Invitation
from models.account.mailbox_correction import MailboxCorrection
from models.account.saved_phrase import SavedPhrase
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
from models.journal.kinds import EventKind
from models.mail.outbox import Mail
from models.membership.identity_join import IdentityJoin
from models.membership.membership import Membership
from models.membership.person import Person, PersonIdentifier
from models.openid.code import AccessToken, AuthorizationCode
from models.partner.handoff import Handoff
from models.registry.entry import RegistryEntry
from models.review.case_mailbox import CaseMailbox
from models.session.roles import AccountKind
from models.session.session import Session
from models.session.unsent_form import UnsentForm
from models.session.visit import Visit
from models.signature.evidence import Evidence

# Rows by kind of record.
Held = Mapping[str, list[dict[str, object]]]


class NothingHeld(OperatorError):
    """No data is held on this person."""


# Internal columns that say nothing about a person, and secrets.
_LEFT_OUT = frozenset(
    {"token_hash", "code_hash", "sealed", "lease", "request_key", "previous_hash", "version"}
)
# The company facts that name a person.
_PERSON_NAMES = tuple(
    field.attribute for field, declared in FIELDS.items() if declared.kind is FieldKind.PERSON_NAME
)
# Columns of a company's account that may hold text about the person.
_WRITTEN = ("id", "control_number", "status_reason", "opening")


async def export_person(*, sha256: str | None, name: str | None, actor: str, now: datetime) -> Held:
    """Return all data held on a card's holder, or on a person named by a company.

    ``sha256`` is the fingerprint of any of the person's certificates; all their cards, of whichever
    generation, and all memberships are found by it. ``name`` matches a responsible person or
    contact exactly. Evidence is listed without being decrypted. The journal records that an export
    was made, without the person.

    :raises InvalidInput: naming ``card`` or ``name``.
    :raises NothingHeld: when there is no data.
    """
    form = Form()
    sha256 = form.optional("card", sha256, kinds.SHA256)
    name = form.optional("name", name, kinds.PERSON_NAME)
    form.close()
    cards = await _cards(sha256) if sha256 else []
    held = {
        **(await _of_holder(cards) if cards else {}),
        **(await _of_unrecognised(sha256) if sha256 and not cards else {}),
        **(await _of_named(name) if name else {}),
    }
    found = {kind: rows for kind, rows in held.items() if rows}
    if not found:
        raise NothingHeld("no data about this person was found")
    async with tx() as change:
        change.record(
            NewEvent(subject="person:export", kind=EventKind.PERSON_EXPORTED, actor=actor, at=now)
        )
    return found


async def _cards(sha256: str) -> list[Certificate]:
    known = await Certificate.filter(sha256=sha256).first()
    if known is None:
        return []
    return await Certificate.filter(person_id=known.person_id).order_by("bound_at")


async def _of_holder(cards: list[Certificate]) -> Held:
    ids = [card.id for card in cards]
    applications = [card.application_id for card in cards if card.application_id]
    cases = await Application.filter(Q(id__in=applications) | Q(asked_by__in=ids))
    sessions = await Session.filter(certificate_id__in=ids)
    changes = await _changes(ids)
    person = await Person.get(id=cards[0].person_id)
    memberships = await Membership.filter(person_id=person.id).order_by("began_at")
    did = Q(actor__in=[card.subject for card in cards])
    mailboxes = _mailboxes(cards, changes)
    verified = Q(application_id__in=[case.id for case in cases]) | Q(email__in=mailboxes)
    subjects = [card.subject for card in cards] + [one.subject for one in memberships]
    befell = Q(subject__in=[person.subject, *subjects])
    return {
        "person": [_row(person)],
        "identifier": await _rows(PersonIdentifier.filter(person_id=person.id)),
        "membership": [_row(membership) for membership in memberships],
        "certificate": [_row(card) for card in cards],
        "account": await _accounts(cards),
        "saved phrase": await _rows(
            SavedPhrase.about({one.account_id for one in cards}, {one.holder_name for one in cards})
        ),
        "application": [_row(case) for case in cases],
        "card change": [_change(change, ids) for change in changes],
        "session": [_row(session) for session in sessions],
        **await _of_sessions([one.id for one in sessions]),
        "event": await _rows(Event.filter(did | befell).order_by("seq")),
        "evidence": await _rows(
            Evidence.filter(certificate_sha256__in=[card.sha256 for card in cards])
        ),
        "identity join": await _rows(
            IdentityJoin.filter(
                Q(certificate_sha256__in=[card.sha256 for card in cards])
                | Q(membership_id__in=[one.id for one in memberships])
            )
        ),
        "invitation": await _rows(Invitation.filter(await _invited(cards))),
        "mail": await _rows(Mail.filter(recipient__in=mailboxes)),
        "case mailbox": await _rows(CaseMailbox.filter(verified)),
        "mailbox correction": await _rows(
            MailboxCorrection.filter(Q(email__in=mailboxes) | Q(previous__in=mailboxes))
        ),
    }


async def _of_sessions(ids: list[UUID]) -> Held:
    """Return at which partner systems the person has been, and what she has begun to type."""
    return {
        "handoff": await _rows(Handoff.filter(session_id__in=ids)),
        "visit": await _rows(Visit.filter(session_id__in=ids)),
        "authorization code": await _rows(AuthorizationCode.filter(session_id__in=ids)),
        "access token": await _rows(AccessToken.filter(session_id__in=ids)),
        "unsent form": await _rows(UnsentForm.filter(session_id__in=ids)),
    }


async def _of_unrecognised(sha256: str) -> Held:
    """Return what is held of a card that was never bound, whose holder asked to be recognised."""
    return {
        "identity join": await _rows(IdentityJoin.filter(certificate_sha256=sha256)),
        "evidence": await _rows(Evidence.filter(certificate_sha256=sha256)),
    }


async def _invited(cards: list[Certificate]) -> Q:
    persons = await Person.filter(id__in={card.person_id for card in cards if card.person_id})
    named = [Q(name=person.name, last_four=person.last_four or "") for person in persons]
    return Q(*named, join_type=Q.OR) if named else Q(id__in=[])


async def _changes(ids: list[UUID]) -> list[CardChange]:
    hers = Q(certificate_id__in=ids) | Q(previous_id__in=ids) | Q(by_certificate_id__in=ids)
    return await CardChange.filter(hers).order_by("at", "id")


def _change(change: CardChange, ids: list[UUID]) -> dict[str, object]:
    row = _row(change)
    # The contact details of another card's holder are not this person's data.
    if change.certificate_id not in ids:
        del row["before"]
    return row


def _mailboxes(cards: list[Certificate], changes: list[CardChange]) -> set[str]:
    ids = [card.id for card in cards]
    before = [one.before.get("email") for one in changes if one.certificate_id in ids]
    return {email for email in (*(card.email for card in cards), *before) if email}


async def _accounts(cards: list[Certificate]) -> list[dict[str, object]]:
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
    stated = Q(*(Q(**{column: name}) for column in _PERSON_NAMES), join_type=Q.OR)
    accounts = [account async for account in Account.all() if _names(account, name)]
    unsent = [form async for form in UnsentForm.all() if name in form.texts.values()]
    return {
        "named in application": await _rows(Application.filter(stated | Q(remark__contains=name))),
        "named in registry": await _rows(RegistryEntry.filter(stated)),
        "named in invitation": await _rows(Invitation.filter(name=name)),
        "named in identity join": await _rows(IdentityJoin.filter(holder_name=name)),
        "named in account": [_row(account) for account in accounts],
        "named in unsent form": [_row(form) for form in unsent],
        "named in saved phrase": await _rows(SavedPhrase.about([], [name])),
        "named in case mailbox": await _rows(CaseMailbox.filter(verified_how__contains=name)),
        "named in mailbox correction": await _rows(MailboxCorrection.filter(_written_in(name))),
    }


def _written_in(name: str) -> Q:
    columns = ("reason", "evidence", "note")
    return Q(*(Q(**{f"{column}__contains": name}) for column in columns), join_type=Q.OR)


def _names(account: Account, name: str) -> bool:
    facts, opening = account.facts or {}, account.opening or {}
    people = (
        *(facts.get(fact) for fact in _PERSON_NAMES),
        opening.get("contactName"),
        account.name if account.kind is AccountKind.STAFF else None,
    )
    written = (account.status_reason or "", opening.get("reason", ""))
    return name in people or any(name in text for text in written)


async def _rows(records: "QuerySet[Any]") -> list[dict[str, object]]:
    return [_row(record) async for record in records]


def _row(record: Model) -> dict[str, object]:
    columns: Iterable[str] = sorted(record._meta.db_fields)
    row: dict[str, object] = {}
    for column in columns:
        if column not in _LEFT_OUT:
            value = getattr(record, column)
            row[column] = str(value) if isinstance(value, UUID | datetime) else value
    return row
