"""Scenarios that are played once a worker, and put into a test's empty database as rows.

What is put back is what the service itself wrote: the rows, the mail that was sent, the browsers'
cookies and what their pages show.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from http.cookiejar import Cookie
from pathlib import Path
from typing import Any

from models.database.transaction import client, on_postgres, tx
from models.journal.event import Journal
from models.journal.wakeup import journal_wakeup
from tests.support.people.people import Person
from tests.support.portal import Clock, Post, Registry, TestPortal
from web.demo.authority import Card

_TABLES = {
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
}
Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class _Seat:
    """A person with a browser: the card, the cookies and what the page shows."""

    card: Card
    cookies: Sequence[Cookie]
    application: Mapping[str, Any]
    control_number: str

    @classmethod
    def of(cls, person: Person) -> "_Seat":
        return cls(
            card=person.card,
            cookies=tuple(map(copy, person.browser.cookies.jar)),
            application=dict(person.application),
            control_number=person.control_number,
        )

    def at(self, portal: TestPortal) -> Person:
        person = Person.at(portal, self.card)
        for cookie in self.cookies:
            person.browser.cookies.jar.set_cookie(copy(cookie))
        person.application = dict(self.application)
        person.control_number = self.control_number
        return person


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What a scenario has left behind in an empty database, and outside it."""

    rows: Mapping[str, Sequence[Row]]
    journal: Row
    sent: Sequence[EmailMessage]
    asked: int
    at: datetime
    people: Sequence[_Seat]

    async def put_back(self, portal: TestPortal) -> list[Person]:
        async with tx():
            await _without_order()
            for table, rows in self.rows.items():
                await _insert(table, rows)
            await Journal.filter(id=1).update(**self.journal)
        journal_wakeup.notify()
        portal.post.sent.extend(self.sent)
        portal.registry.asked = self.asked
        portal.clock.at = self.at
        return [seat.at(portal) for seat in self.people]


@dataclass(frozen=True, kw_only=True)
class Scenes:
    """The scenes of one kind of database by name, and the keys of the portal that played them."""

    empty: frozenset[str]
    keys: Mapping[str, bytes]
    secret: bytes
    found: dict[str, Scene] = field(default_factory=dict)

    @classmethod
    async def of(cls, portal: TestPortal, keys: Mapping[str, bytes]) -> "Scenes":
        """Begin with a portal where nothing has happened; ``keys`` are its files' contents."""
        return cls(empty=await _empty_tables(), keys=keys, secret=portal.settings.secret_key)

    def give_keys(self, state: Path) -> None:
        """Let a new portal have the keys, without which it believes nothing of the scenes."""
        for name, key in self.keys.items():
            (state / name).write_bytes(key)

    async def remember(self, name: str, portal: TestPortal, *people: Person) -> None:
        rows = {table: await _rows(table) for table in sorted(self.empty)}
        self.found[name] = Scene(
            rows={table: found for table, found in rows.items() if found},
            journal=(await Journal.filter(id=1).values("seq", "hash"))[0],
            sent=tuple(portal.post.sent),
            asked=portal.registry.asked,
            at=portal.clock(),
            people=[_Seat.of(person) for person in people],
        )

    async def is_untouched(self, portal: TestPortal) -> bool:
        """Return whether nothing has happened at a portal, and it is as it was made."""
        return (
            portal.settings.secret_key == self.secret
            and portal.services is portal.first_services
            and (portal.post, portal.registry, portal.clock) == (Post(), Registry(), Clock())
            and portal.unknown_company_policy == "reject"
            and not await _has_rows(self.empty)
        )


# By the kind of database; without an entry, every scenario is played.
SCENES: dict[str, Scenes] = {}


async def put_back(name: str, portal: TestPortal) -> list[Person]:
    """Return the people of a scene at a portal where nothing has happened, else none."""
    scenes = SCENES.get(_kind())
    if scenes is None or name not in scenes.found or not await scenes.is_untouched(portal):
        return []
    return await scenes.found[name].put_back(portal)


def _kind() -> str:
    return "postgres" if on_postgres() else "sqlite"


async def _empty_tables() -> frozenset[str]:
    found = [row["name"] for row in await client().execute_query_dict(_TABLES[_kind()])]
    return frozenset([table for table in found if not await _rows(table)])


async def _has_rows(tables: Iterable[str]) -> bool:
    each = " OR ".join(f'EXISTS (SELECT 1 FROM "{table}")' for table in sorted(tables))  # noqa: S608  # The catalogue's own names.
    [row] = await client().execute_query_dict(f"SELECT {each} AS found")
    return bool(row["found"])


async def _rows(table: str) -> Sequence[Row]:
    return await client().execute_query_dict(f'SELECT * FROM "{table}"')  # noqa: S608  # The catalogue's own name.


async def _without_order() -> None:
    """Let rows come in any order of their keys, until the transaction ends."""
    await client().execute_query(
        "SET LOCAL session_replication_role = replica"
        if on_postgres()
        else "PRAGMA defer_foreign_keys = ON"
    )


async def _insert(table: str, rows: Sequence[Row]) -> None:
    names = list(rows[0])
    marks = [f"${place}" if on_postgres() else "?" for place in range(1, len(names) + 1)]
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join(marks)})'  # noqa: S608  # The catalogue's own names.
    for row in rows:
        await client().execute_query(statement, [row[name] for name in names])
