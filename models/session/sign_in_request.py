"""Somebody asked for a sign-in link: written down in every case, decided by the worker."""

from uuid import uuid4

from tortoise import fields
from tortoise.models import Model


class SignInRequest(Model):
    """Keep that a link was asked for, until the worker has seen whether there is one to send.

    Asking is one insert whatever the control number, so that its time tells nothing.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    control_number = fields.CharField(8)
    asked_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "sign_in_request"

    @classmethod
    async def oldest(cls) -> "SignInRequest | None":
        """Find the request that has waited longest."""
        return await cls.all().order_by("asked_at").first()

    async def settle(self) -> None:
        """Take the request off, and all others for its number: they are answered by one mail."""
        await SignInRequest.filter(control_number=self.control_number).delete()
