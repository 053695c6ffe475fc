"""What everybody may read: the published keys, and the algorithms in use."""

from datetime import datetime

from models.openid.jose.algorithms import OF_CLIENTS, Algorithm
from models.openid.signing_key import SigningKey, key_set


async def publish_keys(*, now: datetime) -> bytes:
    """Return the published key set as JSON, without any private part."""
    return key_set(await SigningKey.published(at=now))


async def list_algorithms(*, now: datetime) -> list[Algorithm]:
    """Return the algorithms that ID tokens may have; RS256 only while a registration uses it."""
    published = {key.algorithm for key in await SigningKey.published(at=now)}
    return [one for one in Algorithm if one in OF_CLIENTS or one in published]
