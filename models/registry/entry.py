"""The registry's entries: rows of imported files, as of their newest import."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from tortoise import fields
from tortoise.expressions import Subquery
from tortoise.models import Model
from tortoise.queryset import QuerySet

from models.company.company import FIELDS, CompanyField, CompanyOnFile, Release, ReleaseReason
from models.core.errors import CouldNotFindOut
from models.registry.columns import RegistrySource
from models.registry.mailbox import address_in, folded, mailboxes_in_use

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


class ImportStatus(StrEnum):
    """Where an import stands: its rows are staged, on file, or about to be deleted."""

    STAGING = "STAGING"
    ACTIVE = "ACTIVE"
    OVER = "OVER"


class RegistryImport(Model):
    """An import of a registry file; its entries are those with its id.

    A source has one that is ACTIVE; a partial unique index enforces it. Only that one's entries
    are on file.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    source = fields.CharEnumField(RegistrySource, max_length=16)
    status = fields.CharEnumField(ImportStatus, max_length=16)
    began_at = fields.DatetimeField()

    class Meta:
        table = "registry_import"


class RegistryEntry(FactsOnFile, Model):
    """A row of a registry file; a control number may have several different ones."""

    id = fields.BigIntField(primary_key=True)
    digest = fields.CharField(64)
    source = fields.CharEnumField(RegistrySource, max_length=16)
    import_id = fields.UUIDField()
    read_at = fields.DatetimeField()
    release_reason = fields.CharEnumField(ReleaseReason, max_length=16, null=True)
    released_on = fields.DateField(null=True)

    class Meta:
        table = "registry_entry"
        unique_together = (("import_id", "control_number", "digest"),)

    @property
    def release(self) -> Release | None:
        if self.release_reason is None:
            return None
        return Release(reason=self.release_reason, on=self.released_on)


class RegistryEmpty(CouldNotFindOut):
    """No registry file was imported; every company would be unknown."""


@dataclass(frozen=True, kw_only=True)
class ImportedRegistry:
    """A ``RegistryPort`` over the imported files; table C is preferred to the open-data set.

    ``heeds_release`` is whether a company that is out of control counts as not on file.
    """

    heeds_release: bool = True

    async def look_up(self, *, control_number: str) -> tuple[CompanyOnFile, ...]:
        """Return every entry under a control number.

        :raises RegistryEmpty: when nothing was imported
        """
        # One statement: between two, another import might take the place of this one.
        rows = await RegistryEntry.filter(
            control_number=control_number,
            import_id__in=Subquery(_active().values("id")),
        ).order_by("id")
        for source in (RegistrySource.TABLE_C, RegistrySource.EMS_S_01):
            if found := [row for row in rows if row.source is source]:
                emails = [email for row in found if (email := _mailbox(row))]
                in_use = await mailboxes_in_use(control_number, emails)
                return tuple(self._on_file(row, in_use) for row in found)
        if not rows:
            # An empty registry knows nobody, which says nothing about this company.
            await self.reach()
        return ()

    async def reach(self) -> None:
        """Check that something was imported.

        :raises RegistryEmpty: when nothing was
        """
        if not await _active().exists():
            raise RegistryEmpty

    def _on_file(self, row: RegistryEntry, in_use: Mapping[str, str]) -> CompanyOnFile:
        facts: dict[str, Any] = {name: getattr(row, name) for name in _ATTRIBUTES}
        return CompanyOnFile(
            release=row.release if self.heeds_release else None,
            mailbox_in_use=in_use.get(folded(_mailbox(row) or "")),
            **facts,
        )


def _mailbox(row: RegistryEntry) -> str | None:
    return address_in(getattr(row, CompanyField.BUSINESS_EMAIL.attribute))


def _active() -> QuerySet[RegistryImport]:
    return RegistryImport.filter(status=ImportStatus.ACTIVE)
