"""Benchmark of importing table C, beside a bare insert, and a package as large as EMS_S_01."""

import asyncio
import csv
import json
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from models.company.company import FIELDS, CompanyField
from models.database.migrate import migrate
from models.registry.file import BadRow, read
from tests.bench.measure import Measure
from tests.support.registry.ems_package import REAL_ROWS, write_package

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


def measured(file: Path, url: str) -> dict[str, float]:
    """Import as the command does, in a process of its own."""
    command = (sys.executable, "-m", "tests.support.registry.measured_import", url, str(file))
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    """Print what imports take: of table C beside a bare insert, and of a package like EMS_S_01."""
    console = Console(highlight=False)
    with tempfile.TemporaryDirectory() as folder:
        file, package = Path(folder) / "table-c.csv", Path(folder) / "ems.zip"
        write(file)
        write_package(package)
        url = f"sqlite://{Path(folder) / 'registry.sqlite3'}"
        asyncio.run(migrate(url))
        least = seconds(lambda: bare(file, Path(folder) / "bare.sqlite3"))
        reading = seconds(lambda: sum(not isinstance(row, BadRow) for row in read(file)))
        console.print(f"{ROWS:,} rows; a bare insert of them takes {least:.2f} s")
        console.print(
            f"  {'read and check the file':<24} {reading:6.2f} s  {reading / least:5.1f} x"
        )
        for what in ("import", "import again"):
            took = measured(file, url)["seconds"]
            console.print(f"  {what:<24} {took:6.2f} s  {took / least:5.1f} x")
        size = package.stat().st_size / 1e6
        console.print(f"{REAL_ROWS:,} rows of EMS_S_01 in a ZIP of {size:.0f} MB")
        for what in ("import", "import again"):
            found = measured(package, url)
            console.print(
                f"  {what:<24} {found['seconds']:6.2f} s ({found['cpu']:.2f} of the processor), "
                f"{found['megabytes']:.0f} MB"
            )


async def measures() -> list[Measure]:
    return await asyncio.to_thread(_measures)


def _measures() -> list[Measure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table-c.csv"
        write(file)
        url = f"sqlite://{Path(folder) / 'registry.sqlite3'}"
        asyncio.run(migrate(url))
        least = seconds(lambda: bare(file, Path(folder) / "bare.sqlite3"))
        took = measured(file, url)["seconds"]
    what = f"importing {ROWS:,} rows of table C, s"
    return [Measure(what=what, here=took, peer=least, beside="bare insert")]


if __name__ == "__main__":
    main()
