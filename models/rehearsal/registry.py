"""What the registry's answer about one company shows; of its facts only how many there are."""

from collections.abc import Sequence

from models.company.company import CompanyField, CompanyOnFile
from models.registry.mailbox import address_in
from models.rehearsal.assumptions.names import Assumption
from models.rehearsal.finding import Findings


def see_rows(findings: Findings, rows: Sequence[CompanyOnFile]) -> None:
    """Add what the rows of one control number show."""
    if not rows:
        findings.differs(Assumption.REGISTRY_ANSWER, "no row under this control number")
        return
    filled = [sum(bool(getattr(row, field.attribute)) for field in CompanyField) for row in rows]
    facts = ", ".join(f"{count} of {len(CompanyField)} facts" for count in filled)
    findings.held(Assumption.REGISTRY_ANSWER, facts)
    findings.compare(Assumption.REGISTRY_ONE_ROW, f"{len(rows)}", holds=len(rows) == 1)
    mailboxes = [address_in(row.business_email) for row in rows]
    found = f"{sum(one is not None for one in mailboxes)} of {len(rows)} rows have one"
    findings.compare(Assumption.REGISTRY_MAILBOX, found, holds=all(mailboxes))
