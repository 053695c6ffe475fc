"""A page subscribes to several subjects at once, on behalf of all tabs of its session."""

from uuid import UUID

from models.core.rules import MAX_SUBJECTS
from models.journal.subscription import TooManySubjects
from models.session.permissions import require_session
from models.session.session import SessionMissing, Viewer

RAISES = (SessionMissing, TooManySubjects)


def require_subjects(*, viewer: Viewer | None, session_id: UUID | None, subjects: int) -> None:
    """Require that the request is of the session that it names, and follows no more than it may.

    :raises SessionMissing: when the viewer has another session, or none.
    :raises TooManySubjects: when one stream cannot follow so many.
    """
    require_session(viewer, session_id=session_id)
    if subjects > MAX_SUBJECTS:
        raise TooManySubjects("subjects")
