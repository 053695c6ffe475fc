"""What a browser has typed into the forms and not sent; it ends with the session."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.core.rules import UNSENT_FORM_LIFE


class UnsentForm(Model):
    """The form that a session has begun: one row each, replaced by what is typed later.

    ``case_number`` is that of the application that is being changed or to which a card is about to
    be bound; what was not sent yet has none, and is told apart by ``purpose``: that of the
    application that it will be (None for a new account). ``texts`` are those typed so far, by input
    field. ``privacy_notice`` is the version of the notice on personal data that was confirmed
    before; a holder, who confirmed it when the account began, confirms none.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    session: fields.OneToOneRelation[Model] = fields.OneToOneField(
        "models.Session", on_delete=fields.OnDelete.CASCADE, related_name="unsent_form"
    )
    session_id: UUID
    case_number = fields.CharField(20, default="")
    purpose = fields.CharField(16, null=True)
    texts = fields.JSONField[dict[str, str]]()
    privacy_notice = fields.CharField(16)
    saved_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "unsent_form"

    @classmethod
    async def of_session(cls, session_id: UUID, *, at: datetime) -> "UnsentForm | None":
        return await cls.filter(session_id=session_id, expires_at__gt=at).first()

    @classmethod
    async def sent(
        cls, session_id: UUID, *, case_number: str = "", purpose: str | None = None
    ) -> None:
        """Erase the form of a case, or of a purpose, which was sent."""
        await cls.filter(session_id=session_id, case_number=case_number, purpose=purpose).delete()

    @classmethod
    async def keep(
        cls,
        session_id: UUID,
        *,
        case_number: str,
        purpose: str | None,
        texts: Mapping[str, str],
        privacy_notice: str,
        at: datetime,
    ) -> "UnsentForm":
        """Put the texts in place of those typed before into the same form.

        The session must be locked: of two windows the later one wins.
        """
        before = await cls.get_or_none(session_id=session_id)
        same = before and (before.case_number, before.purpose) == (case_number, purpose)
        known = before.texts if before and same else {}
        form = before or cls(session_id=session_id)
        form.update_from_dict(
            {
                "case_number": case_number,
                "purpose": purpose,
                "texts": {**known, **texts},
                "privacy_notice": privacy_notice,
                "saved_at": at,
                "expires_at": at + UNSENT_FORM_LIFE,
            }
        )
        await form.save()
        return form
