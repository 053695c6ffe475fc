"""The reader of a CSV or JSON file of accounts that existed before this service."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.core.errors import OperatorError
from models.forms.kinds import COMPANY_NAME, EMAIL
from models.forms.text_kind import Unfit
from models.mail.letter import mailbox
from models.registry.columns import Columns, of_accounts
from models.registry.file import Row, read_table
from models.registry.reading.refused import BadRow, RegistryFileRefused, UnreadableRow

REQUIRED_COLUMNS = ("control_number", "company_name", "business_email")


class AccountFileRefused(OperatorError):
    """A file cannot be read as one of accounts; its text is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account of a file: ``facts`` by attribute, as many as the file has."""

    line: int
    facts: dict[str, str]

    @property
    def control_number(self) -> str:
        return self.facts["control_number"]


@dataclass
class AccountFile:
    """An open file of accounts: iterates once over its rows, and counts them meanwhile."""

    columns: Columns
    expected_rows: int
    lines: Iterable[tuple[int, Row]] = field(repr=False)
    rows: int = 0

    def __iter__(self) -> Iterator[AccountRow | BadRow]:
        for line, row in self.lines:
            self.rows += 1
            try:
                if isinstance(row, UnreadableRow):
                    raise ValueError(row.reason)
                yield AccountRow(line, _checked(self.columns.account(row)))
            except ValueError as reason:
                yield BadRow(line, str(reason))


def read(path: Path) -> AccountFile:
    """Open a file of accounts, whose columns are named as in table C or as in this service.

    :raises AccountFileRefused: when the file cannot be read; the text names it
    :raises OSError: when it cannot be opened
    """
    try:
        table = read_table(path)
        columns = of_accounts(table.names, needed=REQUIRED_COLUMNS)
    except RegistryFileRefused as refused:
        raise AccountFileRefused(f"{path.name} {refused}") from refused
    return AccountFile(columns=columns, expected_rows=table.expected_rows, lines=table.lines)


def _checked(facts: dict[str, str]) -> dict[str, str]:
    """Require a name and a mailbox, without which an account can be neither shown nor notified.

    :raises ValueError: when a value is missing or malformed; the text does not contain the value
    """
    for name in REQUIRED_COLUMNS:
        if name not in facts:
            raise ValueError(f"{name} is empty")
    read = dict(facts)
    for name, kind in (("company_name", COMPANY_NAME), ("business_email", EMAIL)):
        try:
            read[name] = kind.read(facts[name])
        except Unfit as unfit:
            raise ValueError(f"{name} {unfit}") from unfit
    return {**read, "business_email": mailbox(read["business_email"])}
