"""The product's numbers, as a page's words need them."""

import strawberry

from models.core import rules
from models.settings.settings import Settings


@strawberry.type(description="The product's numbers, for what a page says and when it asks again.")
class ProductRules:
    challenge_minutes: int = strawberry.field(description="How long a text to sign is good for.")
    proof_minutes: int = strawberry.field(
        description="How long a card's signature vouches for acts that are hard to take back."
    )
    idle_minutes: int = strawberry.field(
        description="How long a signed-in session may go untouched."
    )
    signed_in_hours: int = strawberry.field(description="How long a sign-in lasts at most.")
    link_days: int = strawberry.field(description="How long a mailed link is good for.")
    first_card_session_minutes: int = strawberry.field(
        description="How long a followed link leaves for binding an account's first card."
    )
    max_certificates: int = strawberry.field(description="How many cards an account may have.")
    confirmation_days: int = strawberry.field(
        description="How long a confirmation of an account's cards counts."
    )
    expiry_announced_days: list[int] = strawberry.field(
        description="How many days ahead a card's end is announced, the earliest first."
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
            expiry_announced_days=sorted(rules.EXPIRY_ANNOUNCED_DAYS, reverse=True),
        )
