"""The load of a round: so many persons at once, one after the other, until it is over."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import monotonic

import httpx

from tests.support.production.authority import founded
from tests.support.production.person import Person, Place
from tests.support.production.production import Production
from tests.support.production.record import Record
from web.demo.authority import Card

READY_EVERY = 0.5
# No two persons of a run are the same, in whatever round.
_NUMBERS = count(1)


@dataclass(frozen=True, kw_only=True)
class Look:
    """What a node said of itself at a time; None where it did not answer."""

    node: str
    at: float
    ready: bool | None


@dataclass
class Load:
    """Persons at nodes, what they were told, and what the nodes said of themselves meanwhile."""

    shape: Production
    seats: int
    patience: float = 45.0
    within: float = 240.0
    record: Record = field(default_factory=Record)
    persons: list[Person] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    began: float = field(default_factory=monotonic)
    ended: float = 0.0
    _cards: deque[tuple[int, Card]] = field(default_factory=deque)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Load"]:
        """Let persons come while the block runs, and wait until the last has finished."""
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=self.seats)
        async with httpx.AsyncClient(timeout=None, limits=limits) as client:  # noqa: S113  # Each act has its own.
            place = Place(
                origins=self.shape.origins,
                letters=self.shape.letters,
                record=self.record,
                client=client,
                patience=self.patience,
                within=self.within,
            )
            looking = asyncio.create_task(self._look(client))
            supervising = asyncio.create_task(self.shape.supervise())
            sitting = [asyncio.create_task(self._sit(place)) for _ in range(self.seats)]
            try:
                yield self
                self._over.set()
                await asyncio.gather(*sitting)
                self.ended = monotonic()
                for task in (looking, supervising):
                    if task.done():
                        # It runs without end.
                        task.result()
            finally:
                for task in (looking, supervising, *sitting):
                    task.cancel()
                await asyncio.gather(looking, supervising, *sitting, return_exceptions=True)

    @property
    def finished(self) -> list[Person]:
        return [person for person in self.persons if "receipt" in person.done]

    def prepare(self, persons: int) -> None:
        """Issue cards beforehand, so that the load itself costs little."""
        for _ in range(persons):
            number = next(_NUMBERS)
            self._cards.append((number, founded().card(number)))

    async def _sit(self, place: Place) -> None:
        while not self._over.is_set():
            while not self._cards:
                await asyncio.to_thread(self.prepare, 1)
            number, card = self._cards.popleft()
            person = Person(number, card, place)
            self.persons.append(person)
            await person.live()

    async def _look(self, client: httpx.AsyncClient) -> None:
        async def look(node: str) -> None:
            while True:
                try:
                    answer = await client.get(f"{node}/readyz", timeout=8)
                    ready: bool | None = answer.status_code == 200
                except httpx.TransportError:
                    ready = None
                self.looks.append(Look(node=node, at=monotonic(), ready=ready))
                await asyncio.sleep(READY_EVERY)

        async with asyncio.TaskGroup() as group:
            for node in self.shape.origins:
                group.create_task(look(node))
