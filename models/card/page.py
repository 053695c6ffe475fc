"""What an applicant's status page shows: one statement finds the application, card and history."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from models.application.application import Application
from models.application.events import history_statement, visible_history
from models.application.newest import newest_of, newest_statement
from models.card.bound import live_of_application
from models.card.certificate import Certificate, CertificateStatus
from models.database.by_hand import record_of, rows
from models.database.transaction import on_postgres
from models.session.session import Viewer

_CARD = "card_"


@dataclass(frozen=True, kw_only=True)
class StatusPage:
    """An application, the card that is bound to it, and its latest events as (kind, time).

    The events are those that the applicant may see, oldest first.
    """

    application: Application
    card: Certificate | None
    history: list[tuple[str, datetime]]


async def page_of(viewer: Viewer, *, most: int) -> StatusPage | None:
    """Return the page of the application that the session last began or submitted.

    ``most`` is the greatest number of events.
    """
    if not on_postgres():
        # A file has no way between to be spared, and no arrays.
        return await _piecemeal(viewer, most=most)
    for row in await rows(_statement(most), str(viewer.session_id)):
        return StatusPage(
            application=record_of(Application, row),
            card=record_of(Certificate, _cards(row)) if row[f"{_CARD}id"] else None,
            history=[*zip(row["kinds"] or (), row["times"] or (), strict=True)],
        )
    return None


async def _piecemeal(viewer: Viewer, *, most: int) -> StatusPage | None:
    application = await newest_of(viewer)
    if application is None:
        return None
    return StatusPage(
        application=application,
        card=await live_of_application(application.id),
        history=await visible_history(application.subject, most=most),
    )


def _cards(row: Mapping[str, Any]) -> dict[str, Any]:
    columns = Certificate._meta.fields_db_projection.values()
    return {column: row[_CARD + column] for column in columns}


@cache
def _statement(most: int) -> str:
    # The ORM knows all columns of a record only after its start.
    columns = Certificate._meta.fields_db_projection.values()
    history = history_statement("""'application:' || a."id"::text""", most=most)
    return f"""SELECT a.*, {", ".join(f'c."{name}" AS "{_CARD}{name}"' for name in columns)},
  h."kinds", h."times"
FROM ({newest_statement()}) a
LEFT JOIN "certificate" c
  ON c."application_id" = a."id" AND c."status" = '{CertificateStatus.LIVE.value}'
LEFT JOIN LATERAL (
  SELECT array_agg(e."kind" ORDER BY e."seq") AS "kinds",
    array_agg(e."at" ORDER BY e."seq") AS "times"
  FROM ({history}) e
) h ON true
LIMIT 1
"""  # noqa: S608  # Our own names.
