"""Lookup of the evidence of an application or an account, for the operator."""

from models.account.account import Account
from models.application.application import Application
from models.signature.evidence import Evidence

_CASE_NUMBER, _CONTROL_NUMBER = 20, 8


async def list_evidence(number: str) -> list[Evidence]:
    """Return the evidence of a case number or a control number, oldest first.

    Empty when there is no such case or account. Signatures made to apply belong to the
    application; those made to sign in or to manage cards belong to the account.
    """
    subjects: list[str] = []
    # A value longer than the column is not looked up: the ORM would raise an error.
    if len(number) <= _CASE_NUMBER:
        subjects += [case.subject async for case in Application.filter(case_number=number)]
    if len(number) <= _CONTROL_NUMBER:
        subjects += [one.subject async for one in Account.filter(control_number=number)]
    return await Evidence.filter(subject__in=subjects).order_by("at", "id")
