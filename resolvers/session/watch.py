"""A page subscribes to several subjects at once, on behalf of all tabs of its session."""

from uuid import UUID

from models.core.rules import MAX_SUBJECTS
from models.journal.subscription import TooManySubjects
from models.session.session import SessionMissing, Viewer

RAISES = (SessionMissing, TooManySubjects)


def require_session(*, viewer: Viewer | None, session_id: UUID | None, subjects: int) -> None:
    """Require that the request is of the session for which the page asks, if it names one.

    The cookie belongs to all tabs: in another one, somebody else may have signed in meanwhile, and
    a page must not pass on to the others what is not its session's.

    :raises SessionMissing: when the viewer has another session, or none.
    :raises TooManySubjects: when one stream cannot follow so many.
    """
    if session_id is not None and (viewer is None or viewer.session_id != session_id):
        raise SessionMissing("sessionId")
    if subjects > MAX_SUBJECTS:
        raise TooManySubjects("subjects")
