"""The evidence of a case is found, for whoever has to answer for it."""

from models.application import Application
from models.evidence import Evidence


async def list_evidence(case_number: str) -> list[Evidence]:
    """List the evidence that a case has left, oldest first; none when there is no such case."""
    application = await Application.get_or_none(case_number=case_number)
    if application is None:
        return []
    return await Evidence.filter(subject=application.subject).order_by("at")
