"""Tests of exporting everything held on a person, without secrets."""

import asyncio
import csv
import inspect
import io
import json
import os
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from models import records
from models.account.account import Account
from models.application.application import Application
from models.card.certificate import Certificate
from models.card_changes.card_change import CardChange
from models.company.company import CompanyField
from models.forms.csv_cells import guarded
from models.journal.event import Event
from models.membership.identity_join import IdentityJoin
from models.session.session import Session, hashed
from resolvers.privacy import export
from resolvers.privacy.export import NothingHeld, export_person
from resolvers.registry.import_file import import_registry
from tests.support import cards
from tests.support.cli.settings import GOOD
from tests.support.people.partners import Clara
from tests.support.people.people import Person, form
from tests.support.people.staff import bruno
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import another_company, holder, staff_member, two_holders
from tests.support.scenarios.cards import colleague, reissued
from tests.support.scenarios.members import ask_to_be_recognised, membership_of
from tests.support.scenarios.review import without_registered_mailbox
from tests.support.scenarios.staff import NAME, admin_of, bind, create_staff
from web.cli.loader import main
from web.demo.authority import Generation


async def test_everything_about_a_card_is_exported(portal: TestPortal) -> None:
    alice = await holder(portal)
    card = await Certificate.get()

    held = await export_person(
        sha256=card.sha256.upper(), name=None, actor="operator:t", now=portal.clock()
    )

    assert {kind: len(rows) for kind, rows in held.items()} == {
        "person": 1,
        "identifier": 1,
        "membership": 1,
        "certificate": 1,
        "application": 1,
        "session": 1,
        "event": 5,
        "evidence": 2,
    }
    assert held["person"][0]["last_four"] == "0001"
    assert held["membership"][0]["began_because"] == "ACTIVATION"
    assert held["certificate"][0]["phone"] == "02-12345678"
    assert held["application"][0]["case_number"] == alice.application["caseNumber"]
    assert (await Event.all().order_by("-seq"))[0].kind == "PERSON_EXPORTED"


async def test_a_persons_cards_of_every_generation_are_exported(portal: TestPortal) -> None:
    old = cards.citizen(generation=Generation.G2)
    await holder(portal, Person.at(portal, old))
    renewed = await Person.at(portal, reissued()).renew()
    assert renewed["__typename"] == "RenewCertificateSuccess", renewed
    await another_company(portal)
    replaced = await Certificate.get(status="REPLACED")

    held = await export_person(
        sha256=replaced.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    assert [row["status"] for row in held["certificate"]] == ["REPLACED", "LIVE"]
    issuers = {str(row["issuer_key_id"]) for row in held["identifier"]}
    assert issuers == {str(row["issuer_key_id"]) for row in held["certificate"]}
    assert len(issuers) == 2
    assert len(held["membership"]) == len(held["person"]) == 1
    about = {str(row["subject"]).partition(":")[0] for row in held["event"]}
    assert about >= {"person", "membership", "certificate", "account"}


async def test_no_secret_is_exported(portal: TestPortal) -> None:
    alice = await holder(portal)
    card = await Certificate.get()

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    assert hashed(alice.session_token) not in json.dumps(held, default=str)
    assert await Session.filter(token_hash=hashed(alice.session_token)).exists()
    assert "sealed" not in held["evidence"][0]


async def test_a_person_named_by_a_company_is_found_by_name(
    portal: TestPortal, tmp_path: Path
) -> None:
    await holder(portal)
    row = {field.attribute: COMPANY.fact(field) for field in CompanyField}
    file = tmp_path / "table-c.json"
    file.write_text(json.dumps([row]), encoding="utf-8")
    await import_registry(file, now=portal.clock())

    held = await export_person(
        sha256=None, name=COMPANY.contact_name, actor="operator:t", now=portal.clock()
    )

    assert set(held) == {"named in application", "named in account", "named in registry"}


async def test_changes_of_a_card_are_exported_with_the_earlier_values(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    card = await Certificate.get()
    await alice.edit((await alice.cards())[0]["id"], phone="02-99998888", email="new@c.example")
    await portal.mails()

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    [change] = held["card change"]
    assert change["before"] == {"phone": "02-12345678", "email": "holder@company.example"}
    recipients = {mail["recipient"] for mail in held["mail"]}
    assert recipients == {"holder@company.example", "new@c.example"}


async def test_a_colleagues_contact_is_not_exported(portal: TestPortal) -> None:
    alice, _ = await two_holders(portal)
    bobs = next(one for one in await alice.cards() if not one["isCurrent"])
    await alice.edit(bobs["id"], phone="02-99998888", email="new@c.example")
    card = await Certificate.get(holder_name="測試甲")

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    assert await CardChange.filter(kind="EDITED").count() == 1
    assert {change["kind"] for change in held["card change"]} == {"ADDED", "EDITED"}
    assert "bob@company.example" not in json.dumps(held, default=str)


async def test_requested_data_changes_are_exported(portal: TestPortal) -> None:
    alice = await holder(portal)
    card = await Certificate.get()
    changed = replace(COMPANY, contact_name="測試庚")
    asked = await alice.do("requestDataChange", "application { caseNumber }", **form(changed))
    await Application.filter(account_id__isnull=False).update(remark="測試庚已離職")

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )
    named = await export_person(sha256=None, name="測試庚", actor="operator:t", now=portal.clock())

    remarks = {row["case_number"]: row["remark"] for row in held["application"]}
    assert len(remarks) == 2
    assert remarks[asked["application"]["caseNumber"]] == "測試庚已離職"
    assert len(named["named in application"]) == 1


async def test_a_mailbox_verified_for_her_case_is_exported(portal: TestPortal) -> None:
    alice = await without_registered_mailbox(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    await reviewer.propose_mailbox(case, "hers@company.example", how="電洽測試辛")
    other = await without_registered_mailbox(portal, number=1)

    held = await export_person(
        sha256=await _sha256_of(alice), name=None, actor="operator:t", now=portal.clock()
    )
    others = await export_person(
        sha256=await _sha256_of(other), name=None, actor="operator:t", now=portal.clock()
    )
    named = await export_person(sha256=None, name="測試辛", actor="operator:t", now=portal.clock())

    [mailbox] = held["case mailbox"]
    assert (mailbox["email"], mailbox["verified_how"]) == ("hers@company.example", "電洽測試辛")
    assert "case mailbox" not in others
    assert [row["id"] for row in named["named in case mailbox"]] == [mailbox["id"]]


async def test_a_mailbox_verified_for_another_that_is_hers_is_exported(
    portal: TestPortal,
) -> None:
    alice = await holder(portal)
    await without_registered_mailbox(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    await reviewer.propose_mailbox(case, "holder@company.example")

    held = await export_person(
        sha256=await _sha256_of(alice), name=None, actor="operator:t", now=portal.clock()
    )

    assert [row["email"] for row in held["case mailbox"]] == ["holder@company.example"]


async def _sha256_of(person: Person) -> str:
    application = await Application.get(case_number=person.application["caseNumber"])
    return (await Certificate.get(application_id=application.id)).sha256


async def test_hand_offs_are_exported_without_the_code(portal: TestPortal) -> None:
    alice = await holder(portal)
    card = await Certificate.get()
    clara = await Clara.at(portal)
    await alice.do("createHandoff", "url", partnerId=clara.global_id)

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    [handoff] = held["handoff"]
    assert handoff["partner_id"] == str(clara.id)
    assert "code_hash" not in handoff


@pytest.mark.parametrize(
    ("reason", "included"),
    [("測試甲之卡遺失", True), ("公司停業", False)],
    ids=["hers", "another's"],
)
async def test_the_reason_for_holding_an_account_is_exported_if_it_names_the_person(
    portal: TestPortal, reason: str, included: bool
) -> None:
    await holder(portal)
    card = await Certificate.get()
    await Account.all().update(status_reason=reason)

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    assert [row["status_reason"] for row in held.get("account", [])] == [reason] * included
    assert "facts" not in (held.get("account") or [{}])[0]


async def test_a_person_who_asked_for_an_account_is_found_by_name(portal: TestPortal) -> None:
    await holder(portal)
    opening = {"reason": "委外維運", "contactName": "測試己", "contactPhone": "02-33334444"}
    await Account.all().update(opening=opening)

    held = await export_person(sha256=None, name="測試己", actor="operator:t", now=portal.clock())

    assert held["named in account"][0]["opening"] == opening


async def test_an_account_of_staff_is_its_holders(portal: TestPortal) -> None:
    await staff_member(portal)
    card = await Certificate.get()

    held = await export_person(
        sha256=card.sha256, name=None, actor="operator:t", now=portal.clock()
    )

    assert [row["role"] for row in held["account"]] == ["REVIEWER"]


async def test_an_invitation_is_exported_to_the_person_whom_it_names(portal: TestPortal) -> None:
    admin = await admin_of(portal)
    _, token = await create_staff(portal, admin)
    await bind(portal, token)
    card = await Certificate.get(holder_name=NAME)

    export = partial(export_person, actor="operator:t", now=portal.clock())
    by_card = await export(sha256=card.sha256, name=None)
    by_name = await export(sha256=None, name=NAME)

    assert [row["name"] for row in by_card["invitation"]] == [NAME]
    assert [row["last_four"] for row in by_name["named in invitation"]] == ["0006"]


async def test_a_request_to_be_recognised_is_exported(portal: TestPortal) -> None:
    await holder(portal)
    reissued = colleague(8, "測試甲乙")
    asked = await ask_to_be_recognised(portal, reissued)
    sha256 = cards.proof(cards.signed(reissued)).certificate_sha256

    exported = partial(export_person, actor="operator:t", now=portal.clock())
    unrecognised = await exported(sha256=sha256, name=None)
    by_name = await exported(sha256=None, name="測試甲乙")
    await IdentityJoin.all().update(membership_id=(await membership_of("測試甲")).id)
    recognised = await exported(
        sha256=(await Certificate.get(holder_name="測試甲")).sha256, name=None
    )

    assert asked["asked"]
    assert unrecognised.keys() == {"identity join", "evidence"}
    assert [row["holder_name"] for row in unrecognised["identity join"]] == ["測試甲乙"]
    assert by_name["named in identity join"] == unrecognised["identity join"]
    assert len(recognised["identity join"]) == 1


def test_every_table_that_names_a_person_is_exported() -> None:
    source = inspect.getsource(export)
    naming = {"holder_name", "last_four", "name", "facts", "email", "contact_name", "recipient"}
    tables = {
        name for name in records.__all__ if naming & getattr(records, name)._meta.fields_map.keys()
    }

    assert tables >= {"Certificate", "Person", "IdentityJoin", "Invitation"}
    # A partner is a system of an authority, a duty is one of the worker's, and a mailbox of the
    # registry is a company's; none is a person.
    unnamed = {name for name in tables if f"{name}.filter(" not in source}
    assert unnamed == {"Partner", "HeldDuty", "RegistryMailbox"}


async def test_an_unknown_person_is_reported_as_not_found(portal: TestPortal) -> None:
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
    """Run the command as an operator does, and return its output."""
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
