"""Tests of registry imports that overlap, die, or have damaged files: no company is lost."""

import asyncio
import json
import sys
import zipfile
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest

from models.database.transaction import tx
from models.registry.columns import RegistrySource
from models.registry.difference import Kind
from models.registry.entry import ImportedRegistry, RegistryEntry, RegistryImport
from models.registry.lock import ImportRunning
from models.registry.reading.refused import RegistryFileRefused
from models.registry.report import Outcome
from models.registry.staging import Staging, StagingLost
from resolvers.registry.import_file import BATCH, import_registry
from tests.support.cards import AT
from tests.support.paths import ROOT
from tests.support.registry.files import lines_of, row, table_c

SECONDS = 60
_SOURCE = RegistrySource.TABLE_C


async def importing(url: str, file: Path) -> Process:
    """Start a process that imports, and wait until its first batch is staged."""
    command = (sys.executable, "-m", "tests.support.registry.importing", url, str(file))
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, cwd=ROOT)
    await next_batch(process)
    return process


async def next_batch(process: Process) -> None:
    assert process.stdout is not None
    async with asyncio.timeout(SECONDS):
        assert await process.stdout.readline()


async def to_its_end(process: Process) -> None:
    async with asyncio.timeout(SECONDS):
        await process.communicate(b"\n" * 100)


async def on_file() -> set[str]:
    """Return the control numbers that can be looked up, among all that there are."""
    numbers = await RegistryEntry.all().distinct().values_list("control_number", flat=True)
    registry = ImportedRegistry()
    return {str(one) for one in numbers if await registry.look_up(control_number=str(one))}


async def names() -> set[str | None]:
    """Return what the contacts on file are called."""
    [active] = await RegistryImport.filter(status="ACTIVE")
    rows = RegistryEntry.filter(import_id=active.id)
    found = await rows.distinct().values_list("contact_name")
    return {name for (name,) in found}


def big(folder: Path, name: str) -> Path:
    """Write a file of three batches."""
    folder.mkdir()
    return table_c(folder, *(row(number, contact_name=name) for number in range(2 * BATCH + 1)))


async def test_of_two_imports_at_once_the_second_is_refused(database: str, tmp_path: Path) -> None:
    file = big(tmp_path / "first", "甲")
    first = await importing(database, file)

    with pytest.raises(ImportRunning, match="another import"):
        await import_registry(big(tmp_path / "second", "乙"), now=AT)

    await to_its_end(first)
    assert first.returncode == 0
    assert await RegistryEntry.all().count() == 2 * BATCH + 1
    assert await names() == {"甲"}


async def test_an_import_that_is_killed_leaves_what_was_on_file(
    database: str, tmp_path: Path
) -> None:
    await import_registry(big(tmp_path / "before", "甲"), now=AT)
    dying = await importing(database, big(tmp_path / "dying", "乙"))

    dying.kill()
    await dying.wait()

    assert await RegistryEntry.filter(contact_name="乙").exists()
    assert await names() == {"甲"}
    assert len(await ImportedRegistry().look_up(control_number="T0000000")) == 1
    # The next one needs no waiting, and deletes what was staged.
    report = await import_registry(big(tmp_path / "next", "丙"), now=AT)
    assert report.companies[Kind.CHANGED] == 2 * BATCH + 1
    assert await RegistryEntry.all().count() == 2 * BATCH + 1
    assert await RegistryImport.all().count() == 1


async def test_an_import_that_was_taken_for_dead_changes_nothing(database: str) -> None:
    first = await Staging.begin(_SOURCE, at=AT)
    second = await Staging.begin(_SOURCE, at=AT)

    with pytest.raises(StagingLost):
        async with tx():
            await first.put_on_file()
    async with tx():
        await second.put_on_file()
    with pytest.raises(StagingLost):
        async with tx():
            await first.put_on_file()

    assert [one.id for one in await RegistryImport.filter(status="ACTIVE")] == [second.id]


@pytest.mark.parametrize("cut", [1, 2, 3, 20, 100])
async def test_a_file_that_was_cut_in_its_last_row_is_refused(
    database: str, tmp_path: Path, cut: int
) -> None:
    rows = [row(number) for number in range(20)]
    file = table_c(tmp_path, *rows)
    await import_registry(file, now=AT)
    whole = "".join(lines_of(*(its | {"contact_name": "乙"} for its in rows))).encode()
    # A line that lacks its LF alone has all its cells, but who knows whether the last is whole.
    file.write_bytes(whole[:-cut])

    with pytest.raises(RegistryFileRefused, match="ends within its last row, line 21"):
        await import_registry(file, now=AT)

    assert len(await on_file()) == 20
    assert await names() == {row()["contact_name"]}


@pytest.mark.parametrize("cut", [1, 2, 40, 3_000])
async def test_json_and_packages_that_were_cut_are_refused(
    database: str, tmp_path: Path, cut: int
) -> None:
    await import_registry(table_c(tmp_path, *map(row, range(20))), now=AT)
    document = json.dumps([row(number, contact_name="乙") for number in range(20)]).encode()
    plain, package = tmp_path / "table-c.json", tmp_path / "table-c.zip"
    plain.write_bytes(document[:-cut])
    with zipfile.ZipFile(package, "w") as made:
        made.writestr("table-c.json", document)
        made.writestr("hash.txt", "0")
    package.write_bytes(package.read_bytes()[:-cut])

    for file in (plain, package):
        with pytest.raises(RegistryFileRefused, match="cut off"):
            await import_registry(file, now=AT)

    assert await names() == {row()["contact_name"]}


def over_long(line: str) -> str:
    return line.replace("測試路1號", "測試路" * 200 + "1號", 1)


def stray(line: str) -> str:
    return line.replace(",", ',"', 2)


def undecodable(line: str) -> str:
    return line.replace("測試乙", "\udcff", 1)


@pytest.mark.parametrize("damaged", [over_long, stray, undecodable])
async def test_damaged_rows_keep_their_companies_and_swallow_no_other(
    database: str, tmp_path: Path, damaged: object
) -> None:
    assert callable(damaged)
    rows = [row(number) for number in range(1_000)]
    await import_registry(table_c(tmp_path, *rows), now=AT)
    lines = lines_of(*(its | {"contact_email": "new@company.example"} for its in rows))
    for place in range(1, 1_001, 7):
        lines[place] = damaged(lines[place])
    file = tmp_path / "damaged.csv"
    file.write_text("".join(lines), encoding="utf-8", errors="surrogateescape", newline="")

    report = await import_registry(file, now=AT)

    assert (report.outcome, report.unreadable, report.rows) == (Outcome.IMPORTED, 143, 1_000)
    assert [bad.line for bad in report.skipped[:3]] == [2, 9, 16]
    assert report.companies == {
        Kind.NEW: 0,
        Kind.CHANGED: 857,
        Kind.GONE: 0,
        Kind.RELEASED: 0,
    }
    assert len(await on_file()) == 1_000


async def test_a_row_of_which_nothing_can_be_told_keeps_all_that_are_missing(
    database: str, tmp_path: Path
) -> None:
    rows = [row(number) for number in range(100)]
    await import_registry(table_c(tmp_path, *rows), now=AT)
    lines = lines_of(*rows[3:])
    lines[1] = 'x"y"\r\n'
    file = tmp_path / "damaged.csv"
    file.write_text("".join(lines), encoding="utf-8", newline="")

    kept = await import_registry(file, now=AT)
    still = len(await on_file())
    dropped = await import_registry(file, now=AT, confirmed=True)

    assert (kept.lost, kept.kept_old, kept.companies[Kind.GONE], still) == (1, 4, 0, 100)
    assert dropped.named[Kind.GONE] == [f"T{number:07d}" for number in range(4)]
    assert len(await on_file()) == 96
