"""What an application holds, and what can be read off it."""

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
    """Make the column of a field."""
    if declared.added_later:
        return fields.CharField(declared.kind.max_length, db_default="")
    is_key = declared.kind is FieldKind.CONTROL_NUMBER
    return fields.CharField(declared.kind.max_length, db_index=is_key)


for _field, _declared in FIELDS.items():
    setattr(StatedFacts, _field.attribute, column_of(_declared))


class ApplicationColumns(StatedFacts, Model):
    """Be the columns of an application: what a company stated, and where that stands.

    ``claimed_by`` is the card of the reviewer who has it until ``claimed_until``. ``decided_by``
    names who decided it last, as the journal does; ``marked`` are the fields that a reviewer turned
    it down for, and ``remark`` what he wrote.
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
    closed_at = fields.DatetimeField(null=True, db_index=True)
    claimed_by = fields.UUIDField(null=True)
    claimed_until = fields.DatetimeField(null=True)
    decided_by = fields.CharField(64, null=True)
    marked = fields.JSONField[list[str]](null=True)
    remark = fields.CharField(400, null=True)
    # Of a change of an account's data only: the account, and the card of the holder who asked. No
    # foreign keys: accounts come of applications, a ring that the ORM cannot lay down.
    account_id = fields.UUIDField(null=True, db_index=True)
    asked_by = fields.UUIDField(null=True)

    class Meta:
        abstract = True

    def belongs_to(self, viewer: Viewer | None) -> bool:
        """Tell whether it is the viewer's session's; a change of data is its account's holders'."""
        if self.account_id is None:
            return viewer is not None and self.session_id == viewer.session_id
        try:
            return require_signed_in(viewer).account_id == self.account_id
        except SignInNeeded:
            return False

    @property
    def company(self) -> Company:
        """Give what was stated."""
        return Company(
            **{field.attribute: getattr(self, field.attribute) for field in CompanyField}
        )

    @property
    def purpose(self) -> ApplicationPurpose:
        """Tell what is applied for."""
        change = self.account_id is not None
        return ApplicationPurpose.DATA_CHANGE if change else ApplicationPurpose.NEW_ACCOUNT

    @property
    def subject(self) -> str:
        """Name the application in the journal."""
        return f"application:{self.id}"

    @property
    def bind_subject(self) -> str:
        """Name the application in the text that a card signs to be bound to it."""
        return f"{self.control_number}/{self.id}"
