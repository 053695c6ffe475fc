"""The service's signing keys: published a day before they sign, and kept a day after."""

import json
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from tortoise import fields
from tortoise.expressions import Q
from tortoise.models import Model

from models.core.rules import SIGNING_KEY_AHEAD, SIGNING_KEY_BEHIND, SIGNING_KEY_LIFE
from models.core.seal import Seal
from models.database.transaction import Change
from models.journal.event import NewEvent
from models.journal.kinds import EventKind
from models.openid.jose.algorithms import Algorithm
from models.openid.jose.keys import JWK, KeyPair


class NoSigningKey(Exception):
    """No key signs with this algorithm now; the worker's job or `openid rotate-keys` makes one."""


class SigningKey(Model):
    """A pair of keys that signs from ``signs_from`` until the next of its algorithm does.

    ``public`` is in the published set from ``published_at`` to ``gone_at``. The row stays, so that
    old ID tokens can be hints; ``sealed``, the private key, is emptied then.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    kid = fields.CharField(64, unique=True)
    algorithm = fields.CharEnumField(Algorithm, max_length=16)
    public = fields.JSONField[JWK]()
    sealed = fields.BinaryField(null=True)
    published_at = fields.DatetimeField()
    signs_from = fields.DatetimeField()
    gone_at = fields.DatetimeField(null=True)

    class Meta:
        table = "signing_key"

    @classmethod
    async def published(cls, *, at: datetime) -> "list[SigningKey]":
        """Return the keys of the published set, oldest first."""
        there = Q(gone_at__isnull=True) | Q(gone_at__gt=at)
        return await cls.filter(there, published_at__lte=at).order_by("published_at", "kid")

    @classmethod
    async def signing(cls, algorithm: Algorithm, *, at: datetime) -> "SigningKey":
        """Return the key that signs now.

        :raises NoSigningKey: when there is none.
        """
        there = Q(gone_at__isnull=True) | Q(gone_at__gt=at)
        ready = cls.filter(there, algorithm=algorithm, signs_from__lte=at)
        key = await ready.order_by("-signs_from", "kid").first()
        if key is None:
            raise NoSigningKey(algorithm.value)
        return key

    @classmethod
    async def ever(cls) -> list[JWK]:
        """Return the public keys of all times, for tokens that come back as hints."""
        return [key.public for key in await cls.all()]

    @classmethod
    async def lacking(cls, algorithms: Collection[Algorithm], *, at: datetime) -> list[Algorithm]:
        """Return the algorithms whose next key has to be made now."""
        due = at + SIGNING_KEY_AHEAD - SIGNING_KEY_LIFE
        newest = cls.filter(
            algorithm__in=list(algorithms), signs_from__gt=due, gone_at__isnull=True
        )
        have = {key.algorithm for key in await newest}
        return [one for one in Algorithm if one in algorithms and one not in have]

    @classmethod
    async def add(
        cls,
        change: Change,
        pair: KeyPair,
        algorithm: Algorithm,
        *,
        seal: Seal,
        at_once: bool,
        actor: str,
        at: datetime,
    ) -> "SigningKey":
        """Add a key, and end the others of its algorithm after it.

        It signs after `SIGNING_KEY_AHEAD`; the first of its algorithm signs at once. With
        ``at_once`` the others are withdrawn now, as when one is no longer secret.
        """
        others = cls.filter(algorithm=algorithm, gone_at__isnull=True)
        waits = not at_once and await others.exists()
        signs_from = at + SIGNING_KEY_AHEAD if waits else at
        await others.update(gone_at=at if at_once else signs_from + SIGNING_KEY_BEHIND)
        if at_once:
            await cls.filter(algorithm=algorithm, gone_at__gt=at).update(gone_at=at)
        key = await cls.create(
            kid=pair.kid,
            algorithm=algorithm,
            public=pair.public,
            sealed=seal.close(pair.private, at=at),
            published_at=at,
            signs_from=signs_from,
        )
        payload = {"kid": pair.kid, "algorithm": algorithm.value}
        change.record(
            NewEvent(
                subject=f"signing-key:{key.id}",
                kind=EventKind.SIGNING_KEY_ADDED,
                actor=actor,
                at=at,
                payload=payload,
            )
        )
        return key

    @classmethod
    async def erase_gone(cls, *, at: datetime) -> int:
        """Erase the private parts of the keys that are no longer published."""
        return await cls.filter(gone_at__lte=at, sealed__isnull=False).update(sealed=None)

    @classmethod
    async def reseal(cls, seal: Seal) -> int:
        """Seal every private key under the newest key, and return how many were not.

        :raises SealBroken: when one does not open.
        """
        count = 0
        for key in await cls.filter(sealed__isnull=False).order_by("id").select_for_update():
            renewed = seal.renewed(bytes(key.sealed or b""))
            if renewed is not None:
                await cls.filter(id=key.id).update(sealed=renewed)
                count += 1
        return count

    def private(self, seal: Seal) -> bytes:
        """Return the private JWK as JSON.

        :raises SealBroken: when it does not open.
        """
        return seal.open(bytes(self.sealed or b""))


def key_set(keys: Sequence[SigningKey]) -> bytes:
    """Return the published set (RFC 7517 §5) as JSON."""
    return json.dumps({"keys": [key.public for key in keys]}).encode()
