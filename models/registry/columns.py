"""The columns of registry files: their names, and the facts that each row contains."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.company.company import FIELDS, CompanyField, CompanyOnFile, Release
from models.forms.kinds import CONTROL_NUMBER, REGISTRY_CELL
from models.forms.text_kind import Unfit
from models.registry.reading.refused import RegistryFileRefused
from models.registry.reading.text import marked_in
from models.registry.release import IS_TOXIC, RELEASED_ON, release_of


class RegistrySource(StrEnum):
    """The kind of a registry file."""

    TABLE_C = "TABLE_C"
    EMS_S_01 = "EMS_S_01"


# Other names of the registered mailbox in files of accounts.
_MAILBOX = ("mailbox", "信箱", "電子信箱", "電子郵件信箱")

# EMS_S_01 環境保護許可管理系統(暨解除列管)對象基本資料: 26 columns, of which five are used.
_EMS_S_01_FACTS = {
    field.attribute: declared.ems_s_01 for field, declared in FIELDS.items() if declared.ems_s_01
}
_NOT_IN_EMS_S_01 = dict.fromkeys(
    field.attribute for field, declared in FIELDS.items() if not declared.ems_s_01
)
_EMS_S_01_NEEDED = tuple(name for declared in FIELDS.values() for name in declared.ems_s_01)
_EMS_S_01_OTHERS = frozenset(
    {
        *("uniformno", "industryareaname", "industryid", "industryname", "industrygroup"),
        *("twd97tm2x", "twd97tm2y", "wgs84lon", "wgs84lat"),
        *("isair", "iswater", "iswaste", IS_TOXIC, "issoil"),
        *("airreleasedate", "waterreleasedate", "wastereleasedate"),
        *(RELEASED_ON, "soilreleasedate", "admino", "facno"),
    }
)

# Longer than any known name; normalising a long run of combining marks takes seconds.
_LONGEST_COLUMN = 100
_IGNORED_IN_NAMES = re.compile(r"[\s_*:]")


def _plain(name: str) -> str:
    if len(name) > _LONGEST_COLUMN:
        return name
    # So company_name, companyName and "Company Name:" are equal.
    return _IGNORED_IN_NAMES.sub("", unicodedata.normalize("NFKC", name)).casefold()


# By the form's labels, the registry's own variants of them, and our names.
_TABLE_C = {
    _plain(name): field.attribute
    for field, its in FIELDS.items()
    for name in (field.attribute, its.label.zh, *its.table_c)
}


@dataclass(frozen=True, kw_only=True)
class Columns:
    """The kind of a file, and its columns.

    ``named`` maps our name of a column to the file's own.
    """

    source: RegistrySource
    named: Mapping[str, str]
    unknown: tuple[str, ...]

    def company(self, row: Mapping[str, object]) -> CompanyOnFile:
        """Read one row.

        :raises ValueError: when the row is malformed; the text says why, without the values
        """
        table_c = self.source is RegistrySource.TABLE_C
        facts: dict[str, Any] = (
            {name: self._fact(row, name) for name in _TABLE_C_NAMES}
            if table_c
            else _NOT_IN_EMS_S_01
            | {name: self._joined(row, its) for name, its in _EMS_S_01_FACTS.items()}
        )
        number = _number(facts.pop("control_number"))
        release = None if table_c else self._release(row)
        return CompanyOnFile(control_number=number, release=release, **facts)

    def account(self, row: Mapping[str, object]) -> dict[str, str]:
        """Read one row of a file of accounts, and return its facts by attribute.

        A fact that a record of a JSON file does not name is missing.

        :raises ValueError: when the row is malformed; the text says why, without the values
        """
        read = {name: self._fact(row, name) for name, its in self.named.items() if its in row}
        facts = {name: value for name, value in read.items() if value is not None}
        return {**facts, "control_number": _number(facts.get("control_number"))}

    def _release(self, row: Mapping[str, object]) -> Release | None:
        """Read whether the facility was released; a file without the columns says nothing."""
        flag, day = (
            (self._fact(row, name) or "") if name in self.named else None
            for name in (IS_TOXIC, RELEASED_ON)
        )
        return release_of(flag, day)

    def _joined(self, row: Mapping[str, object], names: tuple[str, ...]) -> str | None:
        """Read one column, or an address that is split over three."""
        texts = [self._fact(row, name) for name in names]
        if len(texts) == 1:
            return texts[0]
        return REGISTRY_CELL.read_optional(_joined(*(text or "" for text in texts)))

    def _fact(self, row: Mapping[str, object], name: str) -> str | None:
        if self.named[name] not in row:
            raise ValueError(f"{name} is missing")
        value = row[self.named[name]]
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValueError(f"{name} is not text")
        if undecoded := marked_in(value):
            raise ValueError(f"{name} {undecoded}")
        try:
            return REGISTRY_CELL.read_optional(value)
        except Unfit as unfit:
            raise ValueError(f"{name} {unfit}") from unfit


def _number(value: str | None) -> str:
    try:
        return CONTROL_NUMBER.read(value or "")
    except Unfit as unfit:
        raise ValueError("the control number is not eight letters or digits") from unfit


_TABLE_C_NAMES = tuple(field.attribute for field in CompanyField)


def recognise(names: Iterable[str]) -> Columns:
    """Determine the kind of a file from its columns.

    :raises RegistryFileRefused: when it is of no known kind, lacks a column, or has one twice
    """
    names = list(names)
    plain = {_plain(name) for name in names}
    if "emsno" in plain:
        known = {name: name for name in (*_EMS_S_01_NEEDED, *_EMS_S_01_OTHERS)}
        return _columns(names, known=known, needed=_EMS_S_01_NEEDED, source=RegistrySource.EMS_S_01)
    if any(_TABLE_C.get(name) == "control_number" for name in plain):
        return _columns(names, known=_TABLE_C, needed=_TABLE_C_NAMES, source=RegistrySource.TABLE_C)
    raise RegistryFileRefused(
        "has neither the column control_number (管制編號) of table C nor emsno of EMS_S_01"
    )


def of_accounts(names: Iterable[str], *, needed: tuple[str, ...]) -> Columns:
    """Determine the columns of a file of accounts, of which those ``needed`` must be present.

    :raises RegistryFileRefused: when it lacks one of these, or has one twice
    """
    known = {**_TABLE_C, **dict.fromkeys(map(_plain, _MAILBOX), "business_email")}
    columns = _columns(list(names), known=known, needed=(), source=RegistrySource.TABLE_C)
    missing = [_shown(name) for name in needed if name not in columns.named]
    if missing:
        raise RegistryFileRefused(f"lacks columns that every account needs: {', '.join(missing)}")
    return columns


def _columns(
    names: list[str], *, known: Mapping[str, str], needed: tuple[str, ...], source: RegistrySource
) -> Columns:
    named: dict[str, str] = {}
    unknown: list[str] = []
    for name in names:
        ours = known.get(_plain(name))
        if ours is None:
            unknown.append(name)
        elif ours in named:
            raise RegistryFileRefused(
                f"has the column {_shown(ours)} twice: {named[ours]} and {name}"
            )
        else:
            named[ours] = name
    missing = [_shown(name) for name in needed if name not in named]
    if missing:
        raise RegistryFileRefused(f"lacks columns of {source}: {', '.join(missing)}")
    return Columns(source=source, named=named, unknown=tuple(unknown))


def _shown(name: str) -> str:
    labels = (declared.label.zh for field, declared in FIELDS.items() if field.attribute == name)
    label = next(labels, None)
    return f"{name} ({label})" if label else name


def _joined(county: str, township: str, address: str) -> str:
    # Many addresses in EMS_S_01 begin with the county already.
    if _alike(address).startswith(_alike(county)):
        return address
    if _alike(address).startswith(_alike(township)):
        return county + address
    return county + township + address


def _alike(text: str) -> str:
    return text.replace("台", "臺")
