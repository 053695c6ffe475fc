"""Tests of reading a registry file: columns, and rows that are reported and skipped."""

import csv
import io
from pathlib import Path
from typing import Any

import orjson
import pytest

from models.company.company import FIELDS, CompanyField, CompanyOnFile
from models.registry.file import BadRow, RegistryFile, RegistryFileRefused, RegistrySource, read

FACTS: dict[str, Any] = {field.attribute: its.example for field, its in FIELDS.items()} | {
    "control_number": "A1234567"
}
CAMEL_CASE = tuple(field.camel_case for field in CompanyField)
FORM_LABELS = tuple(its.label.zh for its in FIELDS.values())
# As the registry's own files write two of them.
WRITTEN_OTHERWISE = {
    "responsible_person": "公司/營業登記負責人姓名",
    "mailing_postal_code": "郵遞區號6碼",
}
TABLE_C_LABELS = tuple(
    WRITTEN_OTHERWISE.get(name, label) for name, label in zip(FACTS, FORM_LABELS, strict=True)
)
FACILITY: dict[str, str | None] = {
    "emsno": "H7654321",
    "facilityname": "觀音廠",
    "uniformno": "",
    "county": "桃園市",
    "township": "觀音區",
    "facilityaddress": "測試路3號",
    "istoxic": "1",
    "admino": None,
}


def a_csv(
    path: Path,
    *rows: list[str],
    heading: tuple[str, ...] = tuple(FACTS),
    encoding: str = "utf-8",
) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows([heading, *rows])
    file = path / "registry.csv"
    file.write_bytes(text.getvalue().encode(encoding))
    return file


def a_json(path: Path, document: object) -> Path:
    file = path / "registry.json"
    file.write_bytes(orjson.dumps(document))
    return file


def a_row(**changed: str) -> list[str]:
    return list((FACTS | changed).values())


def companies(file: RegistryFile) -> list[CompanyOnFile]:
    return [row for row in file if isinstance(row, CompanyOnFile)]


def bad_rows(file: RegistryFile) -> list[BadRow]:
    return [row for row in file if isinstance(row, BadRow)]


@pytest.mark.parametrize(
    "heading",
    [
        tuple(FACTS),
        CAMEL_CASE,
        FORM_LABELS,
        TABLE_C_LABELS,
        tuple(f" *{label}： " for label in TABLE_C_LABELS),
        tuple(name.replace("_", " ").title() for name in FACTS),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp950"])
def test_table_c_is_understood_by_any_of_its_names(
    tmp_path: Path, heading: tuple[str, ...], encoding: str
) -> None:
    file = read(a_csv(tmp_path, a_row(), heading=heading, encoding=encoding))

    assert file.source is RegistrySource.TABLE_C
    assert file.unknown_columns == ()
    assert companies(file) == [CompanyOnFile(**FACTS)]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    file = read(a_csv(tmp_path, a_row()[::-1], heading=tuple(FACTS)[::-1]))

    assert companies(file) == [CompanyOnFile(**FACTS)]


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"records": rows, "total": "1"}])
def test_table_c_may_be_json(tmp_path: Path, wrap: object) -> None:
    assert callable(wrap)
    path = a_json(tmp_path, wrap([dict(zip(CAMEL_CASE, a_row(), strict=True))]))
    path.write_bytes(b"\xef\xbb\xbf " + path.read_bytes())

    file = read(path)

    assert file.source is RegistrySource.TABLE_C
    assert companies(file) == [CompanyOnFile(**FACTS)]


def test_the_open_data_set_gives_name_and_address(tmp_path: Path) -> None:
    file = read(a_json(tmp_path, [FACILITY]))

    assert file.source is RegistrySource.EMS_S_01
    assert file.unknown_columns == ()
    (company,) = companies(file)
    assert company.control_number == "H7654321"
    assert company.company_name == "觀音廠"
    assert company.business_address == "桃園市觀音區測試路3號"
    assert all(
        company.fact(field) is None
        for field in CompanyField
        if field.attribute not in {"control_number", "company_name", "business_address"}
    )


def test_the_open_data_set_may_be_csv(tmp_path: Path) -> None:
    row = [value or "" for value in FACILITY.values()]

    file = read(a_csv(tmp_path, row, heading=tuple(name.upper() for name in FACILITY)))

    assert file.source is RegistrySource.EMS_S_01
    assert [company.company_name for company in companies(file)] == ["觀音廠"]


@pytest.mark.parametrize(
    ("county", "township", "address", "whole"),
    [
        ("臺中市", "西屯區", "測試路1號", "臺中市西屯區測試路1號"),
        ("臺中市", "西屯區", "西屯區測試路1號", "臺中市西屯區測試路1號"),
        ("臺中市", "西屯區", "台中市西屯區測試路1號", "台中市西屯區測試路1號"),
        ("臺中市", "西屯區", "", "臺中市西屯區"),
        ("", "", "臺中市西屯區測試路1號", "臺中市西屯區測試路1號"),
        ("", "", " ", None),
    ],
)
def test_an_address_names_its_county_once(
    tmp_path: Path, county: str, township: str, address: str, whole: str | None
) -> None:
    parts: dict[str, str | None] = {
        "county": county,
        "township": township,
        "facilityaddress": address,
    }

    file = read(a_json(tmp_path, [FACILITY | parts]))

    assert [company.business_address for company in companies(file)] == [whole]


def test_facts_are_trimmed_and_normalised_and_the_number_is_in_capitals(tmp_path: Path) -> None:
    row = a_row(control_number=" a1234567", company_name="\u3000Cafe\u0301 ", contact_name=" ")

    (company,) = companies(read(a_csv(tmp_path, row)))

    assert company.control_number == "A1234567"
    assert company.company_name == "Café"
    assert company.contact_name is None


def test_unknown_columns_are_reported_as_the_file_writes_them(tmp_path: Path) -> None:
    file = read(a_csv(tmp_path, [*a_row(), "1", "2"], heading=(*FACTS, "備註", "Fax No")))

    assert file.unknown_columns == ("備註", "Fax No")
    assert companies(file) == [CompanyOnFile(**FACTS)]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"control_number": "A123456"}, "control number is not eight letters or digits"),
        ({"control_number": ""}, "control number is not eight letters or digits"),
        ({"control_number": "Ａ1234567"}, "control number is not eight letters or digits"),
        ({"company_name": "甲\x00乙"}, "company_name contains an invisible character"),
        ({"company_name": "甲\n乙"}, "company_name contains an invisible character"),
        ({"mailing_address": "路" * 301}, "mailing_address has more than 300 characters"),
    ],
)
def test_a_bad_row_is_named_and_left_out(
    tmp_path: Path, changed: dict[str, str], reason: str
) -> None:
    path = a_json(tmp_path, [FACTS, FACTS | changed, FACTS])

    file = read(path)
    rows = list(file)

    assert isinstance(rows[0], CompanyOnFile)
    assert isinstance(rows[2], CompanyOnFile)
    assert isinstance(rows[1], BadRow)
    assert rows[1].line == 2
    assert reason in rows[1].reason
    assert (file.rows, file.skipped) == (3, 1)


def test_a_reason_tells_no_values(tmp_path: Path) -> None:
    path = a_json(tmp_path, [FACTS | {"responsible_person": "王\x07小明", "contact_name": 7}])

    (row,) = bad_rows(read(path))

    assert "小明" not in row.reason


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (FACTS | {"mailing_postal_code": 328001}, "mailing_postal_code is not text"),
        (FACTS | {"contact_name": ["甲"]}, "contact_name is not text"),
        ({"control_number": "A1234567"}, "is missing"),
        ("A1234567", "is not a JSON object"),
        (None, "is not a JSON object"),
    ],
)
def test_a_json_record_out_of_form_is_a_bad_row(
    tmp_path: Path, record: object, reason: str
) -> None:
    file = read(a_json(tmp_path, [FACTS, record]))

    assert [(row.line, reason in row.reason) for row in bad_rows(file)] == [(2, True)]


def test_csv_lines_that_are_broken_cost_only_themselves(tmp_path: Path) -> None:
    path = a_csv(tmp_path, a_row())
    good = path.read_bytes().split(b"\r\n")[1] + b"\r\n"
    quoted = good.replace("測試化工".encode(), '"測試"化工'.encode(), 1)
    long = good.replace(b"\r\n", b",one too many\r\n")
    path.write_bytes(path.read_bytes() + quoted + b"A1,short\r\n" + long + b",,\r\n\r\n" + good)

    file = read(path)
    rows = list(file)

    assert [row.line for row in rows if isinstance(row, BadRow)] == [3, 4, 5]
    assert sum(isinstance(row, CompanyOnFile) for row in rows) == 2


def test_a_quote_that_never_ends_is_a_bad_row(tmp_path: Path) -> None:
    path = a_csv(tmp_path, a_row())
    path.write_bytes(path.read_bytes() + b'"' + b"x,y\r\n" * 100_000)

    file = read(path)
    rows = list(file)

    assert isinstance(rows[0], CompanyOnFile)
    assert all(isinstance(row, BadRow) for row in rows[1:])
    assert file.skipped >= 1


def test_a_row_may_span_lines_and_is_named_by_its_last(tmp_path: Path) -> None:
    file = read(a_csv(tmp_path, a_row(company_name="甲\n乙"), a_row()))

    assert [row.line for row in bad_rows(file)] == [3]


@pytest.mark.parametrize("missing", FACTS)
def test_a_missing_column_is_named(tmp_path: Path, missing: str) -> None:
    heading = tuple(name for name in FACTS if name != missing)

    with pytest.raises(RegistryFileRefused, match=missing) as refused:
        read(a_csv(tmp_path, heading=heading))

    assert str(refused.value).startswith("registry.csv ")
    assert str(tmp_path) not in str(refused.value)


@pytest.mark.parametrize("missing", ["facilityname", "county", "township", "facilityaddress"])
def test_a_missing_column_of_the_open_data_set_is_named(tmp_path: Path, missing: str) -> None:
    record = {name: value for name, value in FACILITY.items() if name != missing}

    with pytest.raises(RegistryFileRefused, match=f"lacks columns of EMS_S_01: {missing}"):
        read(a_json(tmp_path, [record]))


def test_a_column_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        RegistryFileRefused, match=r"company_name .* twice: company_name and 公司名稱"
    ):
        read(a_csv(tmp_path, heading=(*FACTS, "公司名稱")))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "has neither the column control_number"),
        (b"name,address\r\n", "has neither the column control_number"),
        (b"ems_no,fac_name,address\r\n", "facilityname"),
        (b"\xff\xfeA\x00", "neither UTF-8 nor Big5"),
        (b'"control_number', "no readable header row"),
        (b"[]", "contains no records"),
        (b"[1, 2]", "contains no records"),
        (b"{}", "contains no list"),
        (b'{"records": {}}', "contains no list"),
        (b"[{", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        ('[{"管制編號": "甲"}]'.encode("cp950"), "not valid JSON in UTF-8"),
    ],
)
def test_what_is_no_registry_file_is_refused_with_a_reason(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    path = tmp_path / "registry.csv"
    path.write_bytes(content)

    with pytest.raises(RegistryFileRefused, match=reason):
        read(path)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "registry.csv")


def test_the_number_of_rows_is_known_beforehand(tmp_path: Path) -> None:
    assert read(a_csv(tmp_path, a_row(), a_row())).expected_rows == 2
    assert read(a_json(tmp_path, [FACTS, FACTS, FACTS])).expected_rows == 3
