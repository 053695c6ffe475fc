"""Evidence is re-encrypted under the newest key, so that older keys can be destroyed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from models.core.seal import Seal
from models.database.transaction import tx
from models.signature.evidence import Evidence, EvidenceUnusable


@dataclass(kw_only=True)
class Rotation:
    """Counts of re-encrypted and current evidence, and the ids that could not be decrypted."""

    renewed: int = 0
    already: int = 0
    unopened: list[UUID] = field(default_factory=list)

    @property
    def seen(self) -> int:
        return self.renewed + self.already + len(self.unopened)


async def rotate_evidence(
    *, seal: Seal, batch: int = 200, advance: Callable[[int, int], None] = lambda done, of: None
) -> Rotation:
    """Re-encrypt all evidence under the newest key, one transaction per batch.

    An interrupted run can be started again. Evidence that cannot be decrypted is left unchanged
    and listed. ``advance`` is called with the number processed and the total.
    """
    rotation = Rotation()
    total = await Evidence.all().count()
    last: UUID | None = None
    while True:
        async with tx():
            rows = await Evidence.batch_after(last, most=batch)
            for evidence in rows:
                await _reseal(evidence, seal=seal, into=rotation)
        if not rows:
            return rotation
        last = rows[-1].id
        advance(rotation.seen, total)


async def _reseal(evidence: Evidence, *, seal: Seal, into: Rotation) -> None:
    try:
        if await evidence.reseal(seal):
            into.renewed += 1
        else:
            into.already += 1
    except EvidenceUnusable:
        into.unopened.append(evidence.id)
