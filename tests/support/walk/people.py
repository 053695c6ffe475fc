"""The people of a walk: each has one identity and several cards."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from tests.support import cards
from web.demo.authority import Card, Generation

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Identity:
    """A natural person, known by the serial number that the authority gave them."""

    name: str
    serial: str
    holder: str

    @property
    def cards(self) -> dict[str, Card]:
        return _cards(self.serial, self.holder)


@cache
def _cards(serial: str, holder: str) -> dict[str, Card]:
    """Issue three cards, in the order of their issue: an older generation's, and two more."""

    def issued(generation: Generation, *, since: int, until: int) -> Card:
        return cards.citizen(
            generation=generation,
            holder=holder,
            subject_serial=serial,
            not_before=cards.AT - since * DAY,
            not_after=cards.AT + until * DAY,
        )

    return {
        "old": issued(Generation.G2, since=700, until=20),
        "new": issued(Generation.G3, since=30, until=60),
        "newest": issued(Generation.G3, since=10, until=1800),
    }


ALICE = Identity("alice", "0000000000000011", "測試甲")
BOB = Identity("bob", "0000000000000012", "測試乙")
CAROL = Identity("carol", "0000000000000013", "測試丙")
DAN = Identity("dan", "0000000000000014", "測試丁")
# Staff: two reviewers and an administrator.
BRUNO = Identity("bruno", "0000000000000021", "審核甲")
BERTA = Identity("berta", "0000000000000022", "審核乙")
ADA = Identity("ada", "0000000000000023", "管理甲")

APPLICANTS = (ALICE, BOB, CAROL, DAN)
STAFF = (BRUNO, BERTA, ADA)
EVERYBODY = (*APPLICANTS, *STAFF)
KINDS = ("old", "new", "newest")
