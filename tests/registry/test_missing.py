"""Tests of accounts whose companies are no longer on file: a case for staff, and nothing else."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from models.account.account import Account
from models.account.missing_company import MissingCompany
from models.card.certificate import Certificate
from models.journal.event import Event
from models.session.roles import AccountStatus
from resolvers.health.measure import measure
from resolvers.registry.import_file import import_registry
from tests.support.people.people import Person, outcome
from tests.support.people.staff import bruno
from tests.support.portal import COMPANY, TestPortal
from tests.support.registry.files import row, table_c
from tests.support.scenarios.accounts import account_without_card, holder
from web.ops.health import Health
from web.ops.metrics import Metrics

NUMBER = COMPANY.control_number
LIST = """missingCompanies { edges { node {
    id controlNumber accountName accountStatus reason since endedAt } } }"""


async def on_file(portal: TestPortal, folder: Path, *numbers: str) -> None:
    rows = [row(control_number=number) for number in ("T0000001", *numbers)]
    await import_registry(table_c(folder, *rows), now=portal.clock())


async def listed(reviewer: Person) -> list[dict[str, Any]]:
    said = await reviewer.read_of_staff(LIST)
    return [edge["node"] for edge in said["edges"]]


@pytest.fixture
async def with_account(portal: TestPortal, tmp_path: Path) -> TestPortal:
    """Open an account of a company that is on file."""
    await holder(portal)
    await on_file(portal, tmp_path, NUMBER)
    return portal


async def test_staff_see_it_and_the_account_is_unchanged(
    with_account: TestPortal, tmp_path: Path
) -> None:
    before = await Account.get(control_number=NUMBER)

    await on_file(with_account, tmp_path)

    after = await Account.get(control_number=NUMBER)
    [case] = await listed(await bruno(with_account))
    assert vars(after) == vars(before)
    assert (case["controlNumber"], case["reason"]) == (NUMBER, "GONE")
    assert (case["accountStatus"], case["endedAt"]) == ("ACTIVE", None)
    assert await with_account.mails() == []
    assert await Event.filter(subject=after.subject, kind="COMPANY_MISSING").count() == 1


async def test_it_is_one_case_however_often_a_file_lacks_it(
    with_account: TestPortal, tmp_path: Path
) -> None:
    await on_file(with_account, tmp_path)
    await on_file(with_account, tmp_path, "T0000002")

    assert await MissingCompany.all().count() == 1


async def test_it_ends_when_the_company_is_on_file_again(
    with_account: TestPortal, tmp_path: Path
) -> None:
    await on_file(with_account, tmp_path)
    await on_file(with_account, tmp_path, NUMBER)
    reviewer = await bruno(with_account)

    assert await listed(reviewer) == []
    assert await Event.filter(kind="COMPANY_ON_FILE_AGAIN").count() == 1
    await on_file(with_account, tmp_path)
    assert len(await listed(reviewer)) == 1


async def test_a_longer_list_asks_no_more(
    portal: TestPortal, caplog: pytest.LogCaptureFixture
) -> None:
    reviewer = await bruno(portal)
    counts = []
    for numbers in (("A0000011",), ("A0000012", "A0000013", "A0000014")):
        for number in numbers:
            account = await account_without_card(portal, number=number)
            await MissingCompany.create(account=account, reason="GONE", since=portal.clock())
        caplog.set_level(logging.DEBUG, "tortoise.db_client")
        caplog.clear()
        shown = await listed(reviewer)
        said = [one.getMessage() for one in caplog.records]
        counts.append((len(shown), sum('FROM "account"' in one for one in said)))

    assert [length for length, _ in counts] == [1, 4]
    assert counts[0][1] == counts[1][1]


async def test_a_closed_account_waits_for_nothing(with_account: TestPortal, tmp_path: Path) -> None:
    await on_file(with_account, tmp_path)
    await Account.filter(control_number=NUMBER).update(status=AccountStatus.CLOSED)

    assert await listed(await bruno(with_account)) == []


async def test_a_company_that_the_other_set_has_is_not_missing(
    with_account: TestPortal, tmp_path: Path
) -> None:
    open_data = tmp_path / "ems.csv"
    heading = "emsno,facilityname,county,township,facilityaddress,istoxic\n"
    open_data.write_text(f"{heading}{NUMBER},名稱,市,區,路,1\n", encoding="utf-8")
    await import_registry(open_data, now=with_account.clock())

    await on_file(with_account, tmp_path)
    reviewer = await bruno(with_account)
    still = await listed(reviewer)
    open_data.write_text(f"{heading}{NUMBER},名稱,市,區,路,0\n", encoding="utf-8")
    await import_registry(open_data, now=with_account.clock())

    assert still == []
    assert [case["reason"] for case in await listed(reviewer)] == ["RELEASED"]


async def close(person: Person, case: Mapping[str, Any], *, note: str = "已電話查證") -> Any:
    shown = "missingCompany { id endedAt note closedBy accountStatus }"
    return await person.do("closeMissingCompany", shown, id=case["id"], note=note)


async def test_staff_close_a_case_with_a_note_and_the_account_is_unchanged(
    with_account: TestPortal, tmp_path: Path
) -> None:
    await on_file(with_account, tmp_path)
    before = await Account.get(control_number=NUMBER)
    reviewer = await bruno(with_account)
    [case] = await listed(reviewer)

    closed = (await close(reviewer, case))["missingCompany"]

    after = await Account.get(control_number=NUMBER)
    event = await Event.get(kind="COMPANY_CASE_CLOSED")
    assert (closed["note"], closed["closedBy"]) == ("已電話查證", "審核甲")
    assert closed["endedAt"] is not None
    assert vars(after) == vars(before)
    assert await listed(reviewer) == []
    assert (event.subject, event.payload["reason"]) == (after.subject, "GONE")
    assert "已電話查證" not in str(event.payload)
    assert outcome(await close(reviewer, case)) == "MISSING_COMPANY_OVER"


async def test_a_case_that_was_closed_stays_closed_while_the_company_is_missing(
    with_account: TestPortal, tmp_path: Path
) -> None:
    await on_file(with_account, tmp_path)
    reviewer = await bruno(with_account)
    [case] = await listed(reviewer)
    await close(reviewer, case)

    await on_file(with_account, tmp_path, "T0000002")
    still = await listed(reviewer)
    await on_file(with_account, tmp_path, NUMBER)
    await on_file(with_account, tmp_path)

    assert still == []
    assert await Event.filter(kind="COMPANY_ON_FILE_AGAIN").count() == 0
    assert len(await listed(reviewer)) == 1


async def test_nobody_closes_the_case_of_her_own_company(
    with_account: TestPortal, tmp_path: Path
) -> None:
    await on_file(with_account, tmp_path)
    reviewer = await bruno(with_account)
    [case] = await listed(reviewer)
    await Certificate.filter(control_number="STAFF001").update(control_number=NUMBER)

    result = await close(reviewer, case)

    assert outcome(result) == "OWN_CASE"


@pytest.mark.parametrize(("note", "code"), [("", "INVALID_INPUT"), ("字" * 401, "INVALID_INPUT")])
async def test_a_note_says_something_and_not_too_much(
    with_account: TestPortal, tmp_path: Path, note: str, code: str
) -> None:
    await on_file(with_account, tmp_path)
    reviewer = await bruno(with_account)
    [case] = await listed(reviewer)

    assert outcome(await close(reviewer, case, note=note)) == code


async def test_open_cases_are_counted(with_account: TestPortal, tmp_path: Path) -> None:
    await on_file(with_account, tmp_path)
    found = await measure(trust=with_account.services.trust.store, now=with_account.clock())
    reviewer = await bruno(with_account)
    [case] = await listed(reviewer)
    await close(reviewer, case)
    afterwards = await measure(trust=with_account.services.trust.store, now=with_account.clock())

    assert (found.missing_companies, afterwards.missing_companies) == (1, 0)


async def test_readiness_and_metric_agree_about_open_cases(
    with_account: TestPortal, tmp_path: Path
) -> None:
    health = Health(with_account.services, kept_seconds=0)
    metrics = Metrics(with_account.services, health=health)
    none = (await health.readiness()).degraded
    await on_file(with_account, tmp_path)

    found = (await health.readiness()).degraded

    written = (await metrics.written()).decode()
    assert "missing_companies" not in none
    assert found["missing_companies"] == 1
    assert "gpszone_missing_companies 1.0" in written
    assert 'gpszone_degraded{kind="missing_companies"} 1.0' in written
