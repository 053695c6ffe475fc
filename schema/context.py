"""What a resolver of the schema knows about the request that it answers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

import strawberry

from models.account_notice import AccountNotices
from models.letter import Language
from models.notice import Notices
from models.partner import PartnerViewer, token_lives
from models.presented import Judgement
from models.session import NewSession, Viewer
from models.settings import Settings
from models.tail import Tail
from models.trusted import Trust
from models.viewing import is_live


@dataclass(frozen=True, kw_only=True)
class Services:
    """Hold what lives as long as the process."""

    settings: Settings
    trust: Trust
    tail: Tail
    notices: Notices
    account_notices: AccountNotices
    version: str
    clock: Callable[[], datetime]

    @property
    def judgement(self) -> Judgement:
        """Give what signatures are judged by."""
        settings = self.settings
        return Judgement(
            trust=self.trust.store, list_grace=settings.list_grace, seal=settings.evidence_seal
        )


@dataclass(kw_only=True)
class Context:
    """Say who asks, when, in which language; collect what the answer carries beside its body.

    ``viewer`` is a person's session, ``partner`` a partner system; a request has one, or neither.
    """

    viewer: Viewer | None
    now: datetime
    language: Language
    services: Services
    stream_key: str
    session_cookie: Callable[[NewSession | None], tuple[str, str]] = field(repr=False)
    partner: PartnerViewer | None = None
    device: str | None = None
    suggestions: bool = False
    last_event_id: str | None = None
    event_id: str | None = None
    response_headers: list[tuple[str, str]] = field(default_factory=list)

    def start_session(self, session: NewSession | None) -> None:
        """Hand a new session's cookie to the browser, if one was started."""
        if session is not None:
            self.response_headers.append(self.session_cookie(session))
            self.viewer = session.viewer

    def end_session(self) -> None:
        """Let the browser forget its cookie."""
        self.response_headers.append(self.session_cookie(None))
        self.viewer = None

    async def still_there(self) -> bool:
        """Tell whether the session or the token that opened a stream may go on watching."""
        if self.partner is not None:
            return await token_lives(self.partner, at=self.services.clock())
        return self.viewer is None or await is_live(self.viewer, at=self.services.clock())


Info = strawberry.Info[Context, None]
