"""The journal goes on after a backup was restored, and nobody takes it for what was lost."""

from dataclasses import dataclass
from datetime import datetime

from tortoise.expressions import Q

from models.database.staging import new_epoch
from models.database.transaction import tx
from models.journal.event import Journal, NewEvent
from models.journal.kinds import EventKind
from models.session.session import Session, SessionEnd


@dataclass(frozen=True, kw_only=True)
class NewEpoch:
    """The epoch that has begun, and how many sessions it has ended."""

    epoch: str
    sessions: int


async def begin_epoch(*, operator: str, now: datetime) -> NewEpoch:
    """Begin an epoch, in which no cursor from before is resumed, and end all sessions.

    A session that was ended after the backup was made would live again with it.
    """
    actor = f"operator:{operator}"[:64]
    async with tx() as change:
        [journal] = await Journal.filter(id=1).select_for_update()
        epoch = new_epoch(staging=bool(journal.staging))
        because = SessionEnd.BACKUP_RESTORED
        ended = await Session.end(change, Q(), because=because, actor=actor, at=now)
        await Journal.filter(id=1).update(epoch=epoch)
        change.record(
            NewEvent(
                subject="journal:1",
                kind=EventKind.EPOCH_BEGUN,
                actor=actor,
                at=now,
                payload={"before": journal.epoch, "epoch": epoch, "last": str(journal.seq)},
            )
        )
    return NewEpoch(epoch=epoch, sessions=ended)
