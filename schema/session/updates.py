"""The subscription to several subjects at once: one stream for all tabs of a browser."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated

import strawberry
from strawberry import relay

from models.core.rules import MAX_SUBJECTS
from resolvers.account import watch as watch_account
from resolvers.application import watch as watch_application
from resolvers.session import watch
from schema.account.account import Account
from schema.account.subscription import AccountChanged, changes_of_account
from schema.application.application import Application
from schema.application.subscription import ApplicationStatusChanged, status_of
from schema.context import Info
from schema.errors import result
from schema.gate.directives import at_most
from schema.ids import node_uuid
from schema.relay.merged import merged
from schema.relay.subscription import shown
from schema.scalars import Cursor
from schema.session.named import NamedSession, uuid_of


@strawberry.input(description="A subject of `updates`.")
class UpdateSubjectInput:
    id: relay.GlobalID = strawberry.field(
        description="The ID of an application, or of the account that the viewer is signed in to."
    )
    after: Cursor | None = strawberry.field(
        default=None,
        description="The cursor of the subject's last update that was received; null to begin with "
        "its current state.",
    )


@strawberry.type(description="A message about one subject of `updates`; one field is not null.")
class Update:
    subject: relay.GlobalID = strawberry.field(
        description="The ID of the subject, as the input has it."
    )
    application_status: object | None = strawberry.field(
        default=None,
        graphql_type=result.result_of("applicationStatus") | None,
        description="What `applicationStatus` sends; a user error is the subject's last message.",
    )
    account_changed: object | None = strawberry.field(
        default=None,
        graphql_type=result.result_of("accountChanged") | None,
        description="What `accountChanged` sends; a user error is the subject's last message.",
    )


@strawberry.type
class UpdateSubscription:
    """Subscriptions to several subjects."""

    @result.subscription(
        raises=watch.RAISES,
        description="Subscribes to updates of several subjects over one stream. Each subject has a "
        "cursor of its own, and ends for itself; the stream ends with the last of them. Events "
        "have no id: a client that reconnects sends the cursors.",
        directives=[at_most(MAX_SUBJECTS)],
    )
    async def updates(
        self,
        info: Info,
        subjects: Annotated[
            list[UpdateSubjectInput],
            strawberry.argument(description=f"What to follow: at most {MAX_SUBJECTS} subjects."),
        ],
        session_id: NamedSession = None,
    ) -> AsyncGenerator[Update, None]:
        watch.require_subjects(
            viewer=info.context.viewer,
            session_id=uuid_of(session_id),
            subjects=len(subjects),
        )
        async with aclosing(merged([_messages(info, asked) for asked in subjects])) as updates:
            async for update in updates:
                yield update


async def _messages(info: Info, asked: UpdateSubjectInput) -> AsyncGenerator[Update, None]:
    is_account = asked.id.type_name == Account.__name__
    source = _of_account(info, asked) if is_account else _of_application(info, asked)
    async with aclosing(source) as messages:
        async for message in messages:
            if is_account:
                yield Update(subject=asked.id, account_changed=message)
            else:
                yield Update(subject=asked.id, application_status=message)


def _of_account(info: Info, asked: UpdateSubjectInput) -> AsyncGenerator[object, None]:
    account_id = node_uuid(asked.id, of=Account)
    changes = changes_of_account(info, account_id=account_id, after=asked.after)
    messages = shown(changes, AccountChanged.of, language=info.context.language)
    return result.answered(messages, raises=watch_account.RAISES, asked=result.Asked.of(info))


def _of_application(info: Info, asked: UpdateSubjectInput) -> AsyncGenerator[object, None]:
    application_id = node_uuid(asked.id, of=Application)
    changes = status_of(info, application_id=application_id, after=asked.after)
    messages = shown(changes, ApplicationStatusChanged.of, language=info.context.language)
    return result.answered(messages, raises=watch_application.RAISES, asked=result.Asked.of(info))
