"""Read a file of accounts that existed before, row by row, as CSV or JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from models.core.errors import OperatorError
from models.forms.kinds import COMPANY_NAME, EMAIL, Unfit
from models.mail.letter import mailbox
from models.registry.columns import Columns, RegistryFileRefused, of_accounts
from models.registry.file import BadRow, read_table

REQUIRED_COLUMNS = ("control_number", "company_name", "business_email")


class AccountFileRefused(OperatorError):
    """A file cannot be read as one of accounts; its text is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """Hold one account: ``facts`` by attribute, as many as the file has."""

    line: int
    facts: dict[str, str]

    @property
    def control_number(self) -> str:
        """Give the number that the account is known by."""
        return self.facts["control_number"]


@dataclass
class AccountFile:
    """Give a file's rows once, and count them as they go."""

    columns: Columns
    expected_rows: int
    lines: Iterator[tuple[int, dict[str, object] | str]] = field(repr=False)
    rows: int = 0

    def __iter__(self) -> Iterator[AccountRow | BadRow]:
        """Give each row as what it says, or as what is wrong with it."""
        for line, row in self.lines:
            self.rows += 1
            try:
                if isinstance(row, str):
                    raise ValueError(row)
                yield AccountRow(line, _checked(self.columns.account(row)))
            except ValueError as reason:
                yield BadRow(line, str(reason))


def read(path: Path) -> AccountFile:
    """Open a file of accounts; its columns are called as table C's, or as ours.

    :raises AccountFileRefused: when it cannot be read as one; the text names the file
    :raises OSError: when it cannot be opened
    """
    try:
        table = read_table(path)
        columns = of_accounts(table.names, needed=REQUIRED_COLUMNS)
    except RegistryFileRefused as refused:
        raise AccountFileRefused(f"{path.name} {refused}") from refused
    return AccountFile(columns=columns, expected_rows=table.expected_rows, lines=table.lines)


def _checked(facts: dict[str, str]) -> dict[str, str]:
    """Insist on a name and a mailbox, since the account is known by the one and told by the other.

    :raises ValueError: when the row cannot stand; its text says why, without the values
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
