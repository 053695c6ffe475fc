"""What everybody may know: the service itself, and who is asking."""

from datetime import datetime

import strawberry

from models.account.account import Account as StoredAccount
from models.application.application import Application as StoredApplication
from models.card.certificate import Certificate as StoredCertificate
from models.card.challenge import SERVICE
from models.company import postal
from models.session.session import SessionKind
from models.settings.settings import Mode
from resolvers.session import sign_out
from schema.account.account import Account
from schema.application.application import Application
from schema.card.certificate import Certificate
from schema.context import Info
from schema.ids import node_uuid
from schema.rules import ProductRules
from schema.session.session import Session


@strawberry.type(description="Where the demo keeps what a newcomer has no hardware for.")
class Demo:
    mailbox_url: str = strawberry.field(description="The mails that would have been sent.")
    component_url: str = strawberry.field(description="The card component with its test cards.")


@strawberry.type(description="The service itself.")
class Service:
    name: str = strawberry.field(description="The service's name.")
    version: str = strawberry.field(description="The running version.")
    component_origin: str = strawberry.field(
        description="The origin of the card component on the visitor's machine."
    )
    help_line: str | None = strawberry.field(description="The telephone number for help.")
    rules: ProductRules = strawberry.field(description="The product's numbers.")
    demo: Demo | None = strawberry.field(description="Null everywhere but in the demo.")


@strawberry.type(description="Who is asking.")
class Viewer:
    kind: SessionKind = strawberry.field(description="What the session may do.")
    expires_at: datetime = strawberry.field(description="When the session ends.")
    proven_at: datetime | None = strawberry.field(
        description="When the session's card last signed; null without a card."
    )
    application: Application | None = strawberry.field(
        description="The application that this session worked on last."
    )

    @strawberry.field(description="The account that the session acts for; null for applicants.")
    async def account(self, info: Info) -> Account | None:
        account_id = info.context.viewer and info.context.viewer.account_id
        record = await StoredAccount.get_or_none(id=account_id) if account_id else None
        return Account.of(record) if record else None

    @strawberry.field(description="The card that signed in; null without one.")
    async def certificate(self, info: Info) -> Certificate | None:
        card_id = info.context.viewer and info.context.viewer.certificate_id
        record = await StoredCertificate.get_or_none(id=card_id) if card_id else None
        return Certificate.of(record) if record else None

    @strawberry.field(description="The live sessions of this card, the newest first.")
    async def sessions(self, info: Info) -> list[Session]:
        viewer = info.context.viewer
        if viewer is None or viewer.certificate_id is None:
            return []
        found = await sign_out.sessions_of(viewer=viewer, now=info.context.now)
        this = strawberry.ID(str(viewer.session_id))
        return [Session.of(record, this=this) for record in found]


@strawberry.type(description="A district and its three digits (3+3 郵遞區號).")
class PostalDistrict:
    code: str = strawberry.field(description="The first three digits of its postal codes.")
    county: str = strawberry.field(description="縣市.")
    name: str = strawberry.field(description="鄉鎮市區.")


@strawberry.type
class ServiceQuery:
    """Gather what everybody may ask."""

    @strawberry.field(description="The service itself.")
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
            demo=demo if settings.mode is Mode.DEMO else None,
        )

    @strawberry.field(description="Who is asking; null without a session.")
    async def viewer(self, info: Info) -> Viewer | None:
        viewer = info.context.viewer
        if viewer is None:
            return None
        record = await StoredApplication.newest_of(viewer)
        return Viewer(
            kind=viewer.kind,
            expires_at=viewer.expires_at,
            proven_at=viewer.proven_at,
            application=Application.of(record) if record else None,
        )

    @strawberry.field(description="All postal districts, in the order of their codes.")
    def postal_districts(self) -> list[PostalDistrict]:
        return [PostalDistrict(code=d.code, county=d.county, name=d.name) for d in postal.DISTRICTS]

    @strawberry.field(description="An application of this viewer; null when there is no such one.")
    async def application(
        self,
        info: Info,
        id: strawberry.relay.GlobalID,
    ) -> Application | None:
        [found] = await Application.resolve_nodes(
            info=info, node_ids=[str(node_uuid(id, of=Application))]
        )
        return found
