"""Tests of reading packages and damaged text: bounded, and row by row."""

import codecs
import itertools
import json
import zipfile
from pathlib import Path

import pytest

from models.company.company import CompanyField, CompanyOnFile
from models.registry.file import read
from models.registry.reading import source
from models.registry.reading.refused import BadRow, RegistryFileRefused
from models.registry.reading.text import UNDECODABLE, USER_DEFINED, Encoding, decoded
from tests.support.portal import COMPANY, on_file
from tests.support.registry.files import lines_of, row

DOCUMENT = json.dumps([row(number) for number in range(3)]).encode()
CSV = "".join(lines_of(*map(row, range(3))))


def package(path: Path, members: dict[str, bytes], **how: int) -> Path:
    file = path / "ems.zip"
    with zipfile.ZipFile(file, "w", how.get("compression", zipfile.ZIP_DEFLATED)) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return file


def split(path: Path) -> tuple[list[str], list[BadRow]]:
    """Return the numbers of the companies in a file, and the bad rows."""
    rows = list(read(path))
    good = [one.control_number for one in rows if isinstance(one, CompanyOnFile)]
    return good, [one for one in rows if isinstance(one, BadRow)]


@pytest.mark.parametrize(
    "members",
    [
        {"EMS_S_01.json": DOCUMENT, "hash.txt": b"0"},
        {"a/b/table.CSV": CSV.encode()},
        {"../../x.json": DOCUMENT, "__MACOSX/._x.json": b"?"},
        {"big5.csv": CSV.encode("cp950")},
    ],
)
def test_a_package_is_read_without_unpacking_it(tmp_path: Path, members: dict[str, bytes]) -> None:
    file = read(package(tmp_path, members))

    assert file.expected_rows == 3
    assert [one.control_number for one in file if isinstance(one, CompanyOnFile)] == [
        "T0000000",
        "T0000001",
        "T0000002",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["ems.zip"]


@pytest.mark.parametrize(
    ("members", "how", "reason"),
    [
        ({"hash.txt": b"0"}, {}, "no CSV or JSON file"),
        ({"a.json": DOCUMENT, "b.csv": b""}, {}, "2 CSV or JSON files"),
        ({f"{number}.txt": b"" for number in range(101)}, {}, "more than 100 files"),
        ({"a.json": b"[" + b" " * 2_000_000}, {}, "more than 200 times its size"),
        ({"a.json": DOCUMENT}, {"compression": zipfile.ZIP_BZIP2}, "unusual compression"),
    ],
)
def test_a_package_of_something_else_is_refused(
    tmp_path: Path, members: dict[str, bytes], how: dict[str, int], reason: str
) -> None:
    with pytest.raises(RegistryFileRefused, match=reason):
        read(package(tmp_path, members, **how))


def test_a_package_with_a_password_is_refused(tmp_path: Path) -> None:
    file = package(tmp_path, {"a.json": DOCUMENT})
    content = bytearray(file.read_bytes())
    # The flag of the member, in its own header and in the directory.
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(content)

    with pytest.raises(RegistryFileRefused, match="password"):
        read(file)


def test_a_package_of_which_a_byte_is_wrong_is_refused(tmp_path: Path) -> None:
    file = package(tmp_path, {"a.json": DOCUMENT}, compression=zipfile.ZIP_STORED)
    content = file.read_bytes()
    file.write_bytes(content.replace("測試".encode("unicode_escape"), b"\\u6e2c\\u8a67", 1))

    with pytest.raises(RegistryFileRefused, match="damaged"):
        read(file)


@pytest.mark.parametrize(
    "content",
    [
        b'[{"control_number": "' + b"x" * 400_000 + b'"}]',
        b"[" + b" " * 400_000 + DOCUMENT[1:],
        b'{"fields": [' + b"1," * 200_000 + b"1]}",
    ],
)
def test_what_no_row_has_ends_the_reading_of_json(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "registry.json"
    file.write_bytes(content)

    with pytest.raises(RegistryFileRefused, match="more than 128 KB"):
        read(file)


def test_more_rows_than_a_registry_has_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MAX_ROWS", 2)
    for name, content in (("a.json", DOCUMENT), ("a.csv", CSV.encode())):
        (tmp_path / name).write_bytes(content)

        with pytest.raises(RegistryFileRefused, match="more than 2 rows"):
            read(tmp_path / name)


def test_a_line_that_is_too_long_costs_only_itself(tmp_path: Path) -> None:
    lines = lines_of(*map(row, range(3)))
    lines[2] = lines[2].replace(COMPANY.company_name, "長" * 500_000)
    file = tmp_path / "registry.csv"
    file.write_text("".join(lines), encoding="utf-8", newline="")

    good, bad = split(file)

    assert good == ["T0000000", "T0000002"]
    assert [(one.line, one.reason, one.control_number) for one in bad] == [
        (3, "has more than 128 KB", "T0000001")
    ]


@pytest.mark.parametrize("astray", [*itertools.combinations(range(1, 6), 2)])
def test_quotation_marks_astray_in_two_rows_cost_these_two(
    tmp_path: Path, astray: tuple[int, int]
) -> None:
    lines = lines_of(*map(row, range(6)))
    for place in astray:
        lines[place] = lines[place].replace(f",{COMPANY.company_name}", f',"{COMPANY.company_name}')
    file = tmp_path / "registry.csv"
    file.write_text("".join(lines), encoding="utf-8", newline="")

    good, bad = split(file)

    assert [one.line for one in bad if one.control_number] == [place + 1 for place in astray]
    assert len(good) == 4


def test_a_quotation_mark_swallows_no_row_up_to_another_one(tmp_path: Path) -> None:
    lines, name = lines_of(*map(row, range(6))), COMPANY.company_name
    lines[2] = lines[2].replace(f",{name}", f',"{name}')
    lines[5] = lines[5].replace(f"{name},", f'{name}",')
    file = tmp_path / "registry.csv"
    file.write_text("".join(lines), encoding="utf-8", newline="")

    good, [bad] = split(file)

    assert (bad.line, bad.control_number) == (3, "T0000001")
    assert good == ["T0000000", "T0000002", "T0000003", "T0000004", "T0000005"]


@pytest.mark.parametrize("code", [b"\xfa\x40", b"\x8e\x40", b"\x81\x40", b"\xc8\xfe"])
def test_a_user_defined_character_is_a_named_row(tmp_path: Path, code: bytes) -> None:
    file = tmp_path / "registry.csv"
    content = CSV.encode("cp950").splitlines(keepends=True)
    content[2] = content[2].replace("測試甲".encode("cp950"), "測試".encode("cp950") + code)
    file.write_bytes(b"".join(content))

    good, [bad] = split(file)

    assert good == ["T0000000", "T0000002"]
    assert (bad.line, bad.control_number, bad.is_lost) == (3, "T0000001", False)
    assert bad.reason.startswith("responsible_person contains a user-defined character (造字)")


@pytest.mark.parametrize("name", ["registry.csv", "registry.json"])
def test_bytes_that_are_no_text_cost_only_their_row(tmp_path: Path, name: str) -> None:
    is_csv = name.endswith("csv")
    rows = [row(number) for number in range(3)]
    text = CSV if is_csv else json.dumps(rows, ensure_ascii=False)
    content = text.encode().replace("測試乙".encode(), b"\xe6\xb8", 1)
    (tmp_path / name).write_bytes(codecs.BOM_UTF8 + content)

    good, [bad] = split(tmp_path / name)

    assert good == ["T0000001", "T0000002"]
    assert (bad.control_number, bad.reason) == (
        "T0000000",
        "contact_name contains bytes that are no text",
    )


def test_a_user_defined_character_in_a_column_that_is_not_used_costs_nothing(
    tmp_path: Path,
) -> None:
    lines = CSV.encode("cp950").splitlines()
    content = [lines[0] + ",備註".encode("cp950"), *(line + b",\xfa\x40" for line in lines[1:])]
    file = tmp_path / "registry.csv"
    file.write_bytes(b"\r\n".join(content) + b"\r\n")

    assert split(file) == (["T0000000", "T0000001", "T0000002"], [])


def test_a_row_whose_number_no_company_has_is_nobodys(tmp_path: Path) -> None:
    file = tmp_path / "registry.json"
    file.write_text(json.dumps([row(), row(control_number="A12"), 7]), encoding="utf-8")

    _, bad = split(file)

    assert [(one.control_number, one.is_lost) for one in bad] == [(None, False), (None, True)]


def test_nested_values_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "registry.json"
    nested = row(1) | {"contact_name": [{"a": ["b"]}]}
    file.write_text(json.dumps({"total": {"a": 1}, "records": [row(), nested]}), encoding="utf-8")

    good, [bad] = split(file)

    assert (good, bad.reason) == (["T0000000"], "contact_name is not text")


def test_what_is_decoded_is_unchanged() -> None:
    every = "".join(
        bytes(pair).decode("cp950", "ignore")
        for pair in itertools.product(range(0xA1, 0xFA), range(0x40, 0xFF))
    )
    text = "".join(one for one in every if one.encode("cp950", "ignore"))

    assert decoded(text.encode("cp950"), Encoding.BIG5) == text
    assert decoded(b"\xfe\xfe\xff", Encoding.BIG5) == USER_DEFINED + UNDECODABLE
    assert decoded(b"\xfa\x40", Encoding.UTF_8) == UNDECODABLE + "@"


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    (tmp_path / "registry.json").write_bytes(DOCUMENT)
    expected = [on_file(COMPANY).by_attribute() | {"control_number": f"T{n:07d}"} for n in range(3)]

    found = [one for one in read(tmp_path / "registry.json") if isinstance(one, CompanyOnFile)]

    assert [one.by_attribute() for one in found] == expected
    assert set(expected[0]) == {field.attribute for field in CompanyField}
