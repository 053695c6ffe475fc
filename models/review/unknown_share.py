"""Whether unusually many companies are unknown to the registry: then the registry may be wrong.

An emptied registry answers "no such company" like any other. Counted are persons, by their cards,
so that one who sends many applications moves nothing. Addresses are not kept, and are not counted.
"""

from datetime import datetime
from uuid import UUID

from models.application.application import Application
from models.card.certificate import Certificate
from models.core.rules import (
    UNKNOWN_PERSONS_LEAST,
    UNKNOWN_PERSONS_PERCENT,
    UNKNOWN_WITHIN,
)

# The newest cases tell enough.
_MOST_CASES = 1_000


async def unusually_many_unknown(application: Application, *, at: datetime) -> bool:
    """Return whether a case that the registry does not know is one of unusually many.

    :param application: the case that is reviewed, whose company is unknown
    """
    recent = Application.filter(submitted_at__gte=at - UNKNOWN_WITHIN, results__isnull=False)
    rows = await recent.order_by("-submitted_at").limit(_MOST_CASES).values_list("id", "results")
    unknown = {case for case, results in rows if not results} | {application.id}
    known = {case for case, results in rows if results} - {application.id}
    of_known = await _persons(known)
    # Who was found later had only typed the number wrong.
    of_unknown = await _persons(unknown) - of_known
    many = len(of_unknown) >= UNKNOWN_PERSONS_LEAST
    all_persons = len(of_unknown) + len(of_known)
    return many and len(of_unknown) * 100 > all_persons * UNKNOWN_PERSONS_PERCENT


async def _persons(cases: set[UUID]) -> set[UUID]:
    cards = Certificate.filter(application_id__in=list(cases), person_id__isnull=False)
    return {person_id for (person_id,) in await cards.values_list("person_id")}
