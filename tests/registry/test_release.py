"""Tests of facilities that are not under control, or were released: they count as not on file."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from models.application.application import Application
from models.application.transitions import Status
from models.company.company import Release, ReleaseReason
from models.registry.difference import Kind
from models.registry.entry import ImportedRegistry
from models.registry.release import release_of
from models.registry.report import ImportReport, Outcome
from resolvers.registry.import_file import import_registry
from tests.support.people.people import Person, form
from tests.support.people.staff import bruno
from tests.support.portal import COMPANY, TestPortal, on_file

NUMBER = COMPANY.control_number


def facility(number: str = NUMBER, **other: str) -> dict[str, str]:
    return {
        "emsno": number,
        "facilityname": COMPANY.company_name,
        "county": "",
        "township": "",
        "facilityaddress": COMPANY.business_address,
        "istoxic": "1",
        "toxicreleasedate": "",
        **other,
    }


async def imported(
    portal: TestPortal, folder: Path, *rows: dict[str, str], heeds_release: bool = True
) -> ImportReport:
    file = folder / "ems_s_01.json"
    file.write_text(json.dumps(rows), encoding="utf-8")
    report = await import_registry(file, now=portal.clock(), heeds_release=heeds_release)
    registry = ImportedRegistry(heeds_release=heeds_release)
    portal.registry.rows = list(await registry.look_up(control_number=NUMBER))
    return report


async def reviewed(portal: TestPortal) -> Application:
    alice = Person.at(portal)
    await alice.apply(form())
    await alice.bind()
    await portal.review()
    return await Application.get()


@pytest.mark.parametrize(
    ("other", "reason", "day"),
    [
        ({"istoxic": "0"}, "NOT_TOXIC", None),
        ({"toxicreleasedate": "2026-07-01"}, "RELEASED", "2026-07-01"),
        ({"istoxic": "0", "toxicreleasedate": "20260701"}, "RELEASED", "2026-07-01"),
    ],
)
async def test_it_is_not_on_file_for_applicants_and_says_so_to_the_officer(
    portal: TestPortal, tmp_path: Path, other: dict[str, str], reason: str, day: str | None
) -> None:
    await imported(portal, tmp_path, facility(**other))

    application = await reviewed(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    shown = await reviewer.case(
        case["application"]["id"],
        shown="results { outcome } onFile { releaseReason releasedOn } "
        "expectedApproval { recipient }",
    )

    assert (application.status, application.for_person) == (Status.UNDER_REVIEW, True)
    assert {one["outcome"] for one in shown["results"]} == {"NOT_ON_FILE"}
    assert shown["onFile"] == {"releaseReason": reason, "releasedOn": day}
    assert shown["expectedApproval"] == {"recipient": None}
    assert await portal.mails() == []


async def test_a_difference_is_not_told_of_one_that_is_released(
    portal: TestPortal, tmp_path: Path
) -> None:
    other = {"toxicreleasedate": "2026-07-01", "facilityname": "另一公司"}
    await imported(portal, tmp_path, facility(**other))

    assert (await reviewed(portal)).status is Status.UNDER_REVIEW


async def test_the_mailbox_of_one_that_is_released_is_not_used(portal: TestPortal) -> None:
    release = Release(reason=ReleaseReason.RELEASED)
    portal.registry.rows = [replace(on_file(), release=release)]

    await reviewed(portal)
    reviewer = await bruno(portal)
    [case] = await reviewer.cases()
    shown = await reviewer.case(
        case["application"]["id"], shown="expectedApproval { recipient mailbox }"
    )

    assert shown["expectedApproval"] == {"recipient": None, "mailbox": None}


async def test_one_row_under_control_suffices(portal: TestPortal, tmp_path: Path) -> None:
    released = facility(toxicreleasedate="2026-07-01")
    await imported(portal, tmp_path, released, facility(facilityname="另一公司"))

    assert (await reviewed(portal)).status is Status.REJECTED


async def test_a_setting_lets_it_count_as_any_other(portal: TestPortal, tmp_path: Path) -> None:
    report = await imported(
        portal, tmp_path, facility(istoxic="0", facilityname="另一公司"), heeds_release=False
    )

    assert (await reviewed(portal)).status is Status.REJECTED
    assert report.companies[Kind.RELEASED] == 0


async def test_very_many_releases_want_to_be_confirmed(portal: TestPortal, tmp_path: Path) -> None:
    numbers = [f"T{number:07d}" for number in range(10)]
    await imported(portal, tmp_path, *map(facility, numbers))

    held = await imported(portal, tmp_path, *(facility(one, istoxic="0") for one in numbers))

    assert (held.outcome, held.companies[Kind.RELEASED]) == (Outcome.HELD, 10)


@pytest.mark.parametrize("day", ["2026-07-01", "20260701", "2026/7/1", "2026-07-01 00:00:00"])
def test_a_day_is_read_as_the_set_writes_it(day: str) -> None:
    found = release_of("1", day)

    assert found is not None
    assert (found.reason, str(found.on)) == (ReleaseReason.RELEASED, "2026-07-01")


@pytest.mark.parametrize(
    ("flag", "day", "column"),
    [
        ("2", "", "istoxic"),
        ("yes", "", "istoxic"),
        ("1", "2026-02-30", "toxicreleasedate"),
        ("1", "0000-00-00", "toxicreleasedate"),
        ("1", "soon", "toxicreleasedate"),
    ],
)
def test_what_the_set_never_writes_makes_the_row_unreadable(
    flag: str, day: str, column: str
) -> None:
    with pytest.raises(ValueError, match=column):
        release_of(flag, day)


def test_a_file_without_the_columns_says_nothing() -> None:
    assert release_of(None, None) is None
    assert release_of("1", None) is None
    assert release_of("", None) == Release(reason=ReleaseReason.NOT_TOXIC)
