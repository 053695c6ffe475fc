"""The registry's entries: rows of imported files, as of their newest import."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.company.company import FIELDS, CompanyField, CompanyOnFile
from models.core.errors import CouldNotFindOut
from models.database.transaction import tx
from models.registry.file import RegistrySource

_ATTRIBUTES = tuple(field.attribute for field in CompanyField)


class FactsOnFile:
    """A column for each fact of a company, made by ``_column``."""


def _column(field: CompanyField) -> fields.CharField[str] | fields.CharField[str | None]:
    length = FIELDS[field].kind.max_length_on_file
    if field is CompanyField.CONTROL_NUMBER:
        return fields.CharField(length, db_index=True)
    return fields.CharField(length, null=True)


for _field in CompanyField:
    setattr(FactsOnFile, _field.attribute, _column(_field))


class RegistryEntry(FactsOnFile, Model):
    """A row of a registry file; a control number may have several different ones."""

    id = fields.BigIntField(primary_key=True)
    digest = fields.CharField(64)
    source = fields.CharEnumField(RegistrySource, max_length=16)
    import_id = fields.UUIDField()
    read_at = fields.DatetimeField()

    class Meta:
        table = "registry_entry"
        unique_together = (("source", "digest"),)

    @property
    def on_file(self) -> CompanyOnFile:
        return CompanyOnFile(**{name: getattr(self, name) for name in _ATTRIBUTES})


class RegistryEmpty(CouldNotFindOut):
    """No registry file was imported; every company would be unknown."""


class ImportedRegistry:
    """A ``RegistryPort`` over the imported files; table C is preferred to the open-data set."""

    async def look_up(self, *, control_number: str) -> tuple[CompanyOnFile, ...]:
        """Return every entry under a control number.

        :raises RegistryEmpty: when nothing was imported
        """
        rows = await RegistryEntry.filter(control_number=control_number).order_by("id")
        for source in (RegistrySource.TABLE_C, RegistrySource.EMS_S_01):
            if found := tuple(row.on_file for row in rows if row.source == source):
                return found
        if not rows:
            # An empty registry knows nobody, which says nothing about this company.
            await self.reach()
        return ()

    async def reach(self) -> None:
        """Check that something was imported.

        :raises RegistryEmpty: when nothing was
        """
        if not await RegistryEntry.exists():
            raise RegistryEmpty


async def store(
    companies: Sequence[tuple[str, CompanyOnFile]],
    *,
    source: RegistrySource,
    import_id: UUID,
    at: datetime,
) -> None:
    """Store a batch of (digest, facts) of one import; rows that exist already are kept."""
    entries = [
        RegistryEntry(
            digest=digest,
            source=source,
            import_id=import_id,
            read_at=at,
            **company.by_attribute(),
        )
        for digest, company in companies
    ]
    async with tx() as change:
        await RegistryEntry.bulk_create(
            entries,
            on_conflict=("source", "digest"),
            update_fields=("import_id", "read_at"),
            using_db=change.client,
        )


async def drop_others(*, source: RegistrySource, import_id: UUID, at_most: int) -> tuple[int, int]:
    """Delete rows that a finished import lacks, unless there are more than ``at_most``.

    :returns: how many rows were deleted, and how many were kept because they were too many.
    """
    async with tx():
        others = RegistryEntry.filter(source=source).exclude(import_id=import_id)
        count = await others.count()
        if count > at_most:
            return 0, count
        return await others.delete(), 0
