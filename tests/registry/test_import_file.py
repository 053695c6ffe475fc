"""Tests of importing a registry file: repeatable, and removed rows disappear."""

import json
from pathlib import Path

from models.company.company import CompanyField
from models.registry.difference import Kind
from models.registry.entry import ImportedRegistry, RegistryEntry
from models.registry.report import Outcome
from resolvers.registry.import_file import BATCH, import_registry
from tests.support.cards import AT
from tests.support.portal import COMPANY, on_file
from web.demo.stage import REGISTRY


def table_c(folder: Path, *rows: dict[str, str]) -> Path:
    file = folder / "table-c.json"
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return file


def row(**other: str) -> dict[str, str]:
    return {field.attribute: COMPANY.fact(field) for field in CompanyField} | other


async def test_what_is_imported_can_be_looked_up(database: str, tmp_path: Path) -> None:
    file = table_c(tmp_path, row(), row(control_number="B0000001", contact_email=""))

    report = await import_registry(file, now=AT)

    found = await ImportedRegistry().look_up(control_number="A0000006")
    other = await ImportedRegistry().look_up(control_number="B0000001")
    assert list(report.lines()) == [
        "TABLE_C: 2 rows read, 0 unreadable; companies: 2 new, 0 changed, 0 gone, 0 released"
    ]
    assert found == (on_file(),)
    assert other[0].contact_email is None
    assert await ImportedRegistry().look_up(control_number="Z0000000") == ()


async def test_the_same_file_again_changes_nothing(database: str, tmp_path: Path) -> None:
    file = table_c(tmp_path, row(), row(contact_name="另一人"))

    await import_registry(file, now=AT)
    report = await import_registry(file, now=AT)

    assert set(report.companies.values()) == {0}
    assert len(await ImportedRegistry().look_up(control_number="A0000006")) == 2
    assert await RegistryEntry.all().count() == 2


async def test_what_is_new_changed_or_gone_is_named(database: str, tmp_path: Path) -> None:
    kept = [row(control_number=f"C{number:07d}") for number in range(5)]
    await import_registry(table_c(tmp_path, row(control_number="B0000001"), *kept), now=AT)
    changed = row(control_number="C0000000", contact_name="另一人")

    report = await import_registry(table_c(tmp_path, row(), changed, *kept[1:]), now=AT)

    assert report.named == {
        Kind.NEW: ["A0000006"],
        Kind.CHANGED: ["C0000000"],
        Kind.GONE: ["B0000001"],
        Kind.RELEASED: [],
    }
    assert await ImportedRegistry().look_up(control_number="B0000001") == ()
    (found,) = await ImportedRegistry().look_up(control_number="C0000000")
    assert found.contact_name == "另一人"


async def test_a_file_that_lacks_very_many_changes_nothing_unasked(
    database: str, tmp_path: Path
) -> None:
    rows = [row(control_number=f"C{number:07d}") for number in range(5)]
    await import_registry(table_c(tmp_path, *rows), now=AT)
    cut_off = table_c(tmp_path, rows[0] | {"contact_name": "另一人"})

    unasked = await import_registry(cut_off, now=AT)
    still_there = await RegistryEntry.filter(contact_name=COMPANY.contact_name).count()
    asked = await import_registry(cut_off, now=AT, confirmed=True)

    assert (unasked.outcome, unasked.companies[Kind.GONE], still_there) == (Outcome.HELD, 4, 5)
    assert asked.outcome is Outcome.IMPORTED
    assert await RegistryEntry.all().count() == 1


async def test_five_in_a_hundred_may_go(database: str, tmp_path: Path) -> None:
    rows = [row(control_number=f"C{number:07d}") for number in range(100)]
    await import_registry(table_c(tmp_path, *rows), now=AT)

    held = await import_registry(table_c(tmp_path, *rows[6:]), now=AT)
    done = await import_registry(table_c(tmp_path, *rows[5:]), now=AT)

    assert (held.outcome, held.most, done.outcome) == (Outcome.HELD, 5, Outcome.IMPORTED)


async def test_a_file_with_nothing_usable_drops_nothing(database: str, tmp_path: Path) -> None:
    await import_registry(table_c(tmp_path, row()), now=AT)

    report = await import_registry(table_c(tmp_path, row(control_number="?")), now=AT)

    assert (report.kept, report.outcome) == (0, Outcome.NOTHING_READABLE)
    assert any("row 1" in line for line in report.lines())
    assert await ImportedRegistry().look_up(control_number="A0000006") == (on_file(),)


async def test_table_c_takes_precedence_over_the_open_data(database: str, tmp_path: Path) -> None:
    open_data = tmp_path / "ems_s_01.csv"
    open_data.write_text(
        "emsno,facilityname,county,township,facilityaddress,istoxic\n"
        "A0000006,公開名稱,臺北市,中正區,測試路9號,1\n"
        "B0000001,公開名稱二,臺北市,中正區,測試路8號,1\n",
        encoding="utf-8",
    )
    await import_registry(table_c(tmp_path, row()), now=AT)
    await import_registry(open_data, now=AT)

    both = await ImportedRegistry().look_up(control_number="A0000006")
    open_only = await ImportedRegistry().look_up(control_number="B0000001")

    assert both == (on_file(),)
    assert open_only[0].company_name == "公開名稱二"
    assert open_only[0].business_email is None


async def test_progress_is_reported_batch_by_batch(database: str, tmp_path: Path) -> None:
    rows = [row(control_number=f"C{number:07d}") for number in range(2 * BATCH + 1)]
    progress: list[tuple[int, int]] = []

    await import_registry(
        table_c(tmp_path, *rows), now=AT, advance=lambda done, of: progress.append((done, of))
    )

    assert [done for done, _ in progress] == [BATCH, 2 * BATCH, 2 * BATCH + 1]
    assert await RegistryEntry.all().count() == 2 * BATCH + 1


async def test_the_demo_registry_is_one(database: str) -> None:
    report = await import_registry(REGISTRY, now=AT)

    assert (report.kept, report.skipped, report.unknown_columns) == (8, [], ())
