"""The root types Query, Mutation and Subscription, and the schema."""

import strawberry
from strawberry import relay
from strawberry.schema.config import StrawberryConfig

from schema.account.data_change import DataChangeMutation
from schema.account.first_card import FirstCardMutation, FirstCardQuery
from schema.account.mailbox_link import MailboxLinkMutation, MailboxLinkQuery
from schema.account.subscription import AccountSubscription
from schema.application.application import ApplicationMutation
from schema.application.binding import BindingMutation
from schema.application.link import LinkMutation, LinkQuery
from schema.application.subscription import ApplicationSubscription
from schema.application.unsent_form import UnsentFormMutation
from schema.calendar.office_calendar import CalendarMutation
from schema.card.check import CheckMutation
from schema.card.disputes import ChangeMutation, ChangeQuery
from schema.card.manage_cards import HolderMutation
from schema.card.renewal import RenewalMutation
from schema.execution.subscribing import StreamingSchema
from schema.gate.gate import Gate
from schema.membership.access import AccessMutation, AccessQuery
from schema.membership.identity import IdentityMutation, IdentityQuery
from schema.membership.leaving import LeavingMutation
from schema.openid.consent import ConsentMutation, ConsentQuery
from schema.openid.menu import MenuQuery
from schema.openid.registration import RegistrationMutation
from schema.partner.admin import PartnerAdminMutation
from schema.partner.events import PartnerSubscription
from schema.partner.handoff import HandoffMutation, HandoffQuery
from schema.partner.partner import PartnerQuery
from schema.partner.update import PartnerUpdateMutation
from schema.registered.documents import Registered
from schema.registry.missing_company import MissingCompanyMutation
from schema.rehearsal.rehearsal import RehearsalMutation
from schema.review.card_number import CardNumberMutation
from schema.review.mailbox import CaseMailboxMutation
from schema.review.review import ReviewMutation
from schema.review.subscription import ReviewSubscription
from schema.scalars import SCALARS
from schema.service import ServiceQuery
from schema.session.session import SessionMutation
from schema.session.updates import UpdateSubscription
from schema.staff.invitations import InvitationMutation
from schema.staff.mailbox_corrections import MailboxCorrectionMutation
from schema.staff.opening import OpeningMutation
from schema.staff.phrases import PhraseMutation
from schema.staff.root import StaffQuery
from schema.staff.staff import StaffMutation


@strawberry.type(description="The queries of the API.")
class Query(
    ServiceQuery,
    LinkQuery,
    ChangeQuery,
    StaffQuery,
    FirstCardQuery,
    PartnerQuery,
    HandoffQuery,
    AccessQuery,
    IdentityQuery,
    MailboxLinkQuery,
    ConsentQuery,
    MenuQuery,
):
    node: relay.Node | None = relay.node(
        description="The object with this ID; null if there is none that the viewer may see."
    )


@strawberry.type(
    description="The mutations of the API. Each takes a single `input` and returns "
    "expected failures as members of its result."
)
class Mutation(
    ApplicationMutation,
    BindingMutation,
    LinkMutation,
    UnsentFormMutation,
    SessionMutation,
    HolderMutation,
    RenewalMutation,
    CheckMutation,
    ChangeMutation,
    ReviewMutation,
    CaseMailboxMutation,
    CardNumberMutation,
    StaffMutation,
    PhraseMutation,
    FirstCardMutation,
    OpeningMutation,
    InvitationMutation,
    DataChangeMutation,
    PartnerAdminMutation,
    PartnerUpdateMutation,
    HandoffMutation,
    LeavingMutation,
    AccessMutation,
    IdentityMutation,
    MailboxLinkMutation,
    MailboxCorrectionMutation,
    ConsentMutation,
    RegistrationMutation,
    MissingCompanyMutation,
    RehearsalMutation,
    CalendarMutation,
):
    """The mutations of all domains."""


gate = Gate(registered=Registered.load())


@strawberry.type(
    description="The subscriptions of the API, which are delivered as server-sent events."
)
class Subscription(
    ApplicationSubscription,
    AccountSubscription,
    ReviewSubscription,
    PartnerSubscription,
    UpdateSubscription,
):
    """The subscriptions of all domains."""


schema = StreamingSchema(
    gate=gate,
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    config=StrawberryConfig(scalar_map=SCALARS),
)
