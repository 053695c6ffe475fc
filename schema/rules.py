"""The product's limits and durations, in the units that texts use."""

import strawberry

from models.core import rules
from models.settings.settings import Settings
from schema.gate.directives import at_most


@strawberry.type(
    description="The limits and durations that apply to users, for display and for "
    "scheduling requests."
)
class ProductRules:
    challenge_minutes: int = strawberry.field(
        description="The number of minutes for which a challenge is valid."
    )
    proof_minutes: int = strawberry.field(
        description="The number of minutes for which a card's signature permits operations "
        "that are hard to undo."
    )
    idle_minutes: int = strawberry.field(
        description="The number of minutes without activity after which a signed-in session ends."
    )
    signed_in_hours: int = strawberry.field(
        description="The number of hours after which a signed-in session ends, active or not."
    )
    link_days: int = strawberry.field(
        description="The number of days for which the mailed link of an application is valid."
    )
    first_card_session_minutes: int = strawberry.field(
        description="The number of minutes for which the session lasts that a mailed link to "
        "bind an account's first card starts."
    )
    max_certificates: int = strawberry.field(
        description="The maximum number of cards of an account."
    )
    confirmation_days: int = strawberry.field(
        description="The number of days after which the cards of an account should be "
        "confirmed again."
    )
    member_notice_hours: int = strawberry.field(
        description="The number of hours between notice to an account's members and the effect of "
        "a request for access, or of the last member's leaving."
    )
    unsent_form_days: int = strawberry.field(
        description="The number of days for which what was typed and not sent is kept."
    )
    transfer_minutes: int = strawberry.field(
        description="The number of minutes for which a transfer code is valid."
    )
    expiry_announced_days: list[int] = strawberry.field(
        description="The numbers of days before a card's expiry at which it is announced, in "
        "descending order.",
        directives=[at_most(len(rules.EXPIRY_ANNOUNCED_DAYS))],
    )

    @classmethod
    def of(cls, settings: Settings) -> "ProductRules":
        return cls(
            challenge_minutes=settings.challenge_life // rules.MINUTE,
            proof_minutes=rules.PROOF_LIFE // rules.MINUTE,
            idle_minutes=rules.IDLE_LIFE // rules.MINUTE,
            signed_in_hours=settings.signed_in_life // rules.HOUR,
            link_days=settings.link_life // rules.DAY,
            first_card_session_minutes=rules.FIRST_CARD_SESSION_LIFE // rules.MINUTE,
            max_certificates=rules.MAX_CARDS,
            confirmation_days=rules.CARDS_CONFIRMED_FOR // rules.DAY,
            member_notice_hours=rules.MEMBER_NOTICE // rules.HOUR,
            unsent_form_days=rules.UNSENT_FORM_LIFE // rules.DAY,
            transfer_minutes=rules.TRANSFER_CODE_LIFE // rules.MINUTE,
            expiry_announced_days=sorted(rules.EXPIRY_ANNOUNCED_DAYS, reverse=True),
        )
