"""Who is in a system before it is upgraded: holders of accounts, people on their way, a partner.

They speak GraphQL with a node, of whatever version, as the pages do.
"""

import hashlib
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.drill.log import DrillFailed
from tests.drill.site import HOME, Site
from tests.support.production.authority import founded
from tests.support.production.person import Person, Place
from tests.support.production.record import Record, Told

HOLDERS = 3
# One with a letter, one whose card is bound, one without a card yet.
ON_THE_WAY = 3
PATIENCE, WITHIN = 45.0, 120.0
MAY_ACT = """query($sha256: String!, $number: String!) { partner {
  certificateMayAct(sha256: $sha256, controlNumber: $number) { __typename } } }"""


@dataclass
class Residents:
    """People whose companies have the numbers from ``first`` on, and a partner with its ``token``.

    Holders have accounts; ``invited`` has the letter; ``bound`` waits for a review; ``drafting``
    has shown no card yet.
    """

    site: Site
    first: int
    record: Record = field(default_factory=Record)
    token: str = ""
    _people: list[Person] = field(default_factory=list)
    _link: str = ""

    @property
    def holders(self) -> Sequence[Person]:
        return self._people[:HOLDERS]

    @property
    def on_the_way(self) -> Sequence[Person]:
        return self._people[HOLDERS:]

    async def settle(self) -> None:
        """Have holders open their accounts, and one more person come as far as the letter."""
        async with self._places():
            for holder in self.holders:
                await holder.live()
                if holder.given_up:
                    raise DrillFailed(holder.given_up)
            invited, _, _ = self.on_the_way
            await invited.apply()
            await invited.bind()
            self._link = await invited.link()

    async def queue_up(self) -> None:
        """Apply while no worker runs: one person binds a card, and one does not."""
        async with self._places():
            _, bound, drafting = self.on_the_way
            await bound.apply()
            await bound.bind()
            await drafting.apply()

    async def come_again(self) -> None:
        """Have each holder sign in, and the partner ask for each card."""
        async with self._places() as client:
            for holder in self.holders:
                await holder.sign_in()
                await self._ask(client, holder)

    async def go_on(self) -> None:
        """Have everybody who was on the way come to the end of it."""
        async with self._places() as client:
            invited, bound, drafting = self.on_the_way
            await invited.come_in(self._link)
            await bound.come_in(await bound.link())
            await drafting.bind()
            await drafting.come_in(await drafting.link())
            for person in self.on_the_way:
                await self._ask(client, person)

    def register_partner(self, folder: Path) -> None:
        """Create the partner with the version in a folder."""
        scope = ("--scope", "certificates:read")
        said = self.site.command(
            "partner", "create", "軌跡系統", *scope, "--json", cwd=folder, secret=True
        )
        found = re.search(r'"token": "([^"]+)"', said)
        if found is None:
            raise DrillFailed("no token was printed")
        self.token = found[1]

    def require_answers(self) -> None:
        """Require that no request of anybody was answered wrongly, or by an internal error.

        :raises DrillFailed: when one was
        """
        wrong = [*self.record.of(Told.WRONG, Told.INTERNAL, Told.NO)]
        if wrong:
            raise DrillFailed("; ".join(f"{act.name}: {act.told} {act.detail}" for act in wrong))
        counts = {told.value: number for told, number in self.record.counts().items()}
        self.site.log.say(f"  what the residents were told: {counts}")

    @asynccontextmanager
    async def _places(self) -> AsyncIterator[httpx.AsyncClient]:
        """Let everybody speak to both nodes by a client of this event loop."""
        async with httpx.AsyncClient(timeout=None) as client:  # noqa: S113  # Each act has its own.
            origins = tuple(f"http://{HOME}:{self.site.ports[name]}" for name in ("a", "b"))
            place = Place(
                origins=origins,
                letters=self.site.letters,
                record=self.record,
                client=client,
                patience=PATIENCE,
                within=WITHIN,
            )
            if not self._people:
                for number in range(self.first, self.first + HOLDERS + ON_THE_WAY):
                    self._people.append(Person(number, founded().card(number), place))
            for person in self._people:
                person.place = place
            yield client

    async def _ask(self, client: httpx.AsyncClient, person: Person) -> None:
        """Ask as the partner whether a person's card may act for the company."""
        sha256 = hashlib.sha256(person.card.signature_certificate).hexdigest()
        for origin in person.place.origins:
            answer = await client.post(
                f"{origin}/graphql",
                json={
                    "query": MAY_ACT,
                    "variables": {"sha256": sha256, "number": person.control_number},
                },
                headers={"authorization": f"Bearer {self.token}"},
                timeout=PATIENCE,
            )
            told: dict[str, Any] = answer.json()
            if told.get("data") != {"partner": {"certificateMayAct": {"__typename": "MayAct"}}}:
                raise DrillFailed(f"the partner was told of {person.control_number}: {told}")
