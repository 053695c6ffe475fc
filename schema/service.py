"""The service itself, the current session, and public data."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import relay

from models.account.account import Account as StoredAccount
from models.application.newest import newest_of
from models.card.certificate import Certificate as StoredCertificate
from models.card.challenge import SERVICE
from models.card.page import page_of
from models.company import postal
from models.core.mode import Mode
from models.session.permissions import SignInNeeded
from models.session.session import SessionKind
from models.session.session import Viewer as StoredViewer
from resolvers.application import keep_form
from resolvers.membership import find
from resolvers.session import sign_out
from schema.account.account import Account
from schema.application.application import MOST_HISTORY, Application
from schema.application.unsent_form import UnsentForm
from schema.card.certificate import Certificate
from schema.context import Info
from schema.descriptions import SESSION_END
from schema.execution.selected import selects
from schema.gate.directives import at_most
from schema.ids import node_uuid
from schema.relay.connection import PAGED, After, Asked, Before, Connection, First, Last
from schema.rules import ProductRules
from schema.session.session import Session
from schema.staff.phrases import ViewerPhrases

# The list's name in its cursors.
_SESSIONS = "sessions"


@strawberry.type(description="The parts of the demo that stand in for a mailbox and card hardware.")
class Demo:
    mailbox_url: str = strawberry.field(
        description="The URL of the mailbox with all emails of the demo."
    )
    component_url: str = strawberry.field(
        description="The URL of the card component with test cards."
    )


@strawberry.type(description="The account service.")
class Service:
    name: str = strawberry.field(description="The name of the service.")
    version: str = strawberry.field(description="The version that is running.")
    component_origin: str = strawberry.field(
        description="The origin of the card component on the user's computer."
    )
    help_line: str | None = strawberry.field(
        description="The telephone number of the help line; null when none is configured."
    )
    rules: ProductRules = strawberry.field(
        description="The limits and durations that apply to users."
    )
    staging: bool = strawberry.field(
        description="True on a staging system, which accepts test cards: none of its data, "
        "accounts and answers is real. False in production."
    )
    demo: Demo | None = strawberry.field(
        description="The parts of the demo; null outside demo mode."
    )


@strawberry.type(description="The current session and what it belongs to.")
class Viewer(ViewerPhrases):
    session_id: relay.GlobalID = strawberry.field(
        description="The ID of the current session, which no other session has. It is no secret."
    )
    kind: SessionKind = strawberry.field(description="The kind of session.")
    expires_at: datetime = strawberry.field(description=SESSION_END)
    proven_at: datetime | None = strawberry.field(
        description="The date and time when the session's card last signed; null for a session "
        "without a card."
    )
    application: Application | None = strawberry.field(
        description="The most recent application of the session; null if there is none."
    )

    @strawberry.field(
        description="What this browser has typed into the forms and not sent; null if nothing is "
        "kept."
    )
    async def unsent_form(self, info: Info) -> UnsentForm | None:
        viewer = info.context.viewer
        form = await keep_form.see_form(viewer=viewer, now=info.context.now) if viewer else None
        return UnsentForm.of(form) if form else None

    @strawberry.field(
        description="The account that the viewer is signed in to; null for applicants."
    )
    async def account(self, info: Info) -> Account | None:
        account_id = info.context.viewer and info.context.viewer.account_id
        record = await StoredAccount.get_or_none(id=account_id) if account_id else None
        return Account.of(record) if record else None

    @strawberry.field(
        description="The card that the viewer signed in with; null for a session without a card."
    )
    async def certificate(self, info: Info) -> Certificate | None:
        card_id = info.context.viewer and info.context.viewer.certificate_id
        record = await StoredCertificate.get_or_none(id=card_id) if card_id else None
        return Certificate.of(record) if record else None

    @strawberry.field(
        description="The date and time when the viewer leaves the account after notice "
        "(`leaveAccount`); null without notice."
    )
    async def leaves_at(self, info: Info) -> datetime | None:
        return await find.leaves_at(viewer=info.context.viewer)

    @strawberry.field(
        description="The active sessions of the viewer's card, most recent first; null for a "
        "session without a card.",
        directives=[PAGED],
    )
    async def sessions(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Session] | None:
        asked = Asked(first=first, after=after, last=last, before=before)
        window, viewer = asked.window(name=_SESSIONS), info.context.viewer
        try:
            found = await sign_out.sessions_of(viewer=viewer, window=window, now=info.context.now)
        except SignInNeeded:
            return None
        return Connection.of(found, Session.of, name=_SESSIONS)


@strawberry.type(description="A postal district of the 3+3 postal codes (3+3 郵遞區號).")
class PostalDistrict:
    code: str = strawberry.field(
        description="The first three digits of the district's postal codes."
    )
    county: str = strawberry.field(description="The name of the county or city (縣市).")
    name: str = strawberry.field(description="The name of the district (鄉鎮市區).")


async def _application_of(viewer: StoredViewer, info: Info) -> Application | None:
    """Return the session's application, read with what else of it the operation selects."""
    if selects(info, ("application",), ("certificate", "history")):
        page = await page_of(viewer, most=MOST_HISTORY)
        return Application.of(page.application, page=page) if page else None
    if not selects(info, ("application",)):
        return None
    record = await newest_of(viewer)
    return Application.of(record) if record else None


@strawberry.type
class ServiceQuery:
    """Queries that need no session."""

    @strawberry.field(description="Returns information about the service.")
    def service(self, info: Info) -> Service:
        services = info.context.services
        settings = services.settings
        demo = Demo(
            mailbox_url=f"{settings.origin}/demo/mailbox/",
            component_url=f"{settings.component_origin}/",
        )
        return Service(
            name=SERVICE,
            version=services.version,
            component_origin=settings.component_origin,
            help_line=settings.help_line,
            rules=ProductRules.of(settings),
            staging=settings.staging,
            demo=demo if settings.mode is Mode.DEMO else None,
        )

    @strawberry.field(description="Returns the current session; null without one.")
    async def viewer(self, info: Info) -> Viewer | None:
        viewer = info.context.viewer
        if viewer is None:
            return None
        return Viewer(
            session_id=relay.GlobalID(Session.__name__, str(viewer.session_id)),
            kind=viewer.kind,
            expires_at=viewer.expires_at,
            proven_at=viewer.proven_at,
            application=await _application_of(viewer, info),
        )

    @strawberry.field(
        description="Returns all postal districts, ordered by code.",
        directives=[at_most(len(postal.DISTRICTS))],
    )
    def postal_districts(self) -> list[PostalDistrict]:
        return [PostalDistrict(code=d.code, county=d.county, name=d.name) for d in postal.DISTRICTS]

    @strawberry.field(
        description="Returns the application with this ID; null if there is none that the "
        "viewer may see."
    )
    async def application(
        self,
        info: Info,
        id: Annotated[
            strawberry.relay.GlobalID, strawberry.argument(description="The ID of the application.")
        ],
    ) -> Application | None:
        [found] = await Application.resolve_nodes(
            info=info, node_ids=[str(node_uuid(id, of=Application))]
        )
        return found
