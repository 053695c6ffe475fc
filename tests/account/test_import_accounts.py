"""Tests of importing accounts from a file: each is created once, and bad rows are reported."""

from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.account.account import Account, business_account
from models.account.import_file import AccountFileRefused, AccountRow
from models.card.certificate import Certificate
from models.journal.event import Event
from models.registry.file import RegistryFileRefused, read
from models.session.roles import AccountStatus
from resolvers.account import import_accounts as importing
from resolvers.account.import_accounts import BATCH, NAMED, import_accounts
from tests.support.cards import AT
from tests.support.people.people import Person
from tests.support.portal import COMPANY, TestPortal
from tests.support.scenarios.accounts import accounts_file, holder, mailed_link
from web.cli.loader import main


def row(number: str = "A0000006", **other: object) -> dict[str, object]:
    return {
        "control_number": number,
        "company_name": "測試化工股份有限公司",
        "mailbox": "ems@company.example",
        **other,
    }


async def test_an_imported_account_waits_for_its_card(database: str, tmp_path: Path) -> None:
    file = accounts_file(
        tmp_path, row(), row("b0000001", contact_name=" 測試乙 ", mailing_address="")
    )

    report = await import_accounts(file, now=AT)

    first, second = await Account.all().order_by("control_number")
    assert report.lines() == [
        "2 rows read, 2 accounts created, 0 already existing and unchanged, 0 skipped"
    ]
    assert (first.kind, first.status, first.name) == ("BUSINESS", "ACTIVE", COMPANY.company_name)
    assert first.mailbox == "ems@company.example"
    assert second.facts == {
        "control_number": "B0000001",
        "company_name": COMPANY.company_name,
        "business_email": "ems@company.example",
        "contact_name": "測試乙",
    }
    events = await Event.filter(kind="ACCOUNT_OPENED")
    assert {event.actor for event in events} == {"service:import"}
    assert {event.subject for event in events} == {first.subject, second.subject}


async def test_the_same_file_again_changes_nothing(database: str, tmp_path: Path) -> None:
    file = accounts_file(tmp_path, row(), row("B0000001"))
    await import_accounts(file, now=AT)
    before = await Account.all().order_by("id").values()

    report = await import_accounts(file, now=AT + timedelta(days=1))

    assert (report.opened, report.there) == (0, 2)
    assert await Account.all().order_by("id").values() == before
    assert await Event.all().count() == 2


async def test_an_account_that_is_open_is_never_touched(portal: TestPortal, tmp_path: Path) -> None:
    await holder(portal)
    before = await Account.all().values()
    card = await Certificate.all().values()

    report = await import_accounts(
        accounts_file(tmp_path, row(mailbox="thief@else.example")), now=portal.clock()
    )

    assert (report.opened, report.there) == (0, 1)
    assert await Account.all().values() == before
    assert await Certificate.all().values() == card


async def test_a_closed_account_may_be_opened_again(database: str, tmp_path: Path) -> None:
    old = business_account(company=COMPANY, mailbox="a@b.example", application_id=None, at=AT)
    old.status = AccountStatus.CLOSED
    await old.save()

    report = await import_accounts(accounts_file(tmp_path, row()), now=AT)

    assert report.opened == 1
    assert await Account.is_open_for("A0000006")


async def test_bad_rows_are_named_by_line_and_left_out(database: str, tmp_path: Path) -> None:
    file = accounts_file(
        tmp_path,
        row("?"),
        row("B0000001", company_name=" "),
        row("B0000002", mailbox="not a mailbox"),
        row("B0000003", mailbox=None),
        row("B0000004", company_name="長" * 121),
        row("B0000005", contact_name=7),
        row("B0000006", contact_name="a\u0000b"),
        row(),
        row(company_name="another"),
    )

    report = await import_accounts(file, now=AT)

    assert [left_out.line for left_out in report.named] == [1, 2, 3, 4, 5, 6, 7, 9]
    assert [account.control_number for account in await Account.all()] == ["A0000006"]
    assert "  row 3: business_email is not a single e-mail address" in report.lines()
    assert "  row 9: row 8 has the same control number" in report.lines()
    assert "not a mailbox" not in "\n".join(report.lines())


async def test_of_many_bad_rows_the_first_are_named(database: str, tmp_path: Path) -> None:
    report = await import_accounts(accounts_file(tmp_path, *([row("?")] * 1_000)), now=AT)

    assert (report.left_out, len(report.named)) == (1_000, NAMED)
    assert report.lines()[-1] == f"  … and {1_000 - NAMED} more"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
async def test_a_spreadsheet_saves_any_of_three_encodings(
    database: str, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "accounts.csv"
    heading = "管制編號,公司名稱,電子郵件信箱,備註"
    text = f"{heading}\r\nA0000006,測試化工股份有限公司,ems@company.example,x\r\n"
    file.write_bytes(text.encode(encoding))

    report = await import_accounts(file, now=AT)

    [account] = await Account.all()
    assert (account.name, account.mailbox) == (COMPANY.company_name, "ems@company.example")
    assert report.unknown_columns == ("備註",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\x00", "is neither UTF-8 nor Big5"),
        (b"[1, 2", "is not valid JSON in UTF-8"),
        (b"[]", "contains no records"),
        (b"name,mailbox\nx,y\n", "lacks columns that every account needs: control_number"),
        (b"control_number,company_name\nA0000006,x\n", "business_email"),
        (
            b"control_number,company_name,mailbox,business_email\n",
            "twice: mailbox and business_email",
        ),
    ],
)
async def test_a_file_that_is_something_else_is_refused_with_a_sentence(
    database: str, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_bytes(content)

    with pytest.raises(AccountFileRefused, match=said) as refused:
        await import_accounts(file, now=AT)

    assert str(refused.value).startswith("accounts.csv ")
    assert await Account.all().count() == 0


async def test_the_registrys_own_reader_still_wants_all_of_table_c(tmp_path: Path) -> None:
    with pytest.raises(RegistryFileRefused, match="lacks columns of TABLE_C"):
        read(accounts_file(tmp_path, row(business_email="x@y.example")))


async def test_many_are_opened_batch_by_batch(database: str, tmp_path: Path) -> None:
    rows = [row(f"C{number:07d}") for number in range(2 * BATCH + 1)]
    progress: list[tuple[int, int]] = []

    report = await import_accounts(
        accounts_file(tmp_path, *rows), now=AT, advance=lambda done, of: progress.append((done, of))
    )

    assert [done for done, _ in progress] == [BATCH, 2 * BATCH, 2 * BATCH + 1]
    assert report.opened == 2 * BATCH + 1 == await Account.all().count()


async def test_an_account_that_opens_meanwhile_is_there_already(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = accounts_file(tmp_path, row(), row("B0000001"))
    honest = importing._account
    raced: list[Account] = []

    def racing(one: AccountRow, *, at: object) -> Account:
        # What was looked up before is not true any more when the batch is written.
        account = honest(one, at=AT)
        if not raced:
            raced.append(account)
            account.control_number = "B0000001"
        return account

    monkeypatch.setattr(importing, "_account", racing)
    report = await import_accounts(file, now=AT)

    assert (report.opened, await Account.all().count()) == (2, 2)


async def test_an_imported_company_binds_its_first_card(portal: TestPortal, tmp_path: Path) -> None:
    await import_accounts(accounts_file(tmp_path, row()), now=portal.clock())
    alice = Person.at(portal)

    await alice.follow(await mailed_link(portal))
    bound = await alice.bind_first()
    seen = await alice.ask("{ viewer { account { company { companyName contactName } } } }")

    assert bound["account"]["controlNumber"] == "A0000006"
    assert seen["viewer"]["account"]["company"] == {
        "companyName": COMPANY.company_name,
        "contactName": None,
    }


def test_the_command_reports_and_refuses_in_sentences(tmp_path: Path, demo_state: Path) -> None:
    good = accounts_file(tmp_path, row(), row("?"))
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    command = ["staff", "import-accounts", "--demo", str(demo_state)]

    first = CliRunner().invoke(main, [*command, str(good)])
    again = CliRunner().invoke(main, [*command, str(good)])
    refused = CliRunner().invoke(main, [*command, str(bad)])

    # Done in part: one row was skipped.
    assert first.exit_code == again.exit_code == 3, first.output
    assert "2 rows read, 1 accounts created, 0 already existing" in first.output
    assert "row 2: the control number is not eight letters or digits" in first.output
    assert "0 accounts created, 1 already existing" in again.output
    assert refused.exit_code == 1
    assert "Error: bad.csv lacks columns that every account needs" in refused.output
