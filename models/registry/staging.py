"""An import's rows beside those on file: staged in batches, and put on file all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from models.company.company import CompanyField, CompanyOnFile
from models.core.errors import OperatorError
from models.database.transaction import on_postgres, tx
from models.registry.columns import RegistrySource
from models.registry.entry import ImportStatus, RegistryEntry, RegistryImport
from models.registry.statements import execute_many, select

# Rows that one statement deletes, so that none takes long.
_DELETED_AT_ONCE = 5_000
_COPIED = (
    *("digest", "source", "read_at", "release_reason", "released_on"),
    *(field.attribute for field in CompanyField),
)
_NOBODYS = UUID(int=0)


class StagingLost(OperatorError):
    """Another import took this one for dead and deleted its rows; nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Staging:
    """The rows of an import that is going on, and the import ``before`` that is on file.

    Only the holder of the lock stages (``lock.py``).
    """

    id: UUID
    source: RegistrySource
    before: UUID
    at: datetime

    @classmethod
    async def begin(cls, source: RegistrySource, *, at: datetime) -> "Staging":
        """Begin an import, after what an earlier one left behind is deleted."""
        await delete_leftovers()
        active = await RegistryImport.get_or_none(source=source, status=ImportStatus.ACTIVE)
        begun = await RegistryImport.create(source=source, status=ImportStatus.STAGING, began_at=at)
        return cls(id=begun.id, source=source, before=active.id if active else _NOBODYS, at=at)

    async def add(self, companies: Sequence[CompanyOnFile]) -> None:
        """Stage a batch of rows; a row that is staged already is one row."""
        # The ORM's records take three times as long.
        at = _stored(self.at)
        rows = [
            [str(self.id), digest_of(one), self.source.value, at, *_release(one), *_facts(one)]
            for one in companies
        ]
        marks = ", ".join("?" * len(rows[0]))
        async with tx():
            await execute_many(
                f"INSERT INTO registry_entry (import_id, {', '.join(_COPIED)}) VALUES ({marks})"  # noqa: S608  # Our own words.
                " ON CONFLICT (import_id, control_number, digest) DO NOTHING",
                rows,
            )

    async def keep(self, control_numbers: Sequence[str]) -> int:
        """Stage the rows on file of companies of which a row is unreadable; return their number."""
        if not control_numbers:
            return 0
        marks = ", ".join("?" * len(control_numbers))
        return await self._copy(f"AND control_number IN ({marks})", *control_numbers)

    async def keep_missing(self) -> int:
        """Stage the rows on file of all companies that have none staged; return their number."""
        staged = "SELECT 1 FROM registry_entry AS staged WHERE staged.import_id = ?"
        same = "staged.control_number = registry_entry.control_number"
        return await self._copy(f"AND NOT EXISTS ({staged} AND {same})", str(self.id))

    async def _copy(self, condition: str, *values: str) -> int:
        columns = ", ".join(_COPIED)
        async with tx():
            copied = await select(
                f"INSERT INTO registry_entry (import_id, {columns})"  # noqa: S608  # Our own words.
                f" SELECT {_uuid(self.id)}, {columns} FROM registry_entry"
                f" WHERE import_id = ? {condition}"
                " ON CONFLICT (import_id, control_number, digest) DO NOTHING RETURNING digest",
                str(self.before),
                *values,
            )
        return len(copied)

    async def put_on_file(self) -> None:
        """Put the staged rows on file in place of those before, in the caller's transaction.

        :raises StagingLost: when they were deleted meanwhile
        """
        staging = RegistryImport.filter(id=self.id, status=ImportStatus.STAGING)
        active = RegistryImport.filter(source=self.source, status=ImportStatus.ACTIVE)
        await active.update(status=ImportStatus.OVER)
        if not await staging.update(status=ImportStatus.ACTIVE):
            raise StagingLost("another import has deleted the staged rows; nothing was changed")


async def delete_leftovers() -> None:
    """Delete the rows of imports that are over, and of those that ended without an end."""
    await RegistryImport.exclude(status=ImportStatus.ACTIVE).delete()
    known = "SELECT id FROM registry_import"
    found = await select(
        f"SELECT DISTINCT import_id FROM registry_entry WHERE import_id NOT IN ({known})"  # noqa: S608  # Our own words.
    )
    for row in found:
        ids = RegistryEntry.filter(import_id=row["import_id"])
        while some := await ids.limit(_DELETED_AT_ONCE).values_list("id", flat=True):
            await RegistryEntry.filter(id__in=list(some)).delete()


def digest_of(company: CompanyOnFile) -> str:
    facts = [company.fact(field) or "" for field in CompanyField]
    if company.release is not None:
        facts += [company.release.reason.value, str(company.release.on or "")]
    return sha256("\x1f".join(facts).encode()).hexdigest()


def _release(company: CompanyOnFile) -> tuple[object, object]:
    release = company.release
    if release is None:
        return None, None
    return release.reason.value, None if release.on is None else _stored(release.on)


def _facts(company: CompanyOnFile) -> list[str | None]:
    return list(company.by_attribute().values())


def _stored(moment: date) -> object:
    """Return a time or day as the ORM writes it."""
    if on_postgres():
        return moment
    return moment.isoformat(" ") if isinstance(moment, datetime) else moment.isoformat()


def _uuid(import_id: UUID) -> str:
    # A literal, since the type of a selected parameter is not known.
    return f"CAST('{import_id}' AS {'uuid' if on_postgres() else 'char'})"
