"""The root types Query, Mutation and Subscription, and the schema."""

import strawberry
from strawberry import relay
from strawberry.schema.config import StrawberryConfig

from schema.account.account import Account
from schema.account.data_change import DataChangeMutation
from schema.account.first_card import FirstCardMutation, FirstCardQuery
from schema.account.subscription import AccountSubscription
from schema.application.application import ApplicationMutation
from schema.application.binding import BindingMutation
from schema.application.link import LinkMutation, LinkQuery
from schema.application.subscription import ApplicationSubscription
from schema.card.certificate import Certificate
from schema.card.disputes import ChangeMutation, ChangeQuery
from schema.card.manage_cards import HolderMutation
from schema.card.renewal import RenewalMutation
from schema.gate.gate import Gate, QuietExecutor
from schema.gate.masking import MaskedSchema
from schema.journal.journal import JournalQuery
from schema.membership.access import AccessMutation, AccessQuery
from schema.membership.identity import IdentityMutation, IdentityQuery
from schema.membership.leaving import LeavingMutation
from schema.membership.member import MemberQuery
from schema.openid.consent import ConsentMutation, ConsentQuery
from schema.openid.registration import RegistrationMutation, RegistrationQuery
from schema.partner.admin import PartnerAdminMutation, PartnerAdminQuery
from schema.partner.events import PartnerSubscription
from schema.partner.handoff import HandoffMutation, HandoffQuery
from schema.partner.partner import PartnerQuery
from schema.review.mailbox import CaseMailboxMutation
from schema.review.queue import ReviewQuery, ReviewSubscription
from schema.review.review import ReviewMutation
from schema.scalars import SCALARS
from schema.service import ServiceQuery
from schema.session.session import SessionMutation
from schema.staff.accounts import StaffQuery
from schema.staff.invitations import InvitationMutation, InvitationQuery
from schema.staff.opening import OpeningMutation
from schema.staff.staff import StaffMutation


@strawberry.type(description="The queries of the API.")
class Query(
    ServiceQuery,
    LinkQuery,
    ChangeQuery,
    ReviewQuery,
    StaffQuery,
    InvitationQuery,
    JournalQuery,
    FirstCardQuery,
    PartnerQuery,
    PartnerAdminQuery,
    HandoffQuery,
    MemberQuery,
    AccessQuery,
    IdentityQuery,
    ConsentQuery,
    RegistrationQuery,
):
    node: relay.Node | None = relay.node(
        description="Returns the object with this ID; null if there is none that the viewer "
        "may see."
    )


@strawberry.type(
    description="The mutations of the API. Each takes a single `input` and returns "
    "expected failures as members of its result."
)
class Mutation(
    ApplicationMutation,
    BindingMutation,
    LinkMutation,
    SessionMutation,
    HolderMutation,
    RenewalMutation,
    ChangeMutation,
    ReviewMutation,
    CaseMailboxMutation,
    StaffMutation,
    FirstCardMutation,
    OpeningMutation,
    InvitationMutation,
    DataChangeMutation,
    PartnerAdminMutation,
    HandoffMutation,
    LeavingMutation,
    AccessMutation,
    IdentityMutation,
    ConsentMutation,
    RegistrationMutation,
):
    """The mutations of all domains."""


gate = Gate()


@strawberry.type(
    description="The subscriptions of the API, which are delivered as server-sent events."
)
class Subscription(
    ApplicationSubscription, AccountSubscription, ReviewSubscription, PartnerSubscription
):
    """The subscriptions of all domains."""


schema = MaskedSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Account, Certificate],
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[gate],
    execution_context_class=QuietExecutor,
)
