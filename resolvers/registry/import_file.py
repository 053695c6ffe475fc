"""Import of a registry file in batches; importing the same file again changes nothing."""

import hashlib
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from uuid import UUID, uuid4

from models.company.company import CompanyField, CompanyOnFile
from models.registry import entry
from models.registry import file as registry_file
from models.registry.file import BadRow, RegistryFile

BATCH = 2_000
# The report lists this many unusable rows; further ones are only counted.
NAMED = 20
# A file that lacks more than this share of the known rows is probably truncated.
MOST_GONE = 0.2


class Drop(Enum):
    """Whether an import may drop few or all of the rows missing from its file."""

    FEW = "FEW"
    ALL = "ALL"


@dataclass
class ImportReport:
    """The outcome of an import."""

    source: str
    unknown_columns: tuple[str, ...]
    rows: int = 0
    kept: int = 0
    dropped: int = 0
    too_many_gone: int = 0
    skipped: list[BadRow] = field(default_factory=list)

    def lines(self) -> list[str]:
        lines = [
            (
                f"{self.source}: {self.rows} rows read, {self.kept} imported, "
                f"{len(self.skipped)} skipped, {self.dropped} old rows deleted"
            )
        ]
        if self.too_many_gone:
            lines.append(
                f"{self.too_many_gone} rows of earlier imports are not in this file, which is too "
                "many to delete automatically. If the file is complete, import it again with "
                "--drop."
            )
        if self.unknown_columns:
            lines.append(f"Unknown columns: {', '.join(self.unknown_columns)}")
        lines += [f"  row {row.line}: {row.reason}" for row in self.skipped[:NAMED]]
        if len(self.skipped) > NAMED:
            lines.append(f"  … and {len(self.skipped) - NAMED} more")
        return lines


async def import_registry(
    path: Path,
    *,
    now: datetime,
    drop: Drop = Drop.FEW,
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> ImportReport:
    """Import a file in batches, then drop the rows that it no longer contains.

    Nothing is dropped when too many rows are missing, unless ``drop`` is ``ALL``. An interrupted
    import leaves the old rows and some new ones; running it again completes it. ``advance`` is
    called with the rows read so far and the expected total.

    :raises RegistryFileRefused: when the file is not a registry file.
    """
    file = registry_file.read(path)
    report = ImportReport(source=file.source.value, unknown_columns=file.unknown_columns)
    import_id = uuid4()
    batch: dict[str, CompanyOnFile] = {}
    for row in file:
        if isinstance(row, BadRow):
            report.skipped.append(row)
            continue
        batch[_digest(row)] = row
        if len(batch) >= BATCH:
            report.kept += await _store(batch, file, import_id=import_id, now=now)
            advance(file.rows, file.expected_rows)
    report.kept += await _store(batch, file, import_id=import_id, now=now)
    advance(file.rows, file.rows)
    report.rows = file.rows
    if report.kept:
        at_most = int(report.kept * MOST_GONE) if drop is Drop.FEW else sys.maxsize
        report.dropped, report.too_many_gone = await entry.drop_others(
            source=file.source, import_id=import_id, at_most=at_most
        )
    return report


async def _store(
    batch: dict[str, CompanyOnFile], file: RegistryFile, *, import_id: UUID, now: datetime
) -> int:
    rows = list(batch.items())
    if rows:
        await entry.store(rows, source=file.source, import_id=import_id, at=now)
    batch.clear()
    return len(rows)


def _digest(row: CompanyOnFile) -> str:
    facts = "\x1f".join(row.fact(field) or "" for field in CompanyField)
    return hashlib.sha256(facts.encode()).hexdigest()
