"""What a staged import changes: companies that are new, changed, gone or released."""

from collections.abc import AsyncIterator
from enum import StrEnum

from models.registry.mailbox import MailboxChange, address_in
from models.registry.staging import Staging
from models.registry.statements import select

# Control numbers that one statement returns.
_PAGE = 5_000


class Kind(StrEnum):
    """What became of a company."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"
    RELEASED = "released"


class Difference:
    """The difference between a staged import and the one on file."""

    def __init__(self, staging: Staging) -> None:
        self._staged, self._before = str(staging.id), str(staging.before)

    async def count(self, kind: Kind) -> int:
        query, values = self._query(kind)
        [row] = await select(f"SELECT count(*) AS found FROM ({query}) AS numbers", *values)  # noqa: S608  # Our own words.
        return int(row["found"] or 0)

    async def numbers(self, kind: Kind) -> AsyncIterator[str]:
        """Yield the control numbers of a kind, in order."""
        query, values = self._query(kind)
        last = ""
        while True:
            rows = await select(
                f"SELECT control_number FROM ({query}) AS numbers WHERE control_number > ?"  # noqa: S608  # Our own words.
                f" ORDER BY control_number LIMIT {_PAGE}",
                *values,
                last,
            )
            for row in rows:
                last = str(row["control_number"])
                yield last
            if len(rows) < _PAGE:
                return

    async def count_before(self) -> int:
        """Return how many companies are under control and on file."""
        [row] = await select(
            "SELECT count(DISTINCT control_number) AS found FROM registry_entry"
            " WHERE import_id = ? AND release_reason IS NULL",
            self._before,
        )
        return int(row["found"] or 0)

    async def mailboxes(self) -> list[MailboxChange]:
        """Return the companies whose mailboxes on file are not those of before."""
        changed = set[str]()
        for here, there in ((self._staged, self._before), (self._before, self._staged)):
            rows = await select(
                "SELECT DISTINCT control_number FROM registry_entry AS here"
                " WHERE import_id = ? AND business_email IS NOT NULL AND NOT EXISTS"
                " (SELECT 1 FROM registry_entry AS there WHERE there.import_id = ?"
                "  AND there.control_number = here.control_number"
                "  AND there.business_email = here.business_email)"
                # Of companies that never were on file nothing is known.
                " AND (EXISTS (SELECT 1 FROM registry_entry AS old WHERE old.import_id = ?"
                "  AND old.control_number = here.control_number)"
                "  OR EXISTS (SELECT 1 FROM registry_mailbox"
                "  WHERE registry_mailbox.control_number = here.control_number))",
                here,
                there,
                self._before,
            )
            changed |= {str(row["control_number"]) for row in rows}
        return [
            MailboxChange(
                control_number=number,
                before=await self._mailboxes(number, self._before),
                after=await self._mailboxes(number, self._staged),
            )
            for number in sorted(changed)
        ]

    async def _mailboxes(self, control_number: str, import_id: str) -> tuple[str, ...]:
        rows = await select(
            "SELECT DISTINCT business_email FROM registry_entry"
            " WHERE import_id = ? AND control_number = ? AND business_email IS NOT NULL"
            " ORDER BY business_email",
            import_id,
            control_number,
        )
        found = (address_in(row["business_email"]) for row in rows)
        return tuple(email for email in found if email is not None)

    def _query(self, kind: Kind) -> tuple[str, tuple[str, ...]]:
        staged, before = self._staged, self._before
        match kind:
            case Kind.NEW:
                return _ONLY_HERE, (staged, before)
            case Kind.GONE:
                return _ONLY_HERE, (before, staged)
            case Kind.CHANGED:
                return f"{_ALTERED} UNION {_ALTERED}", (
                    *(staged, before, before),
                    *(before, staged, staged),
                )
            case Kind.RELEASED:
                return _RELEASED, (before, staged, staged)


_THERE = "SELECT 1 FROM registry_entry AS there WHERE there.import_id = ?"
_SAME_NUMBER = "there.control_number = here.control_number"
_HERE = "SELECT DISTINCT control_number FROM registry_entry AS here WHERE import_id = ?"
_ONLY_HERE = f"{_HERE} AND NOT EXISTS ({_THERE} AND {_SAME_NUMBER})"
_ALTERED = (
    f"{_HERE} AND EXISTS ({_THERE} AND {_SAME_NUMBER})"
    f" AND NOT EXISTS ({_THERE} AND {_SAME_NUMBER} AND there.digest = here.digest)"
)
# Under control before, and on file now without a row that is.
_RELEASED = (
    f"{_HERE} AND here.release_reason IS NULL AND EXISTS ({_THERE} AND {_SAME_NUMBER})"
    f" AND NOT EXISTS ({_THERE} AND {_SAME_NUMBER} AND there.release_reason IS NULL)"
)
