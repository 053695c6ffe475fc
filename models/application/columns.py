"""The columns of an application, and what derives from them."""

from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.application.transitions import ApplicationPurpose, ClosedBecause, Status
from models.company.company import FIELDS, Company, CompanyField
from models.company.declaration import FieldDeclaration, FieldKind
from models.session.permissions import SignInNeeded, require_signed_in
from models.session.session import Viewer


class StatedFacts:
    """A column for each fact of the company, made by ``column_of``."""

    control_number: str


def column_of(declared: FieldDeclaration) -> fields.CharField[str]:
    if declared.added_later:
        return fields.CharField(declared.kind.max_length, db_default="")
    is_key = declared.kind is FieldKind.CONTROL_NUMBER
    return fields.CharField(declared.kind.max_length, db_index=is_key)


for _field, _declared in FIELDS.items():
    setattr(StatedFacts, _field.attribute, column_of(_declared))


class ApplicationColumns(StatedFacts, Model):
    """The columns of an application: the company's facts as stated, and the state of the review.

    ``claimed_by`` is the card of the reviewer who holds the claim until ``claimed_until``.
    ``decided_by`` is the last decision's actor, as in the journal. ``marked`` are the fields that a
    reviewer rejected, and ``remark`` the reviewer's note. ``review_attempts`` are the reviews that
    were postponed, ``review_faults`` those among them that failed for a reason nobody foresaw.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    case_number = fields.CharField(20, unique=True)
    session: fields.ForeignKeyNullableRelation[Model] = fields.ForeignKeyField(
        "models.Session", on_delete=fields.OnDelete.RESTRICT, null=True, db_index=True
    )
    session_id: UUID | None
    request_key = fields.CharField(64, null=True)
    status = fields.CharEnumField(Status, max_length=16)
    closed_because = fields.CharEnumField(ClosedBecause, max_length=32, null=True)
    version = fields.IntField(default=1)
    created_at = fields.DatetimeField()
    submitted_at = fields.DatetimeField(null=True)
    decided_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True, db_index=True)
    for_person = fields.BooleanField(default=False)
    results = fields.JSONField[list[dict[str, object]]](null=True)
    mailbox = fields.CharField(254, null=True)
    mailbox_on_file = fields.BooleanField(default=False)
    mailed_at = fields.DatetimeField(null=True)
    review_due_at = fields.DatetimeField(null=True, db_index=True)
    review_attempts = fields.IntField(default=0)
    review_faults = fields.IntField(default=0, db_default=0)
    closed_at = fields.DatetimeField(null=True, db_index=True)
    claimed_by = fields.UUIDField(null=True)
    claimed_until = fields.DatetimeField(null=True)
    decided_by = fields.CharField(64, null=True)
    marked = fields.JSONField[list[str]](null=True)
    remark = fields.CharField(400, null=True)
    # Set for a change of an account's data only: the account, and the card of the holder who
    # requested it. They are no foreign keys, because accounts refer to applications, and the ORM
    # cannot create tables that refer to each other.
    account_id = fields.UUIDField(null=True, db_index=True)
    asked_by = fields.UUIDField(null=True)
    # The version of the notice on personal data (個資法 §8) that was confirmed before form 1/2.
    privacy_notice = fields.CharField(16, null=True)

    class Meta:
        abstract = True

    def belongs_to(self, viewer: Viewer | None) -> bool:
        """Return whether it is the session's own or, for a data change, the viewer's account's."""
        if self.account_id is None:
            return viewer is not None and self.session_id == viewer.session_id
        try:
            return require_signed_in(viewer).account_id == self.account_id
        except SignInNeeded:
            return False

    @property
    def company(self) -> Company:
        return Company(
            **{field.attribute: getattr(self, field.attribute) for field in CompanyField}
        )

    @property
    def purpose(self) -> ApplicationPurpose:
        change = self.account_id is not None
        return ApplicationPurpose.DATA_CHANGE if change else ApplicationPurpose.NEW_ACCOUNT

    @property
    def subject(self) -> str:
        return f"application:{self.id}"

    @property
    def bind_subject(self) -> str:
        """The subject of the challenge by which a card is bound to this version."""
        return f"{self.control_number}/{self.id}/{self.version}"
