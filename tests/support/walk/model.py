"""The model of a walk: who belongs to which account, from the acts that succeeded."""

from dataclasses import dataclass, field
from uuid import UUID

from tests.support.walk.people import Identity


class Wrong(AssertionError):
    """The service did what the model says that it must not do."""


@dataclass(frozen=True)
class Change:
    """A change of cards: who came in and who went out by it; both are one person at a renewal."""

    number: str
    came: Identity | None
    went: Identity | None
    step: int

    @property
    def is_renewal(self) -> bool:
        return self.came is not None and self.came == self.went


@dataclass
class Model:
    """Who belongs where, since which step, and how they left."""

    step: int = 0
    members: dict[Identity, str] = field(default_factory=dict)
    since: dict[Identity, int] = field(default_factory=dict)
    # The step of the last time that somebody left an account, and whether others saw to it.
    left: dict[tuple[Identity, str], int] = field(default_factory=dict)
    by_others: set[tuple[Identity, str]] = field(default_factory=set)
    ever: set[tuple[Identity, str]] = field(default_factory=set)
    changes: dict[UUID, Change] = field(default_factory=dict)
    undone: set[UUID] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    suspended: set[str] = field(default_factory=set)

    def join(self, person: Identity, number: str, *, how: str) -> None:
        """Record that somebody came in by an act that may let people in."""
        other = self.members.get(person)
        if other is not None and other != number:
            raise Wrong(f"{person.name} came to {number} by {how} while belonging to {other}")
        if other is None:
            self.members[person] = number
            self.since[person] = self.step
        self.ever.add((person, number))
        self.by_others.discard((person, number))

    def leave(self, person: Identity, number: str, *, by_others: bool) -> None:
        if self.members.get(person) != number:
            raise Wrong(f"{person.name} was taken out of {number} without belonging there")
        del self.members[person]
        self.left[person, number] = self.step
        if by_others:
            self.by_others.add((person, number))

    def at(self, number: str) -> list[Identity]:
        return [person for person, where in self.members.items() if where == number]

    def require_member(self, person: Identity, number: str, *, act: str) -> None:
        if self.members.get(person) != number:
            raise Wrong(f"{person.name} could {act} at {number} without belonging there")
        if number in self.suspended:
            raise Wrong(f"{person.name} could {act} at the suspended {number}")

    def undo(self, change_id: UUID) -> None:
        """Record that staff undid a change, which may only concern the people of that change."""
        change = self.changes[change_id]
        if change.number in self.closed:
            raise Wrong(f"a change of the closed {change.number} was undone")
        if change.came is not None and change.came == change.went:
            if self.members.get(change.came) != change.number or (
                self.since[change.came] > change.step
            ):
                raise Wrong(f"the renewal of {change.came} was undone after a later act")
            self.undone.add(change_id)
            return
        if change.came is not None and self._came_by(change.came, change):
            self.leave(change.came, change.number, by_others=True)
        if change.went is not None and not self._entrance_undone(change.went, change.number):
            if self.left.get((change.went, change.number)) != change.step:
                raise Wrong(f"{change.went.name} was put back although a later act took them out")
            self.join(change.went, change.number, how="an undo")
        self.undone.add(change_id)

    def close(self, number: str) -> None:
        for person in self.at(number):
            self.leave(person, number, by_others=False)
        self.closed.add(number)
        self.suspended.discard(number)

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
