"""What is held on a person is told whole, to the operator, without what opens anything."""

import asyncio
import csv
import io
import json
import os
import sys

import pytest
from click.testing import CliRunner

from models.certificate import Certificate
from models.csv_cells import guarded
from models.event import Event
from models.session import Session, hashed
from resolvers.export_person import NothingHeld, export_person
from tests.portal import COMPANY, TestPortal
from tests.test_settings import GOOD
from tests.test_sign_in import holder, token
from web.__main__ import main


async def test_all_that_a_card_has_left_is_told(portal: TestPortal) -> None:
    alice = await holder(portal)
    card = await Certificate.get()

    held = await export_person(
        sha256=card.sha256.upper(), name=None, actor="operator:t", now=portal.clock()
    )

    assert {kind: len(rows) for kind, rows in held.items()} == {
        "certificate": 1,
        "application": 1,
        "session": 1,
        "event": 2,
        "evidence": 2,
    }
    assert held["certificate"][0]["phone"] == "02-12345678"
    assert held["application"][0]["case_number"] == alice.application["caseNumber"]
    assert (await Event.all().order_by("-seq").first()).kind == "PERSON_EXPORTED"  # type: ignore[union-attr]


async def test_nothing_that_opens_anything_is_told(portal: TestPortal) -> None:
    alice = await holder(portal)
    card = await Certificate.get()

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    assert hashed(token(alice, portal)) not in json.dumps(held, default=str)
    assert await Session.filter(token_hash=hashed(token(alice, portal))).exists()
    assert "sealed" not in held["evidence"][0]


async def test_who_was_named_by_a_company_is_found_by_name(portal: TestPortal) -> None:
    await holder(portal)

    held = await export_person(
        sha256=None, name=COMPANY.contact_name, actor="operator:t", now=portal.clock()
    )

    assert set(held) == {"named in application", "named in account"}


async def test_nobody_is_told_so(portal: TestPortal) -> None:
    with pytest.raises(NothingHeld):
        await export_person(sha256="0" * 64, name="無此人", actor="o:t", now=portal.clock())


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert guarded(text) == f"'{text}"
    assert guarded("王小明") == "王小明"
    assert guarded(None) == ""


async def test_the_command_writes_a_table_that_no_spreadsheet_calculates(
    portal: TestPortal, database: str
) -> None:
    await holder(portal)
    card = await Certificate.get()
    await Certificate.all().update(label="=HYPERLINK(1)")

    said = await _command(database, "--card", card.sha256, "--as", "csv")

    table = list(csv.reader(io.StringIO(said)))
    assert table[0] == ["record", "number", "field", "value"]
    assert ["certificate", "1", "label", "'=HYPERLINK(1)"] in table
    assert ["certificate", "1", "holder_name", "測試甲"] in table


async def _command(database: str, *options: str) -> str:
    """Run the command as an operator would, and give what it prints."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "web", "person", "export", *options),
        env={**os.environ, **GOOD, "GPSZONE_DATABASE_URL": database},
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0
    return said.decode()


def test_the_command_says_what_it_needs() -> None:
    nobody = CliRunner().invoke(main, ["person", "export"])

    assert nobody.exit_code == 2
    assert "--card or --name" in nobody.output
