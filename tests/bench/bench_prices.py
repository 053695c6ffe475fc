"""Benchmark of prices: the processor's time for a unit of cost, by each way to each type.

Every short way from Query to a type is taken by the first who gets through, with each field of the
type, over a database whose lists are full. A way fails that takes more
than ten times as long for a unit as the median.
"""

import asyncio
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time
from uuid import uuid4

import httpx
from graphql import get_introspection_query
from rich.console import Console
from rich.table import Table
from tortoise import Model

from models.account.account import Account
from models.application.application import Application
from models.database.migrate import migrate
from models.database.transaction import opened
from models.journal.event import Event
from schema.gate.tokens import tokens_in
from schema.root import gate, schema
from tests.bench.measure import Measure
from tests.rights.doors import data_types, doors, shown
from tests.rights.world import World, world
from tests.support.portal import TestPortal
from web.http.graphql.endpoint import OCTETS_OF_A_UNIT, UNITS_OF_A_REQUEST

CALLS = 3
ROWS = 60
ALIASES = 15
LONGEST_WAY = 3
# More than this of the median is too cheap for what it takes.
MOST = 10
# A way that takes less than this is measured by the clock's noise.
_LEAST_SECONDS = 0.002


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one document took, by whom it was sent, and what it cost."""

    name: str
    asker: str
    units: int
    seconds: float
    octets: int

    @property
    def milliseconds_of_a_unit(self) -> float:
        return 1_000 * self.seconds / self.units


async def fill() -> None:
    """Make every list that grows as long as its longest page, by copies of what there is."""
    await _copy(
        await Application.filter(account_id=None),
        lambda number: {"case_number": f"GZ-20260301-{number:06d}"},
    )
    await _copy(await Account.all(), lambda number: {"control_number": f"Y{number:07d}"})
    last = await Event.all().order_by("-seq").first()
    assert last
    rows = await Event.all().order_by("seq").limit(ROWS)
    for at in range(ROWS * 8):
        row = rows[at % len(rows)].clone(pk=last.pk + 1 + at)
        await row.save(force_create=True)


async def _copy(rows: Sequence[Model], changed: Callable[[int], Mapping[str, str]]) -> None:
    for number in range(ROWS):
        row = rows[number % len(rows)].clone(pk=uuid4())
        for name, value in changed(number).items():
            setattr(row, name, value)
        await row.save(force_create=True)


def documents(people: World) -> Iterator[tuple[str, str]]:
    """Yield a document for each way, with every field of its type."""
    fields = {
        name: [shown(name, field) for field in kind.fields] for name, kind in data_types().items()
    }
    for door in doors():
        if len(door.path) > LONGEST_WAY:
            continue
        inner = " ".join(fields[door.type])
        name = f"{'.'.join(door.path)} ({door.way})" if door.way else ".".join(door.path)
        yield name, _filled("{ " + door.document % inner + " }", people)
    for field in ("certificateMayAct", "account"):
        asked = f"{field}({_ARGUMENTS[field]}) {{ __typename }}"
        many = " ".join(f"a{number}: {asked}" for number in range(ALIASES))
        yield f"partner.{field} x {ALIASES}", _filled(f"{{ partner {{ {many} }} }}", people)
    yield "introspection", get_introspection_query()
    yield "postalDistricts", "{ postalDistricts { code county name } }"


_ARGUMENTS = {
    "certificateMayAct": 'sha256: "{sha256}", controlNumber: "{control_number}"',
    "account": 'controlNumber: "{control_number}"',
}


def _filled(text: str, people: World) -> str:
    for name, value in people.things.items():
        text = text.replace("{" + name + "}", value)
    return text


async def measure(name: str, text: str, asker: str, browser: httpx.AsyncClient) -> Measured | None:
    """Send a document a few times; return nothing where it is refused or leads nowhere."""
    body = {"query": text}
    answer = await browser.post("/graphql", json=body)
    content = answer.json()
    if not content.get("data") or not any(content["data"].values()):
        return None
    admission = gate.admit(text, schema=schema._schema, suggestions=False)
    began = process_time()
    for _ in range(CALLS):
        await browser.post("/graphql", json=body)
    taken = (process_time() - began) / CALLS
    octets = len(answer.request.content) + 500
    units = UNITS_OF_A_REQUEST + octets // OCTETS_OF_A_UNIT + admission.cost
    return Measured(name=name, asker=asker, units=units, seconds=taken, octets=len(answer.content))


def reading(texts: list[str]) -> list[Measured]:
    """Measure how long new texts take to be read, whole, by their tokens."""
    found = []
    for text in texts:
        began = process_time()
        for number in range(CALLS):
            gate.admit(text + " " * (number + 1), schema=schema._schema, suggestions=False)
        taken = (process_time() - began) / CALLS
        found.append(
            Measured(name="reading", asker="", units=tokens_in(text), seconds=taken, octets=0)
        )
    return found


async def _measured() -> tuple[list[Measured], list[Measured]]:
    with tempfile.TemporaryDirectory() as folder:
        state = Path(folder)
        url = f"sqlite://{state / 'prices.sqlite3'}"
        await migrate(url)
        async with opened(url), TestPortal.over(url, state=state) as portal:
            people = await world(portal)
            await fill()
            portal.clock.forward(timedelta(seconds=1))
            texts = list(documents(people))
            found = []
            for name, text in texts:
                found.extend(await _first(name, text, people))
            return found, reading([text for _, text in texts])


async def _first(name: str, text: str, people: World) -> list[Measured]:
    """Measure a way as the first of everybody who gets through."""
    for asker in "MCARN":
        one = await measure(name, text, asker, people.askers[asker])
        if one is not None:
            return [one]
    return []


def _row(table: Table, one: Measured, middle: float) -> None:
    per_unit = one.milliseconds_of_a_unit
    table.add_row(
        one.name,
        one.asker,
        str(one.units),
        f"{1_000 * one.seconds:.1f}",
        f"{per_unit:.3f}",
        f"{per_unit / middle:.1f}",
        str(one.octets),
    )


def main() -> None:
    found, read = asyncio.run(_measured())
    middle = median(one.milliseconds_of_a_unit for one in found)
    table = Table("way", "asker", "units", "ms", "ms/unit", "of the median", "bytes")
    ranked = sorted(found, key=lambda one: -one.milliseconds_of_a_unit)
    for one in ranked[:25]:
        _row(table, one, middle)
    table.add_section()
    for one in sorted(found, key=lambda one: -one.seconds)[:10]:
        _row(table, one, middle)
    console = Console(width=150)
    console.print(table)
    console.print(f"{len(found)} ways; a unit takes {middle:.3f} ms at the median")
    token = sorted(one.milliseconds_of_a_unit for one in read)
    console.print(f"a token takes {median(token):.3f} ms at the median, {token[-1]:.3f} at most")
    dear = [
        one
        for one in ranked
        if one.milliseconds_of_a_unit > MOST * middle and one.seconds > _LEAST_SECONDS
    ]
    if dear:
        sys.exit("\n".join(f"{one.name} costs too little for what it takes" for one in dear))


async def measures() -> list[Measure]:
    found, _ = await _measured()
    units = [one.milliseconds_of_a_unit for one in found if one.seconds > _LEAST_SECONDS]
    return [
        Measure(
            what=f"prices: the cheapest of {len(found)} ways, ms of a unit",
            here=max(units),
            peer=median(one.milliseconds_of_a_unit for one in found),
            beside="at the median",
            goal=MOST,
        )
    ]


if __name__ == "__main__":
    main()
