"""Rehearsals: an administrator's card is judged, and that it was is written into the journal."""

from datetime import datetime
from typing import Self
from uuid import UUID

import strawberry
from strawberry import relay

from models.limits.table import Act
from models.rehearsal import rehearsal as records
from models.rehearsal.assumptions.catalogue import ASSUMPTIONS
from resolvers.rehearsal import record, rehearse
from schema.context import Info
from schema.descriptions import SIGNATURE
from schema.errors import result
from schema.gate.directives import VERIFYING, at_most, units
from schema.ids import node_uuid
from schema.rehearsal.finding import ObservationInput, RehearsalFinding
from schema.relay.nodes import SeenNode
from schema.scalars import Base64
from schema.session.challenge import signed


@strawberry.type(
    description="A rehearsal with one real card, without a word about its holder. Only for "
    "administrators."
)
class Rehearsal(SeenNode):
    id: relay.NodeID[str]
    at: datetime = strawberry.field(description="The date and time when the card was judged.")
    generation: str | None = strawberry.field(
        description="The generation of the card's issuer, such as G3; null when no trusted issuer "
        "was recognised."
    )
    accepted: bool = strawberry.field(
        description="Whether the service would have accepted the card."
    )
    held: int = strawberry.field(description="How many assumptions held.")
    differs: int = strawberry.field(description="How many differ.")
    not_seen: int = strawberry.field(description="Of how many nothing was seen.")
    recorded_at: datetime | None = strawberry.field(
        description="The date and time when it was written into the journal; null before."
    )

    @classmethod
    def of(cls, stored: records.Rehearsal) -> Self:
        return cls(
            id=str(stored.id),
            at=stored.at,
            generation=stored.generation,
            accepted=stored.accepted,
            held=stored.held,
            differs=stored.differs,
            not_seen=stored.not_seen,
            recorded_at=stored.recorded_at,
        )

    @classmethod
    async def see(cls, node_id: UUID, info: Info) -> Self | None:
        found = await record.find_rehearsal(viewer=info.context.viewer, rehearsal_id=node_id)
        return cls.of(found) if found else None


@strawberry.input(description="The input of `rehearseCard`.")
class RehearseCardInput:
    challenge_id: relay.GlobalID = strawberry.field(
        description="The ID of the challenge that the card signed."
    )
    signature: Base64 = strawberry.field(description=SIGNATURE)
    control_number: str | None = strawberry.field(
        default=None,
        description="The control number of a company to read from the registry; without one only "
        "whether the registry answers is seen.",
    )
    observations: list[ObservationInput] = strawberry.field(
        description="What the page observed of the component."
    )


@strawberry.input(description="The input of `recordRehearsal`.")
class RecordRehearsalInput:
    id: relay.GlobalID = strawberry.field(description="The ID of the viewer's own rehearsal.")


@strawberry.type(description="The card was judged. Nothing was bound, and nobody signed in.")
class RehearseCardSuccess:
    rehearsal: Rehearsal = strawberry.field(description="The rehearsal.")
    findings: list[RehearsalFinding] = strawberry.field(
        description="What was found of every assumption.",
        directives=[at_most(len(ASSUMPTIONS))],
    )


@strawberry.type(description="The rehearsal is in the journal.")
class RecordRehearsalSuccess:
    rehearsal: Rehearsal = strawberry.field(description="The rehearsal.")


@strawberry.type
class RehearsalMutation:
    """The mutations by which an administrator rehearses."""

    @result.mutation(
        raises=rehearse.RAISES,
        description="Judges the signature of a challenge of the purpose REHEARSE, fetches the "
        "lists that the card names, asks its responder, and returns what was found of every "
        "assumption. Requires the ADMIN role.",
        directives=[units(VERIFYING)],
    )
    async def rehearse_card(self, info: Info, input: RehearseCardInput) -> RehearseCardSuccess:
        await info.context.limit(Act.CHANGE)
        services = info.context.services
        stored, findings = await rehearse.rehearse_card(
            viewer=info.context.viewer,
            presented=signed(input.challenge_id, input.signature),
            control_number=input.control_number,
            observations=[one.read() for one in input.observations],
            policy=services.policy,
            surroundings=rehearse.Surroundings(
                list_urls=frozenset(services.settings.list_urls),
                fetch=services.fetch,
                registry=services.registry,
            ),
            now=info.context.now,
        )
        language = info.context.language
        return RehearseCardSuccess(
            rehearsal=Rehearsal.of(stored),
            findings=[RehearsalFinding.of(one, language=language) for one in findings],
        )

    @result.mutation(
        raises=record.RAISES,
        description="Writes a rehearsal of the viewer's into the journal. Until one of an "
        "accepted card is there, `/readyz` names its generation as unproven. Requires the ADMIN "
        "role.",
    )
    async def record_rehearsal(
        self, info: Info, input: RecordRehearsalInput
    ) -> RecordRehearsalSuccess:
        await info.context.limit(Act.CHANGE)
        stored = await record.record_rehearsal(
            viewer=info.context.viewer,
            rehearsal_id=node_uuid(input.id, of=Rehearsal),
            now=info.context.now,
        )
        return RecordRehearsalSuccess(rehearsal=Rehearsal.of(stored))
