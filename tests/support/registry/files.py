"""Registry files, and companies that are on file."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from models.company.company import CompanyField, CompanyOnFile
from models.database.transaction import tx
from models.registry.columns import RegistrySource
from models.registry.staging import Staging
from tests.support.portal import COMPANY

COLUMNS = tuple(field.attribute for field in CompanyField)


async def put_on_file(
    companies: Sequence[CompanyOnFile], *, source: RegistrySource, at: datetime
) -> None:
    """Put companies on file without a file."""
    staging = await Staging.begin(source, at=at)
    await staging.add(companies)
    async with tx():
        await staging.put_on_file()


def row(number: int = 0, **other: str) -> dict[str, str]:
    """Return a row of table C: the company with this number, or with other facts."""
    facts = {field.attribute: COMPANY.fact(field) for field in CompanyField}
    return facts | {"control_number": f"T{number:07d}"} | other


def lines_of(*rows: dict[str, str]) -> list[str]:
    """Return the lines of a CSV file, the heading first."""
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *(its.values() for its in rows)])
    return text.getvalue().splitlines(keepends=True)


def table_c(folder: Path, *rows: dict[str, str]) -> Path:
    """Write a CSV file of table C."""
    file = folder / "table-c.csv"
    file.write_text("".join(lines_of(*rows)), encoding="utf-8", newline="")
    return file
