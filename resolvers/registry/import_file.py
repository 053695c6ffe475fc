"""A registry file is imported in batches; the same file again changes nothing."""

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
# How many unusable rows are named one by one; the rest are counted.
NAMED = 20
# A file that lacks more than this part of what was there is more likely cut off than right.
MOST_GONE = 0.2


class Drop(Enum):
    """Say how many rows an import may drop that its file does not have."""

    FEW = "FEW"
    ALL = "ALL"


@dataclass
class ImportReport:
    """Say what became of a file."""

    source: str
    unknown_columns: tuple[str, ...]
    rows: int = 0
    kept: int = 0
    dropped: int = 0
    too_many_gone: int = 0
    skipped: list[BadRow] = field(default_factory=list)

    def lines(self) -> list[str]:
        """Write the report for a terminal."""
        lines = [
            (
                f"{self.source}: {self.rows} rows read, {self.kept} kept, "
                f"{len(self.skipped)} skipped, {self.dropped} old ones dropped"
            )
        ]
        if self.too_many_gone:
            lines.append(
                f"{self.too_many_gone} rows of earlier imports are not in this file. That is too "
                "many to drop unasked: if the file is whole, import it again with --drop."
            )
        if self.unknown_columns:
            lines.append(f"Columns not understood: {', '.join(self.unknown_columns)}")
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
    """Import a file batch by batch; what the source no longer has goes when all of it is in.

    A file that lacks many of the rows that were there drops none of them unless told to. Broken
    off, it leaves the old rows and some new ones; run again, it finishes.

    :raises RegistryFileRefused: when the file is not one of the registry's.
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
    """Store a batch and empty it; give how many rows it had."""
    rows = list(batch.items())
    if rows:
        await entry.store(rows, source=file.source, import_id=import_id, at=now)
    batch.clear()
    return len(rows)


def _digest(row: CompanyOnFile) -> str:
    """Tell rows of one number apart by their facts (SHA-256, hex)."""
    facts = "\x1f".join(row.fact(field) or "" for field in CompanyField)
    return hashlib.sha256(facts.encode()).hexdigest()
