"""The journal read back: what its events alone say of accounts, members and cards."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from models.account.account import Account
from models.card.certificate import Certificate, CertificateStatus
from models.journal.event import Event
from models.membership.membership import Membership

# What an account's event makes of its status.
_STATUS = {
    "ACCOUNT_OPENED": "ACTIVE",
    "ACCOUNT_RESTORED": "ACTIVE",
    "ACCOUNT_SUSPENDED": "SUSPENDED",
    "ACCOUNT_CLOSED": "CLOSED",
}
# What a card's event at its account says of a hold.
_HOLDS = {"CARD_ON_HOLD": True, "CARD_HOLD_LIFTED": False}
Said = dict[str, str | None]
# What a membership's event makes of it.
_SAID: Mapping[str, Said] = {
    "MEMBERSHIP_DORMANT": {"dormant": "True"},
    "MEMBERSHIP_AWAKE": {"dormant": "False"},
    "MEMBERSHIP_CONFIRMED": {"confirmed": "True"},
    "MEMBERSHIP_UNCONFIRMED": {"confirmed": "False"},
}


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
            before = world.cards.get(UUID(text), {})
            world.cards[UUID(text)] = {
                "on hold": before.get("on hold", "False"),
                "sha256": payload["certificate"],
                "status": payload["status"],
                "membership": payload["membership"],
                "account": payload["account"],
            }
        elif record == "account":
            _of_account(world, UUID(text), event, disputes=disputes)
    for account, of_account in world.accounts.items():
        of_account["frozen"] = str(bool(disputes[account]))
    for card in world.cards.values():
        if card["status"] != "LIVE":
            del card["on hold"]
    return world


def _of_account(
    world: World,
    account: UUID,
    event: Event,
    *,
    disputes: dict[UUID, set[str]],
) -> None:
    payload = event.payload
    if event.kind in _HOLDS:
        for card in world.cards.values():
            if (card["sha256"], card["membership"]) == (
                payload["certificate"],
                payload["membership"],
            ):
                card["on hold"] = str(_HOLDS[event.kind])
    elif event.kind == "CHANGE_REPORTED":
        disputes[account].add(payload["change"])
    elif event.kind == "CHANGE_SETTLED":
        disputes[account].discard(payload["change"])
    elif event.kind in _STATUS:
        world.accounts[account] = {"status": _STATUS[event.kind]}


def _of_membership(world: World, membership: UUID, event: Event) -> None:
    payload = event.payload
    if event.kind == "MEMBERSHIP_BEGAN":
        world.memberships[membership] = {
            "person": payload["person"],
            "account": payload["account"],
            "began": payload["because"],
            "ended": None,
            "dormant": "False",
            "confirmed": str("awaits" not in payload),
        }
    elif event.kind in _SAID:
        world.memberships.setdefault(membership, {}).update(_SAID[event.kind])
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
                "dormant": str(row.dormant_since is not None),
                "confirmed": str(row.confirmed_at is not None),
            }
            for row in await Membership.all()
        },
        cards={
            row.id: {
                "sha256": row.sha256,
                "status": row.status.value,
                "membership": str(row.membership_id),
                "account": str(row.account_id),
                **({"on hold": str(row.on_hold_since is not None)} if _is_live(row) else {}),
            }
            for row in await Certificate.filter(account_id__isnull=False)
        },
    )


def _is_live(card: Certificate) -> bool:
    return card.status is CertificateStatus.LIVE


def _differences(
    name: str, said: Mapping[UUID, Said], stored: Mapping[UUID, Said]
) -> Iterator[str]:
    for key in sorted(said.keys() | stored.keys(), key=str):
        if said.get(key) != stored.get(key):
            yield f"{name} {key}: the journal says {said.get(key)}, the table {stored.get(key)}"
