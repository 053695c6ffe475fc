"""The model of a walk: who belongs to which account, from the acts that succeeded."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from tests.support.walk.people import Identity, rank

# The notice before the mailbox's request takes effect, and for how long a member may be without a
# card: written here anew, because the service's own numbers are what is judged.
NOTICE = timedelta(hours=72)
DORMANT = timedelta(days=180)


class Wrong(AssertionError):
    """The service did what the model says that it must not do."""


def require(right: object, sentence: str) -> None:
    """Require that something holds.

    :raises Wrong: otherwise, with the sentence.
    """
    if not right:
        raise Wrong(sentence)


@dataclass(frozen=True)
class Change:
    """A change of cards: who came in and who went out by it; both are one person at a renewal.

    ``before`` is the kind of the card that the one who went out, or who renewed, had until then.
    """

    number: str
    came: Identity | None
    went: Identity | None
    step: int
    before: str | None = None

    @property
    def is_renewal(self) -> bool:
        return self.came is not None and self.came == self.went


@dataclass
class Request:
    """The request of an account's registered mailbox."""

    asked_at: datetime
    stopped: bool = False
    approved: bool = False

    def is_due(self, *, at: datetime) -> bool:
        return self.approved or (not self.stopped and at >= self.asked_at + NOTICE)


@dataclass
class Model:
    """Who belongs where, since which step, by which card, and how they left."""

    step: int = 0
    members: dict[Identity, str] = field(default_factory=dict)
    since: dict[Identity, int] = field(default_factory=dict)
    # The kind of the card that is bound, and the newest kind of this membership.
    kinds: dict[Identity, str] = field(default_factory=dict)
    newest: dict[Identity, str] = field(default_factory=dict)
    # Staff whose card no administrator has confirmed, and who is invited to which account.
    unconfirmed: set[Identity] = field(default_factory=set)
    invited: dict[str, Identity] = field(default_factory=dict)
    admins: set[Identity] = field(default_factory=set)
    # The step of the last time that somebody left an account, and whether others saw to it.
    left: dict[tuple[Identity, str], int] = field(default_factory=dict)
    by_others: set[tuple[Identity, str]] = field(default_factory=set)
    ever: set[tuple[Identity, str]] = field(default_factory=set)
    leaving: dict[Identity, datetime] = field(default_factory=dict)
    changes: dict[UUID, Change] = field(default_factory=dict)
    undone: set[UUID] = field(default_factory=set)
    objections: dict[str, int] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    suspended: set[str] = field(default_factory=set)
    requests: dict[str, Request] = field(default_factory=dict)
    # Whom the registered mailbox recognised by a reissued card, and whom an officer did.
    recognised: set[tuple[Identity, str]] = field(default_factory=set)
    joined: set[Identity] = field(default_factory=set)

    def join(self, person: Identity, number: str, *, how: str, card: str) -> None:
        """Record that somebody came in, or got another card, by an act that may let people in."""
        other = self.members.get(person)
        require(
            other in (None, number),
            f"{person.name} came to {number} by {how} while belonging to {other}",
        )
        if other is None:
            self.members[person] = number
            self.since[person] = self.step
            self.newest[person] = card
        self.kinds[person] = card
        self.newest[person] = max(self.newest[person], card, key=rank)
        self.ever.add((person, number))
        self.by_others.discard((person, number))

    def leave(self, person: Identity, number: str, *, by_others: bool) -> None:
        require(
            self.members.get(person) == number,
            f"{person.name} was taken out of {number} without belonging there",
        )
        del self.members[person]
        self.unconfirmed.discard(person)
        self.leaving.pop(person, None)
        self.left[person, number] = self.step
        if by_others:
            self.by_others.add((person, number))

    def at(self, number: str) -> list[Identity]:
        return [person for person, where in self.members.items() if where == number]

    def is_halted(self, number: str) -> bool:
        """Return whether an objection halts changes at an account."""
        return self.objections.get(number, 0) > 0

    def require_member(self, person: Identity, number: str, *, act: str) -> None:
        here = self.members.get(person) == number
        since = "after they were out" if (person, number) in self.left else "as a stranger"
        require(here, f"{person.name} could {act} at {number} without belonging there, {since}")
        require(
            number not in self.suspended,
            f"{person.name} could {act} at the suspended {number}",
        )
        require(
            person not in self.unconfirmed,
            f"{person.name} could {act} at {number} before the confirmation",
        )

    def require_may_change(self, person: Identity, number: str, *, act: str) -> None:
        """Require a member of an account that no objection halts."""
        self.require_member(person, number, act=act)
        require(
            not self.is_halted(number),
            f"{person.name} could {act} at {number} although an objection waits",
        )

    def require_may_decide(self, person: Identity, number: str, *, act: str) -> None:
        """Require staff who never belonged to what they decide about."""
        at_work = self.members.get(person, "").startswith("STF")
        require(at_work, f"{person.name} could {act} of {number} without being staff")
        require(
            (person, number) not in self.ever,
            f"{person.name} could {act} of {number}, where they belong or belonged",
        )
        require(
            not number.startswith("STF") or person in self.admins,
            f"{person.name} could {act} of staff",
        )

    def undo(self, change_id: UUID) -> None:
        """Record that staff undid a change, which may only concern the people of that change."""
        change = self.changes[change_id]
        require(
            change.number not in self.closed, f"a change of the closed {change.number} was undone"
        )
        if change.came is not None and change.is_renewal:
            here = self.members.get(change.came) == change.number
            require(
                here and self.since[change.came] <= change.step,
                f"the renewal of {change.came.name} was undone after a later act",
            )
            self.kinds[change.came] = change.before or ""
            self.undone.add(change_id)
            return
        if change.came is not None and self._came_by(change.came, change):
            self.leave(change.came, change.number, by_others=True)
        if change.went is not None and not self._entrance_undone(change.went, change.number):
            require(
                self.left.get((change.went, change.number)) == change.step,
                f"{change.went.name} was put back although a later act took them out",
            )
            card = change.before or ""
            self.join(change.went, change.number, how="an undo", card=card)
        self.undone.add(change_id)

    def close(self, number: str) -> None:
        for person in self.at(number):
            self.leave(person, number, by_others=False)
        self.closed.add(number)
        self.suspended.discard(number)
        self.objections.pop(number, None)
        self.requests.pop(number, None)
        self.invited.pop(number, None)

    def _came_by(self, person: Identity, change: Change) -> bool:
        here = self.members.get(person) == change.number
        return here and self.since[person] == change.step

    def _entrance_undone(self, person: Identity, number: str) -> bool:
        """Return whether the act by which somebody last came to an account was undone."""
        entrances = [
            (change.step, change_id)
            for change_id, change in self.changes.items()
            if change.came == person and change.number == number and not change.is_renewal
        ]
        return bool(entrances) and max(entrances)[1] in self.undone
