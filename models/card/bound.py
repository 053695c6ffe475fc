"""Cards by what they are bound to, which pages and partners ask most."""

from functools import cache
from uuid import UUID

from models.card.certificate import Certificate, CertificateStatus
from models.database.by_hand import columns_of, record_of, rows


async def live_of_application(application_id: UUID) -> Certificate | None:
    """Return the card that is bound to an application, or None."""
    found = await rows(_of_application(), str(application_id))
    return record_of(Certificate, found[0]) if found else None


@cache
def _of_application() -> str:
    # The ORM knows all columns of a record only after its start.
    return (
        f'SELECT {columns_of(Certificate, "c")} FROM "certificate" c '  # noqa: S608  # Our own names.
        f'WHERE c."application_id" = $1 AND c."status" = \'{CertificateStatus.LIVE.value}\''
    )
