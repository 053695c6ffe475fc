"""The journal read back: what its events alone say of accounts, members and cards."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from models.account.account import Account
from models.card.certificate import Certificate
from models.journal.event import Event
from models.membership.membership import Membership

# What an account's event makes of its status.
_STATUS = {
    "ACCOUNT_OPENED": "ACTIVE",
    "ACCOUNT_RESTORED": "ACTIVE",
    "ACCOUNT_SUSPENDED": "SUSPENDED",
    "ACCOUNT_CLOSED": "CLOSED",
}
Said = dict[str, str | None]


@dataclass
class World:
    """Accounts, memberships and cards by id, each as a few texts that can be compared."""

    accounts: dict[UUID, Said] = field(default_factory=dict)
    memberships: dict[UUID, Said] = field(default_factory=dict)
    cards: dict[UUID, Said] = field(default_factory=dict)


async def replayed_differences() -> list[str]:
    """Replay the journal and compare it with the tables; return a sentence for each difference.

    An account that a test created without an event is compared once an event says its status, and
    a card once it belongs to an account.
    """
    said, stored = await _replayed(), await _stored(await _known())
    return [
        *_differences("account", said.accounts, stored.accounts),
        *_differences("membership", said.memberships, stored.memberships),
        *_differences("card", said.cards, stored.cards),
    ]


async def _replayed() -> World:
    world = World()
    disputes: dict[UUID, set[str]] = defaultdict(set)
    for event in await Event.all().order_by("seq"):
        record, _, text = event.subject.partition(":")
        payload = event.payload
        if record == "membership":
            _of_membership(world, UUID(text), event)
        elif record == "certificate" and event.kind == "CARD_STATUS_CHANGED":
            world.cards[UUID(text)] = {
                "status": payload["status"],
                "membership": payload["membership"],
                "account": payload["account"],
            }
        elif record == "account":
            account = UUID(text)
            if event.kind == "CHANGE_REPORTED":
                disputes[account].add(payload["change"])
            elif event.kind == "CHANGE_SETTLED":
                disputes[account].discard(payload["change"])
            if event.kind in _STATUS:
                world.accounts[account] = {"status": _STATUS[event.kind]}
    for account, of_account in world.accounts.items():
        of_account["frozen"] = str(bool(disputes[account]))
    return world


def _of_membership(world: World, membership: UUID, event: Event) -> None:
    payload = event.payload
    if event.kind == "MEMBERSHIP_BEGAN":
        world.memberships[membership] = {
            "person": payload["person"],
            "account": payload["account"],
            "began": payload["because"],
            "ended": None,
        }
    elif event.kind == "MEMBERSHIP_ENDED":
        # Without a beginning it differs from the table in everything else.
        world.memberships.setdefault(membership, {})["ended"] = payload["because"]


async def _known() -> set[UUID]:
    """Return the accounts whose status the journal says."""
    events = await Event.filter(kind__in=_STATUS)
    return {UUID(event.subject.removeprefix("account:")) for event in events}


async def _stored(accounts: set[UUID]) -> World:
    return World(
        accounts={
            row.id: {"status": row.status.value, "frozen": str(row.frozen_at is not None)}
            for row in await Account.filter(id__in=accounts)
        },
        memberships={
            row.id: {
                "person": str(row.person_id),
                "account": str(row.account_id),
                "began": row.began_because.value,
                "ended": row.ended_because.value if row.ended_because else None,
            }
            for row in await Membership.all()
        },
        cards={
            row.id: {
                "status": row.status.value,
                "membership": str(row.membership_id),
                "account": str(row.account_id),
            }
            for row in await Certificate.filter(account_id__isnull=False)
        },
    )


def _differences(
    name: str, said: Mapping[UUID, Said], stored: Mapping[UUID, Said]
) -> Iterator[str]:
    for key in sorted(said.keys() | stored.keys(), key=str):
        if said.get(key) != stored.get(key):
            yield f"{name} {key}: the journal says {said.get(key)}, the table {stored.get(key)}"
