"""The request for a sign-in link, recorded for any control number and decided by the worker."""

from uuid import uuid4

from tortoise import fields
from tortoise.models import Model


class SignInRequest(Model):
    """A request for a link, until the worker has decided whether to send one.

    A request is one insert whatever the control number, so that its time reveals nothing.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    control_number = fields.CharField(8)
    asked_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "sign_in_request"

    async def settle(self) -> None:
        """Delete the request and all others for its number, which one mail answers."""
        await SignInRequest.filter(control_number=self.control_number).delete()
