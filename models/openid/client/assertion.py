"""Clients' assertions that were used, until they expire: each is accepted once."""

from datetime import datetime
from uuid import uuid4

from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.models import Model

from models.openid.jose.claims import Assertion
from models.openid.problem import ClientRefused
from models.openid.relying_party import RelyingParty
from models.session.session import hashed


class SpentAssertion(Model):
    """An assertion's ``jti``, hashed, with the client that used it."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    relying_party_id = fields.UUIDField()
    jti_hash = fields.CharField(64)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "spent_assertion"
        unique_together = (("relying_party_id", "jti_hash"),)

    @classmethod
    async def spend(cls, assertion: Assertion, party: RelyingParty) -> None:
        """Record that a client used an assertion; called outside a transaction.

        :raises ClientRefused: when it was used before.
        """
        try:
            await cls.create(
                relying_party_id=party.id,
                jti_hash=hashed(assertion.jti),
                expires_at=assertion.expires_at,
            )
        except IntegrityError as clash:
            raise ClientRefused("The assertion was used before; sign a new one.") from clash

    @classmethod
    async def forget(cls, *, before: datetime) -> int:
        return await cls.filter(expires_at__lt=before).delete()
