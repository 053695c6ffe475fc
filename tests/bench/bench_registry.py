"""Benchmark of importing 150,000 rows of table C, beside a bare insert of them."""

import asyncio
import csv
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from models.company.company import FIELDS, CompanyField
from models.database.migrate import migrate
from models.database.transaction import opened
from models.registry.file import BadRow, read
from resolvers.registry.import_file import import_registry
from web.clock import now

ROWS = 150_000
COLUMNS = tuple(field.attribute for field in FIELDS)


def write(path: Path) -> None:
    """Write a file of invented companies."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for number in range(ROWS):
            its = {CompanyField.CONTROL_NUMBER: f"T{number:07d}"}
            table.writerow(
                its.get(field, f"{declared.example}{number}") for field, declared in FIELDS.items()
            )


def bare(file: Path, database: Path) -> None:
    """Read the rows and insert them in one transaction, the least that an import does."""
    base = sqlite3.connect(database)
    base.execute(f"CREATE TABLE t ({', '.join(COLUMNS)})")
    marks = ", ".join("?" * len(COLUMNS))
    with file.open(encoding="utf-8", newline="") as text:
        rows = csv.reader(text)
        next(rows)
        base.executemany(f"INSERT INTO t VALUES ({marks})", rows)  # noqa: S608  # Question marks alone.
    base.commit()
    base.close()


async def imported(file: Path, url: str) -> None:
    """Import as the command does."""
    async with opened(url):
        report = await import_registry(file, now=now())
    assert report.kept == ROWS


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Print the times and their ratios to the bare insert of the same run."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table-c.csv"
        write(file)
        url = f"sqlite://{Path(folder) / 'registry.sqlite3'}"
        asyncio.run(migrate(url))
        least = seconds(lambda: bare(file, Path(folder) / "bare.sqlite3"))
        measured = {
            "read and check the file": seconds(
                lambda: sum(not isinstance(row, BadRow) for row in read(file))
            ),
            "import": seconds(lambda: asyncio.run(imported(file, url))),
            "import again": seconds(lambda: asyncio.run(imported(file, url))),
        }
    console = Console(highlight=False)
    console.print(f"{ROWS:,} rows; a bare insert of them takes {least:.2f} s")
    for what, took in measured.items():
        console.print(f"  {what:<24} {took:6.2f} s  {took / least:5.1f} x bare")


if __name__ == "__main__":
    main()
