"""Import of existing accounts from a file; each then waits for its first card."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tortoise.exceptions import IntegrityError

from models.account import import_file
from models.account.account import Account
from models.account.import_file import AccountRow
from models.database.transaction import tx
from models.journal.kinds import EventKind
from models.registry.file import BadRow
from models.session.roles import AccountKind, AccountStatus

IMPORTER = "service:import"
BATCH = 500
# The report lists this many skipped rows; further ones are only counted.
NAMED = 20
# A batch fails when one of its accounts is opened concurrently; it is tried this many times.
_TRIES = 3


@dataclass
class AccountsReport:
    """The outcome of an import; ``named`` holds only the first ``NAMED`` skipped rows."""

    unknown_columns: tuple[str, ...]
    rows: int = 0
    opened: int = 0
    there: int = 0
    left_out: int = 0
    named: list[BadRow] = field(default_factory=list)

    def leave_out(self, row: BadRow) -> None:
        self.left_out += 1
        if len(self.named) < NAMED:
            self.named.append(row)

    def lines(self) -> list[str]:
        lines = [
            (
                f"{self.rows} rows read, {self.opened} accounts created, "
                f"{self.there} already existing and unchanged, {self.left_out} skipped"
            )
        ]
        if self.unknown_columns:
            lines.append(f"Unknown columns: {', '.join(self.unknown_columns)}")
        lines += [f"  row {row.line}: {row.reason}" for row in self.named]
        if self.left_out > NAMED:
            lines.append(f"  … and {self.left_out - NAMED} more")
        return lines


async def import_accounts(
    path: Path,
    *,
    now: datetime,
    advance: Callable[[int, int], None] = lambda done, of: None,
) -> AccountsReport:
    """Open the accounts that are not open yet, in batches; open accounts are never changed.

    An interrupted import keeps its finished batches, and running it again completes it.
    ``advance`` is called with the rows read so far and the expected total.

    :raises AccountFileRefused: when the file is not an accounts file.
    """
    file = import_file.read(path)
    report = AccountsReport(unknown_columns=file.columns.unknown)
    batch: dict[str, AccountRow] = {}
    for row in file:
        if isinstance(row, BadRow):
            report.leave_out(row)
        elif row.control_number in batch:
            first = batch[row.control_number].line
            report.leave_out(BadRow(row.line, f"row {first} has the same control number"))
        else:
            batch[row.control_number] = row
        if len(batch) >= BATCH:
            await _open(batch, report, now=now)
            advance(file.rows, file.expected_rows)
    await _open(batch, report, now=now)
    advance(file.rows, file.rows)
    report.rows = file.rows
    return report


async def _open(batch: dict[str, AccountRow], report: AccountsReport, *, now: datetime) -> None:
    for left in reversed(range(_TRIES)):
        try:
            opened = await _try_to_open(batch, report, now=now)
            break
        except IntegrityError:
            # Another process opened one of these accounts. The next try finds and skips it.
            if not left:
                raise
    report.opened += opened
    batch.clear()


async def _try_to_open(
    batch: dict[str, AccountRow], report: AccountsReport, *, now: datetime
) -> int:
    open_ones = Account.filter(control_number__in=list(batch)).exclude(status=AccountStatus.CLOSED)
    there = {account.control_number for account in await open_ones.only("control_number")}
    rows = [row for number, row in batch.items() if number not in there]
    accounts = [_account(row, at=now) for row in rows]
    if accounts:
        async with tx() as change:
            await Account.bulk_create(accounts, using_db=change.client)
            for account in accounts:
                account.note(change, EventKind.ACCOUNT_OPENED, actor=IMPORTER, at=now)
    report.there += len(batch) - len(rows)
    return len(accounts)


def _account(row: AccountRow, *, at: datetime) -> Account:
    return Account(
        control_number=row.control_number,
        kind=AccountKind.BUSINESS,
        status=AccountStatus.ACTIVE,
        opened_at=at,
        name=row.facts["company_name"],
        mailbox=row.facts["business_email"],
        facts=row.facts,
        changed_at=at,
    )
