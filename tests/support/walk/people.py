"""The people of a walk: each has one identity and several cards."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from tests.support import cards
from web.demo.authority import Card, Generation

DAY = timedelta(days=1)
# The kinds of cards in the order of their issue, and for how many days from the walk's first each
# is valid. "reissued" bears another serial number: the service knows its holder by it only after an
# officer has joined it.
VALID = {"old": 20, "new": 60, "newest": 1800, "reissued": 1900}
KINDS = ("old", "new", "newest")
REISSUED = "reissued"


@dataclass(frozen=True, repr=False)
class Identity:
    """A natural person, known by the serial number that the authority gave them."""

    name: str
    serial: str
    holder: str

    def __repr__(self) -> str:
        return self.name

    @property
    def cards(self) -> dict[str, Card]:
        return _cards(self.serial, self.holder)

    @property
    def email(self) -> str:
        return f"{self.name}@people.example"

    @property
    def serials(self) -> tuple[str, str]:
        return self.serial, _reissued(self.serial)


def ends(kind: str) -> datetime:
    """Return when a card of a kind expires."""
    return cards.AT + VALID[kind] * DAY


def rank(kind: str) -> int:
    """Return the place of a kind in the order of issue."""
    return tuple(VALID).index(kind)


def holder_of(serial: str) -> Identity:
    """Return the person whose cards bear a serial number."""
    return next(who for who in _KNOWN if serial in who.serials)


@cache
def _cards(serial: str, holder: str) -> dict[str, Card]:
    """Issue the cards, in the order of their issue: an older generation's, and three more."""

    def issued(kind: str, generation: Generation, *, since: int, subject_serial: str) -> Card:
        return cards.citizen(
            generation=generation,
            holder=holder,
            subject_serial=subject_serial,
            not_before=cards.AT - since * DAY,
            not_after=ends(kind),
        )

    return {
        "old": issued("old", Generation.G2, since=700, subject_serial=serial),
        "new": issued("new", Generation.G3, since=30, subject_serial=serial),
        "newest": issued("newest", Generation.G3, since=10, subject_serial=serial),
        REISSUED: issued(REISSUED, Generation.G3, since=5, subject_serial=_reissued(serial)),
    }


def _reissued(serial: str) -> str:
    return f"9{serial[1:]}"


ALICE = Identity("alice", "0000000000000011", "測試甲")
BOB = Identity("bob", "0000000000000012", "測試乙")
CAROL = Identity("carol", "0000000000000013", "測試丙")
DAN = Identity("dan", "0000000000000014", "測試丁")
# Staff: two reviewers and an administrator.
BRUNO = Identity("bruno", "0000000000000021", "審核甲")
BERTA = Identity("berta", "0000000000000022", "審核乙")
ADA = Identity("ada", "0000000000000023", "管理甲")
# Who may be invited to the staff.
CLARA = Identity("clara", "0000000000000024", "審核丙")
# Who never has to do with any account before the end of a walk.
OUTSIDERS = tuple(Identity(f"eve{n}", f"00000000000000{30 + n}", "測試戊") for n in range(3))

APPLICANTS = (ALICE, BOB, CAROL, DAN)
STAFF = (BRUNO, BERTA, ADA)
EVERYBODY = (*APPLICANTS, *STAFF, CLARA)
_KNOWN = (*EVERYBODY, *OUTSIDERS)
