"""The mutation that shows the whole number of a case's card."""

import strawberry
from strawberry import relay

from models.limits.table import Act
from models.review.card_number import NumberReason
from resolvers.review import reveal
from schema.application.application import Application
from schema.context import Info
from schema.enums.describe import describe
from schema.errors import result
from schema.ids import node_uuid

describe(
    NumberReason,
    name="CardNumberReason",
    description="Why a reviewer needs the whole number of a card. The journal holds it.",
    values={
        NumberReason.HOLDER_ASKS: "The holder asks about the card, and has told its number.",
        NumberReason.PAPERS: "The number is compared with papers or an official letter.",
        NumberReason.SUSPICION: "It is examined whether the card is used wrongly.",
    },
)


@strawberry.input(description="Input for seeing the whole number of a case's card.")
class RevealCardNumberInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the application.")
    reason: NumberReason = strawberry.field(description="Why the number is needed.")


@strawberry.type(description="The number is shown, and the journal says to whom and why.")
class RevealCardNumberSuccess:
    card_number: str = strawberry.field(description="The card number (卡號), in full.")


@strawberry.type
class CardNumberMutation:
    @result.mutation(
        raises=reveal.RAISES,
        description="Shows the whole number of the card of an application, and records it in the "
        "journal with the reason. Requires the REVIEWER or ADMIN role.",
    )
    async def reveal_card_number(
        self, info: Info, input: RevealCardNumberInput
    ) -> RevealCardNumberSuccess:
        await info.context.limit(Act.CHANGE)
        number = await reveal.reveal_card_number(
            viewer=info.context.viewer,
            application_id=node_uuid(input.id, of=Application),
            reason=input.reason,
            now=info.context.now,
        )
        return RevealCardNumberSuccess(card_number=number)
