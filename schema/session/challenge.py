"""Challenges for a card to sign."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.card import challenge
from models.card.challenge import ChallengePurpose, Issued
from models.core.rules import CHALLENGE_LIFE, MINUTE
from models.signature.verification import SignedChallenge
from resolvers.session import request_challenge
from schema.context import Info
from schema.enums.describe import describe
from schema.ids import node_uuid
from schema.relay.nodes import SeenNode

describe(
    ChallengePurpose,
    description="The operation that a signed challenge authorizes.",
    values={
        ChallengePurpose.BIND: "To bind the card to an application (`bindCertificate`).",
        ChallengePurpose.CONTINUE: "To continue an application (`continueApplication`).",
        ChallengePurpose.SIGN_IN: "To sign in (`signIn`).",
        ChallengePurpose.PROVE: "To provide a recent signature (`proveCard`).",
        ChallengePurpose.RENEW: "To replace a card by the reissued one (`renewCertificate`).",
        ChallengePurpose.ADD: "To add the card to an account (`addCertificate`).",
        ChallengePurpose.REPLACE: "To replace another card of an account (`replaceCertificate`).",
        ChallengePurpose.FIRST_CARD: "To bind the first card of an account (`bindFirstCard`).",
        ChallengePurpose.JOIN: (
            "To be recognised as a member by a reissued card (`requestIdentityJoin`)."
        ),
        ChallengePurpose.REHEARSE: (
            "To rehearse with the card (`rehearseCard`), which gives no right; only for "
            "administrators."
        ),
    },
)


@strawberry.type(
    description="A text for the card to sign. A challenge authorizes one operation, can be "
    f"used once, and expires {CHALLENGE_LIFE // MINUTE} minutes after it was issued."
)
class Challenge(SeenNode):
    id: relay.NodeID[str]
    purpose: ChallengePurpose = strawberry.field(
        description="The operation that the signed challenge authorizes."
    )
    text: str | None = strawberry.field(
        description="The text to sign. Sign its UTF-8 bytes and include them in the CMS "
        "SignedData as attached content. Null when the challenge is read again, since the service "
        "stores only its hash."
    )
    expires_at: datetime = strawberry.field(
        description="The date and time when the challenge expires."
    )

    @classmethod
    def of(cls, issued: Issued) -> Self:
        return cls(
            id=str(issued.id),
            purpose=issued.purpose,
            text=issued.text,
            expires_at=issued.expires_at,
        )

    @classmethod
    def read_again(cls, record: challenge.Challenge) -> Self:
        return cls(
            id=str(record.id), purpose=record.purpose, text=None, expires_at=record.expires_at
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await request_challenge.see_challenge(
            viewer=info.context.viewer, challenge_id=node_id
        )
        return cls.read_again(found) if found else None


def signed(challenge_id: relay.GlobalID, signature: bytes) -> SignedChallenge:
    """Return a challenge and the signature of it, as the inputs of mutations carry them."""
    return SignedChallenge(challenge_id=node_uuid(challenge_id, of=Challenge), signature=signature)
