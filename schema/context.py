"""What a resolver of the schema knows about the request that it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import strawberry

from models.clearing import Ask, ask_nobody
from models.letter import Language
from models.notice import Notices
from models.presented import Judgement
from models.session import NewSession, Viewer
from models.settings import Settings
from models.tail import Tail
from models.trusted import Trust


@dataclass(frozen=True, kw_only=True)
class Services:
    """Hold what lives as long as the process."""

    settings: Settings
    trust: Trust
    tail: Tail
    notices: Notices
    version: str
    clock: Callable[[], datetime]
    ask: Ask = ask_nobody

    @property
    def judgement(self) -> Judgement:
        """Give what signatures are judged by."""
        settings = self.settings
        return Judgement(
            trust=self.trust.store,
            list_grace=settings.list_grace,
            seal=settings.evidence_seal,
            revocation=settings.revocation,
            ask=self.ask,
        )


@dataclass(kw_only=True)
class Context:
    """Say who asks, when, in which language; collect what the answer carries beside its body."""

    viewer: Viewer | None
    now: datetime
    language: Language
    services: Services
    stream_key: str
    session_cookie: Callable[[NewSession], tuple[str, str]] = field(repr=False)
    suggestions: bool = False
    last_event_id: str | None = None
    event_id: str | None = None
    response_headers: list[tuple[str, str]] = field(default_factory=list)

    def start_session(self, session: NewSession | None) -> None:
        """Hand a new session's cookie to the browser, if one was started."""
        if session is not None:
            self.response_headers.append(self.session_cookie(session))
            self.viewer = session.viewer


Info = strawberry.Info[Context, None]
