"""The evidence of a case, or of an account, is found, for whoever has to answer for it."""

from models.account.account import Account
from models.application.application import Application
from models.signature.evidence import Evidence

_CASE_NUMBER, _CONTROL_NUMBER = 20, 8


async def list_evidence(number: str) -> list[Evidence]:
    """List the evidence that a case, or every account of a control number, has left, oldest first.

    None when there is no such case or account. What was signed to apply stands at the case; to sign
    in, and to manage cards, at the account.
    """
    subjects: list[str] = []
    # No column is asked for what is longer than it: the ORM takes that for a mistake of ours.
    if len(number) <= _CASE_NUMBER:
        subjects += [case.subject async for case in Application.filter(case_number=number)]
    if len(number) <= _CONTROL_NUMBER:
        subjects += [one.subject async for one in Account.filter(control_number=number)]
    return await Evidence.filter(subject__in=subjects).order_by("at", "id")
