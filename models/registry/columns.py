"""The columns of registry files: their names, and the facts that each row contains."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from models.company.company import CompanyField, CompanyOnFile
from models.core.errors import OperatorError
from models.forms.kinds import CONTROL_NUMBER, REGISTRY_CELL, Unfit


class RegistryFileRefused(OperatorError):
    """A file cannot be read as the registry's; its text is a sentence for the operator."""


class RegistrySource(StrEnum):
    """The kind of a registry file."""

    TABLE_C = "TABLE_C"
    EMS_S_01 = "EMS_S_01"


# The names of each fact in the form and in table C; the English names are added below.
_LABELS: Mapping[CompanyField, tuple[str, ...]] = MappingProxyType(
    {
        CompanyField.CONTROL_NUMBER: ("管制編號",),
        CompanyField.COMPANY_NAME: ("公司名稱", "事業名稱"),
        CompanyField.RESPONSIBLE_PERSON: (
            *("公司/營業登記負責人姓名", "負責人姓名", "負責人", "公司負責人"),
        ),
        CompanyField.BUSINESS_ADDRESS: ("事業地址",),
        CompanyField.BUSINESS_EMAIL: ("事業電子郵件信箱", "事業電子信箱"),
        CompanyField.MAILING_POSTAL_CODE: ("郵遞區號", "郵遞區號6碼", "郵寄地址郵遞區號"),
        CompanyField.MAILING_ADDRESS: ("郵寄地址",),
        CompanyField.CONTACT_NAME: ("聯絡人", "聯絡人姓名"),
        CompanyField.CONTACT_EMAIL: ("聯絡人電子信箱", "聯絡人電子郵件信箱"),
    }
)

# Other names of the registered mailbox in files of accounts.
_MAILBOX = ("mailbox", "信箱", "電子信箱", "電子郵件信箱")

# EMS_S_01 環境保護許可管理系統(暨解除列管)對象基本資料: 26 columns, of which five are used.
_EMS_S_01_NEEDED = ("emsno", "facilityname", "county", "township", "facilityaddress")
_EMS_S_01_OTHERS = frozenset(
    {
        *("uniformno", "industryareaname", "industryid", "industryname", "industrygroup"),
        *("twd97tm2x", "twd97tm2y", "wgs84lon", "wgs84lat"),
        *("isair", "iswater", "iswaste", "istoxic", "issoil"),
        *("airreleasedate", "waterreleasedate", "wastereleasedate"),
        *("toxicreleasedate", "soilreleasedate", "admino", "facno"),
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


_TABLE_C = {
    _plain(label): field.attribute
    for field, labels in _LABELS.items()
    for label in (field.attribute, *labels)
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
        if self.source is RegistrySource.TABLE_C:
            facts = {name: self._fact(row, name) for name in _TABLE_C_NAMES}
        else:
            facts = dict.fromkeys(_TABLE_C_NAMES)
            facts["control_number"] = self._fact(row, "emsno")
            facts["company_name"] = self._fact(row, "facilityname")
            facts["business_address"] = REGISTRY_CELL.read_optional(
                _joined(*(self._fact(row, name) or "" for name in _EMS_S_01_NEEDED[2:]))
            )
        return CompanyOnFile(control_number=_number(facts.pop("control_number")), **facts)

    def account(self, row: Mapping[str, object]) -> dict[str, str]:
        """Read one row of a file of accounts, and return its facts by attribute.

        A fact that a record of a JSON file does not name is missing.

        :raises ValueError: when the row is malformed; the text says why, without the values
        """
        read = {name: self._fact(row, name) for name, its in self.named.items() if its in row}
        facts = {name: value for name, value in read.items() if value is not None}
        return {**facts, "control_number": _number(facts.get("control_number"))}

    def _fact(self, row: Mapping[str, object], name: str) -> str | None:
        if self.named[name] not in row:
            raise ValueError(f"{name} is missing")
        value = row[self.named[name]]
        if value is None:
            return None
        if not isinstance(value, str):
            raise ValueError(f"{name} is not text")
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
        "has neither table C's column control_number (管制編號) nor EMS_S_01's emsno"
    )


def of_accounts(names: Iterable[str], *, needed: tuple[str, ...]) -> Columns:
    """Determine the columns of a file of accounts, of which those ``needed`` must be present.

    :raises RegistryFileRefused: when it lacks one of these, or has one twice
    """
    known = {**_TABLE_C, **dict.fromkeys(map(_plain, _MAILBOX), "business_email")}
    columns = _columns(list(names), known=known, needed=(), source=RegistrySource.TABLE_C)
    missing = [_shown(name) for name in needed if name not in columns.named]
    if missing:
        raise RegistryFileRefused(f"lacks what every account needs: {', '.join(missing)}")
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
            raise RegistryFileRefused(f"has {_shown(ours)} twice: {named[ours]} and {name}")
        else:
            named[ours] = name
    missing = [_shown(name) for name in needed if name not in named]
    if missing:
        raise RegistryFileRefused(f"lacks what {source} needs: {', '.join(missing)}")
    return Columns(source=source, named=named, unknown=tuple(unknown))


def _shown(name: str) -> str:
    label = next((labels[0] for field, labels in _LABELS.items() if field.attribute == name), None)
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
