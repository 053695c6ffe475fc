"""Account numbers of the service's own, for vendors and staff: VND-0001, STF-0001."""

from collections.abc import Mapping
from types import MappingProxyType

from tortoise import fields
from tortoise.expressions import F
from tortoise.models import Model

from models.session.roles import AccountKind

# The dash distinguishes them from the registry's numbers, which have letters and digits only.
PREFIXES: Mapping[AccountKind, str] = MappingProxyType(
    {AccountKind.VENDOR: "VND", AccountKind.STAFF: "STF"}
)
_MOST = 9_999


class AccountNumber(Model):
    """The last number assigned under a prefix; a migration inserts the two rows."""

    prefix = fields.CharField(3, primary_key=True)
    given = fields.IntField()

    class Meta:
        table = "account_number"

    @classmethod
    async def lock(cls, kind: AccountKind) -> None:
        """Lock the creation of accounts of a kind until this transaction ends."""
        await cls.filter(prefix=PREFIXES[kind]).update(given=F("given"))

    @classmethod
    async def give(cls, kind: AccountKind) -> str:
        """Return the next number of a kind; called in the transaction that creates the account.

        The row is locked until that transaction ends. No number is assigned twice, and a rollback
        leaves no gap.

        :raises OverflowError: when all 9,999 are taken.
        """
        mine = cls.filter(prefix=PREFIXES[kind])
        await mine.update(given=F("given") + 1)
        number = (await mine.get()).given
        if number > _MOST:
            raise OverflowError(f"all {_MOST} numbers {PREFIXES[kind]}-… are taken")
        return f"{PREFIXES[kind]}-{number:04}"
