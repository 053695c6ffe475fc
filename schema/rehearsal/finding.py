"""Findings of a rehearsal, and the page's observations."""

from typing import Self

import strawberry

from models.core.language import Language
from models.rehearsal import finding, observation
from models.rehearsal.assumptions.catalogue import ASSUMPTIONS
from models.rehearsal.assumptions.declaration import Area, Standing
from models.rehearsal.assumptions.names import Assumption
from schema.enums.describe import describe

describe(
    Area,
    name="AssumptionArea",
    description="Where an assumption is seen.",
    values={
        Area.COMPONENT: "The card component, as the page sees it.",
        Area.MESSAGE: "The message that the card signed.",
        Area.CERTIFICATE: "The card's certificate.",
        Area.REVOCATION: "Revocation lists and responders.",
        Area.REGISTRY: "The permit registry.",
    },
)
describe(
    Standing,
    name="AssumptionStanding",
    description="What was found of an assumption.",
    values={
        Standing.HELD: "It is as assumed.",
        Standing.DIFFERS: "It is otherwise.",
        Standing.NOT_SEEN: "Nothing was seen of it.",
    },
)
describe(
    Assumption,
    description="An assumption of the service about cards and their surroundings.",
    values={name: declared.en for name, declared in ASSUMPTIONS.items()},
)


@strawberry.type(description="What a rehearsal found of one assumption.")
class RehearsalFinding:
    assumption: Assumption = strawberry.field(description="The assumption.")
    area: Area = strawberry.field(description="Where it is seen.")
    sentence: str = strawberry.field(
        description="The assumption in a sentence, in the language of the request."
    )
    clause: str = strawberry.field(description="The standard or source that it comes from.")
    standing: Standing = strawberry.field(description="What was found of it.")
    found: str = strawberry.field(
        description="The value found, without personal data: types, lengths, numbers of days, "
        "names of hosts and algorithms. Empty if there is none to name."
    )

    @classmethod
    def of(cls, found: finding.Finding, *, language: Language) -> Self:
        declared = ASSUMPTIONS[found.assumption]
        return cls(
            assumption=found.assumption,
            area=declared.area,
            sentence=declared.zh if language is Language.ZH_HANT_TW else declared.en,
            clause=declared.clause,
            standing=found.standing,
            found=found.found,
        )


@strawberry.input(description="What the page observed of the card component.")
class ObservationInput:
    assumption: Assumption = strawberry.field(
        description="An assumption in the area COMPONENT, each at most once."
    )
    standing: Standing = strawberry.field(description="What the page found of it.")
    found: str | None = strawberry.field(
        default=None,
        description="A short value without personal data, such as a version or a number of "
        "milliseconds; at most 80 ASCII letters, digits, blanks and marks.",
    )

    def read(self) -> observation.Observation:
        return observation.Observation(
            assumption=self.assumption, standing=self.standing, found=self.found
        )
