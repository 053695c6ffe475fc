"""Persons and memberships are records of their own, derived from the cards that there are."""

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from tortoise import fields, migrations
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

# What a migration says here is shown to the operator.
report = logging.getLogger("migrations.report")

DORMANT_LIFE = timedelta(days=180)

RULES = (
    # A person has one membership that has not ended.
    "CREATE UNIQUE INDEX membership_standing_once ON membership (person_id)"
    " WHERE ended_at IS NULL",
    # The worker asks for those that become dormant, and those that end.
    "CREATE INDEX membership_ending ON membership (ends_at)"
    " WHERE ended_at IS NULL AND ends_at IS NOT NULL",
    # A field that is added gets its index by hand.
    "CREATE INDEX certificate_of_person ON certificate (person_id)",
    "CREATE INDEX certificate_of_membership ON certificate (membership_id)",
)
# After the cards have their persons. A person has one card that is bound.
ONE_CARD = (
    "DROP INDEX certificate_live_once",
    "DROP INDEX certificate_person_once",
    "CREATE UNIQUE INDEX certificate_live_once ON certificate (sha256) WHERE status = 'LIVE'",
    "CREATE UNIQUE INDEX certificate_person_once ON certificate (person_id)"
    " WHERE status = 'LIVE'",
)


ACTOR = "service:migrate"
_LIVE = ("LIVE", "FROZEN")
_ENDED_BY_ITSELF = ("EXPIRED", "REVOKED")
_LISTED = (*_LIVE, *_ENDED_BY_ITSELF)
_BECAUSE = {"REMOVED": "REMOVED", "REPLACED": "REPLACED", "RELEASED": "ACCOUNT_CLOSED"}
_CARDS = (
    "SELECT c.id, c.account_id, c.status, c.issuer_key_id, c.subject_serial, c.holder_name,"
    " c.not_before, c.not_after, c.bound_at, c.released_at, c.removed_by,"
    " a.status AS account_status, a.control_number AS account_number"
    " FROM certificate c LEFT JOIN account a ON a.id = c.account_id"
    " WHERE c.person_id IS NULL ORDER BY c.bound_at, c.not_before"
)
_STAND = "SELECT person_id FROM membership WHERE ended_at IS NULL"

Row = Mapping[str, Any]


@dataclass
class Derived:
    """What was derived: counts by kind, the cases that need an officer's look, and the events."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    named: list[str] = field(default_factory=list)
    events: list[dict] = field(default_factory=list)

    def lines(self) -> list[str]:
        counted = [f"{name}: {count}" for name, count in sorted(self.counts.items())]
        return [*counted, *self.named]


async def derive(client: BaseDBAsyncClient, *, at: datetime) -> Derived:
    """Derive a person for every card, and a membership for every person at an account."""
    done = Derived()
    cards = [_typed(row) for row in await client.execute_query_dict(_CARDS)]
    persons = await _persons(client, cards, done, at=at)
    standing = {_uuid(row["person_id"]) for row in await client.execute_query_dict(_STAND)}
    places: dict[tuple[UUID, UUID], list[Row]] = defaultdict(list)
    for card in cards:
        person = persons[card["issuer_key_id"], card["subject_serial"]]
        await _update(client, "certificate", card["id"], {"person_id": person})
        if card["account_id"] is not None:
            places[person, card["account_id"]].append(card)
    # Where the newest card is bound decides if a person's cards stand at two accounts.
    for (person, account), hers in sorted(places.items(), key=_claim, reverse=True):
        await _membership(client, person, account, hers, standing, done, at=at)
    await _changes(client)
    # Since its activation a card is needed to see an application.
    await client.execute_query(
        "UPDATE application SET session_id = NULL WHERE status = 'ACTIVATED'"
    )
    _name_doubles(persons, done)
    return done


async def _persons(
    client: BaseDBAsyncClient, cards: Sequence[Row], done: Derived, *, at: datetime
) -> dict[tuple[str, str], UUID]:
    known = await client.execute_query_dict(
        "SELECT issuer_key_id, subject_serial, person_id FROM person_identifier"
    )
    persons = {
        (row["issuer_key_id"], row["subject_serial"]): _uuid(row["person_id"]) for row in known
    }
    # The newest card comes last and has the current name.
    names = {(card["issuer_key_id"], card["subject_serial"]): card["holder_name"] for card in cards}
    for pair, name in names.items():
        if pair in persons:
            continue
        persons[pair] = uuid4()
        person = {"id": persons[pair], "name": name, "created_at": at, "changed_at": at}
        await _insert(client, "person", person)
        identifier = {
            "id": uuid4(),
            "person_id": persons[pair],
            "issuer_key_id": pair[0],
            "subject_serial": pair[1],
            "joined_at": at,
            "joined_by": ACTOR,
        }
        await _insert(client, "person_identifier", identifier)
        done.counts["persons"] += 1
    return persons


def _claim(place: tuple[tuple[UUID, UUID], list[Row]]) -> tuple[bool, datetime]:
    current = _current(place[1])
    return current["status"] in _LIVE, current["bound_at"]


def _current(cards: Sequence[Row]) -> Row:
    """Return the card that says how a person stands: the bound one, else the newest.

    An undone renewal leaves a bound card that is older than the one that was removed.
    """
    bound = [card for card in cards if card["status"] in _LIVE]
    return (bound or cards)[-1]


async def _membership(
    client: BaseDBAsyncClient,
    person: UUID,
    account: UUID,
    cards: list[Row],
    standing: set[UUID],
    done: Derived,
    *,
    at: datetime,
) -> None:
    current = _current(cards)
    number = current["account_number"]
    membership = uuid4()
    columns: dict[str, Any] = {
        "id": membership,
        "person_id": person,
        "account_id": account,
        "began_at": cards[0]["bound_at"],
        "began_because": "DERIVED",
        "began_by": ACTOR,
        "confirmed_at": cards[0]["bound_at"],
        "confirmed_by": ACTOR,
    }
    ended = _ending(current, has_other=person in standing, at=at)
    columns |= ended
    await _insert(client, "membership", columns)
    because = ended.get("ended_because")
    done.events.append(_event("MEMBERSHIP_BEGAN", columns, "DERIVED", at=at))
    if because is not None:
        done.events.append(_event("MEMBERSHIP_ENDED", columns, because, at=at))
        done.counts["memberships that have ended"] += 1
    else:
        standing.add(person)
        kind = "dormant" if "ends_at" in ended else "active"
        done.counts[f"memberships, {kind}"] += 1
    if because == "DORMANT":
        done.named.append(f"{number}: a membership ended, its last card had ended long ago")
    for card in cards:
        status = _status(card, current=card is current, has_ended=because is not None)
        if because == "ACCOUNT_CLOSED" and card["status"] in _LISTED:
            status = "RELEASED"
            done.named.append(f"{number}: a card was bound to the closed account and is released")
        await _update(
            client, "certificate", card["id"], {"membership_id": membership, "status": status}
        )


def _ending(current: Row, *, has_other: bool, at: datetime) -> dict[str, Any]:
    """Return the columns of how a membership ended or becomes dormant, if it does."""
    over = current["released_at"] or at
    by = current["removed_by"] or ACTOR
    if current["account_status"] == "CLOSED":
        return {"ended_at": over, "ended_because": "ACCOUNT_CLOSED", "ended_by": by}
    if current["status"] in _BECAUSE:
        return {"ended_at": over, "ended_because": _BECAUSE[current["status"]], "ended_by": by}
    since = min(over, current["not_after"])
    if current["status"] in _LIVE and not has_other:
        return {}
    ends = since + DORMANT_LIFE
    if has_other or ends <= at:
        return {"ended_at": at, "ended_because": "DORMANT", "ended_by": ACTOR}
    return {"dormant_since": since, "ends_at": max(ends, at + timedelta(days=30))}


def _status(card: Row, *, current: bool, has_ended: bool) -> str:
    status: str = card["status"]
    if status not in _LISTED:
        return status
    if has_ended:
        return "REMOVED"
    if not current:
        return "REPLACED"
    return "LIVE" if status in _LIVE else status


async def _changes(client: BaseDBAsyncClient) -> None:
    """Say which memberships the recorded changes of cards concern."""
    of_card = "(SELECT membership_id FROM certificate c WHERE c.id = card_change.{column})"
    person = "(SELECT person_id FROM certificate c WHERE c.id = card_change.{column})"
    certificate, previous = (
        of_card.format(column=f"{name}_id") for name in ("certificate", "previous")
    )
    hers, other = (person.format(column=f"{name}_id") for name in ("certificate", "previous"))
    await client.execute_query(
        f"UPDATE card_change SET membership_id = {certificate} WHERE membership_id IS NULL"
    )
    await client.execute_query(
        "UPDATE card_change SET ended_membership_id = membership_id"
        " WHERE kind = 'REMOVED' AND ended_membership_id IS NULL"
    )
    await client.execute_query(
        f"UPDATE card_change SET ended_membership_id = {previous}"
        f" WHERE kind = 'REPLACED' AND ended_membership_id IS NULL AND {hers} <> {other}"
    )


def _name_doubles(persons: Mapping[tuple[str, str], UUID], done: Derived) -> None:
    by_serial: dict[str, set[UUID]] = defaultdict(set)
    for (_, serial), person in persons.items():
        by_serial[serial].add(person)
    doubles = sum(len(found) > 1 for found in by_serial.values())
    if doubles:
        done.counts["serial numbers under two issuers, perhaps of one person"] = doubles


def _event(kind: str, columns: Row, because: str, *, at: datetime) -> dict:
    return {
        "at": at,
        "subject": f"membership:{columns['id']}",
        "kind": kind,
        "actor": ACTOR,
        "payload": {
            "account": str(columns["account_id"]),
            "because": because,
            "person": str(columns["person_id"]),
        },
    }


async def _append(client: BaseDBAsyncClient, events: Sequence[dict]) -> None:
    """Number and chain events as the journal does, under its row's lock."""
    [row] = await client.execute_query_dict(
        f"UPDATE journal SET seq = seq + {len(events)} WHERE id = 1 RETURNING seq, hash"
    )
    seq, previous = int(row["seq"]) - len(events), str(row["hash"])
    for event in events:
        seq += 1
        stored = {**event, "seq": seq, "previous_hash": previous}
        stored["payload"] = json.dumps(event["payload"])
        await _insert(client, "event", stored)
        content = [
            seq,
            event["at"].astimezone(UTC).isoformat(timespec="microseconds"),
            event["subject"],
            event["kind"],
            event["actor"],
            event["payload"],
            previous,
        ]
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        previous = hashlib.sha256(text.encode()).hexdigest()
    await client.execute_query(f"UPDATE journal SET hash = '{previous}' WHERE id = 1")


async def _insert(client: BaseDBAsyncClient, table: str, columns: Mapping[str, Any]) -> None:
    names = ", ".join(columns)
    marks = ", ".join(_marks(client, len(columns)))
    values = [_bound(client, value) for value in columns.values()]
    # Names of tables and columns are this module's, never a caller's text.
    await client.execute_query(f"INSERT INTO {table} ({names}) VALUES ({marks})", values)


async def _update(
    client: BaseDBAsyncClient, table: str, row_id: UUID, columns: Mapping[str, Any]
) -> None:
    marks = list(_marks(client, len(columns) + 1))
    pairs = ", ".join(f"{name} = {mark}" for name, mark in zip(columns, marks, strict=False))
    values = [_bound(client, value) for value in (*columns.values(), row_id)]
    # Names of tables and columns are this module's, never a caller's text.
    await client.execute_query(f"UPDATE {table} SET {pairs} WHERE id = {marks[-1]}", values)


def _on_sqlite(client: BaseDBAsyncClient) -> bool:
    return client.capabilities.dialect == "sqlite"


def _marks(client: BaseDBAsyncClient, count: int) -> Iterable[str]:
    return ["?"] * count if _on_sqlite(client) else [f"${n}" for n in range(1, count + 1)]


def _bound(client: BaseDBAsyncClient, value: object) -> object:
    if _on_sqlite(client) and isinstance(value, UUID | datetime):
        return str(value)
    return value


def _typed(row: Mapping[str, Any]) -> dict[str, Any]:
    typed = dict(row)
    for name in ("id", "account_id"):
        typed[name] = _uuid(row[name]) if row[name] is not None else None
    for name in ("not_before", "not_after", "bound_at", "released_at"):
        typed[name] = _moment(row[name]) if row[name] is not None else None
    return typed


def _uuid(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))


def _moment(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


async def derive_members(apps, editor):
    """Derive persons and memberships, and report what needs a look."""
    [row] = await editor.client.execute_query_dict("SELECT CURRENT_TIMESTAMP AS now")
    done = await derive(editor.client, at=_moment(row["now"]))
    if done.events:
        await _append(editor.client, done.events)
    for line in done.lines():
        report.info(line)


class Migration(migrations.Migration):
    """Add three tables, and columns that may be empty."""

    dependencies = [("models", "0010_bind_first_cards")]

    operations = [
        ops.CreateModel(
            name='Person',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('name', fields.CharField(max_length=120)),
                ('last_four', fields.CharField(null=True, max_length=4)),
                ('created_at', fields.DatetimeField()),
                ('changed_at', fields.DatetimeField()),
            ],
            options={'table': 'person'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PersonIdentifier',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', related_name='identifiers', on_delete=OnDelete.CASCADE)),
                ('authority', fields.CharField(null=True, max_length=254)),
                ('issuer_key_id', fields.CharField(max_length=64)),
                ('subject_serial', fields.CharField(db_index=True, max_length=64)),
                ('joined_at', fields.DatetimeField()),
                ('joined_by', fields.CharField(max_length=64)),
            ],
            options={'table': 'person_identifier', 'unique_together': (('issuer_key_id', 'subject_serial'),)},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Membership',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('person', fields.ForeignKeyField('models.Person', source_field='person_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('account', fields.ForeignKeyField('models.Account', source_field='account_id', db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
                ('began_at', fields.DatetimeField()),
                ('began_because', fields.CharField(max_length=16)),
                ('began_by', fields.CharField(max_length=64)),
                ('confirmed_at', fields.DatetimeField(null=True)),
                ('confirmed_by', fields.CharField(null=True, max_length=64)),
                ('dormant_since', fields.DatetimeField(null=True)),
                ('warned_at', fields.DatetimeField(null=True)),
                ('ends_at', fields.DatetimeField(null=True)),
                ('leaves_at', fields.DatetimeField(null=True)),
                ('ended_at', fields.DatetimeField(null=True)),
                ('ended_because', fields.CharField(null=True, max_length=16)),
                ('ended_by', fields.CharField(null=True, max_length=64)),
            ],
            options={'table': 'membership'},
            bases=['Model'],
        ),
        ops.AddField('Certificate', 'person', fields.ForeignKeyField('models.Person', source_field='person_id', null=True, db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
        ops.AddField('Certificate', 'membership', fields.ForeignKeyField('models.Membership', source_field='membership_id', null=True, db_index=True, db_constraint=True, to_field='id', on_delete=OnDelete.RESTRICT)),
        ops.AddField('Certificate', 'on_hold_since', fields.DatetimeField(null=True)),
        ops.AddField('CardChange', 'membership_id', fields.UUIDField(null=True)),
        ops.AddField('CardChange', 'ended_membership_id', fields.UUIDField(null=True)),
        ops.RunSQL([*RULES]),
        ops.RunPython(derive_members),
        ops.RunSQL([*ONE_CARD]),
    ]
