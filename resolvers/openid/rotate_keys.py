"""Signing keys are made, replaced and erased when it is time, or at once by an operator."""

import asyncio
from collections.abc import Collection
from datetime import datetime

from models.core.seal import Seal
from models.database.transaction import lock_text, tx
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import make_pair
from models.openid.relying_party import RelyingParty
from models.openid.signing_key import SigningKey

ROTATOR = "service:openid"
_LOCK = "openid signing keys"


async def keep_keys(*, seal: Seal, now: datetime) -> bool:
    """Make the keys that are due for the algorithms in use; return False when none was.

    Private parts of keys that are gone are erased, and all others sealed under the newest key.
    """
    async with tx():
        await SigningKey.erase_gone(at=now)
    lacking = await SigningKey.lacking(await _in_use(), at=now)
    await _make(lacking, seal=seal, at_once=False, actor=ROTATOR, now=now)
    # Last, because a key that does not open must not keep a new one from being made.
    await reseal_keys(seal=seal)
    return bool(lacking)


async def rotate_keys(*, seal: Seal, at_once: bool, actor: str, now: datetime) -> list[SigningKey]:
    """Replace the keys of all algorithms in use, and return the new ones.

    With ``at_once`` the old ones are withdrawn now: what they have signed no longer verifies.
    """
    return await _make(await _in_use(), seal=seal, at_once=at_once, actor=actor, now=now)


async def reseal_keys(*, seal: Seal) -> int:
    """Seal every private key under the newest key, and return how many were not.

    :raises SealBroken: when one does not open.
    """
    async with tx():
        return await SigningKey.reseal(seal)


async def _in_use() -> list[Algorithm]:
    parties = RelyingParty.filter(removed_at__isnull=True, partner__revoked_at__isnull=True)
    used = {party.algorithm for party in await parties}
    return [one for one in Algorithm if one in used]


async def _make(
    algorithms: Collection[Algorithm], *, seal: Seal, at_once: bool, actor: str, now: datetime
) -> list[SigningKey]:
    added = []
    for algorithm in algorithms:
        # Outside the transaction and the event loop: an RSA pair takes up to a second.
        pair = await asyncio.to_thread(make_pair, algorithm)
        async with tx() as change:
            await lock_text(_LOCK)
            # Another worker may have made it meanwhile; an operator's wish is carried out anyway.
            if actor == ROTATOR and not await SigningKey.lacking([algorithm], at=now):
                continue
            added.append(
                await SigningKey.add(
                    change, pair, algorithm, seal=seal, at_once=at_once, actor=actor, at=now
                )
            )
    return added
