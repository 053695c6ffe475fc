"""Query, Mutation and Subscription gathered; the schema built."""

import strawberry
from strawberry import relay
from strawberry.schema.config import StrawberryConfig

from schema.account import Account
from schema.account_watch import AccountSubscription
from schema.application import ApplicationMutation
from schema.binding import BindingMutation
from schema.certificate import Certificate
from schema.changes import ChangeMutation, ChangeQuery
from schema.gate import Gate, QuietExecutor
from schema.holders import HolderMutation
from schema.link import LinkMutation, LinkQuery
from schema.masking import MaskedSchema
from schema.renewal import RenewalMutation
from schema.scalars import SCALARS
from schema.service import ServiceQuery
from schema.session import SessionMutation
from schema.told import handlers
from schema.watch import ApplicationSubscription


@strawberry.type(description="What may be asked.")
class Query(ServiceQuery, LinkQuery, ChangeQuery):
    """Gather the queries."""

    node: relay.Node | None = relay.node(
        description="Anything that this viewer may see, by its id."
    )


@strawberry.type(description="What may be done. Each takes one input; failures are in the result.")
class Mutation(
    ApplicationMutation,
    BindingMutation,
    LinkMutation,
    SessionMutation,
    HolderMutation,
    RenewalMutation,
    ChangeMutation,
):
    """Gather the mutations."""


@strawberry.type(description="What can be watched, as server-sent events.")
class Subscription(ApplicationSubscription, AccountSubscription):
    """Gather what can be watched."""


schema = MaskedSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    types=[Account, Certificate],
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[Gate()],
    execution_context_class=QuietExecutor,
    exception_handlers=handlers(),
)
