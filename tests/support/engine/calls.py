"""Every command of the program as the image runs it: its arguments, and how it ends there.

They are called in this order, on an empty database. ``{partner}`` stands for the id that
`partner create` has printed; files are in the folder of the operator's files.
"""

from dataclasses import dataclass
from uuid import UUID

NOBODY = str(UUID(int=0))
REGISTRY, ACCOUNTS, CALENDAR = "registry.json", "accounts.json", "2027.csv"
CERTIFICATE, TEST_AUTHORITY = "issuer.cer", "demo-anchors.json"


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call of a command: ``says`` is part of what it prints."""

    name: str
    arguments: tuple[str, ...] = ()
    code: int = 0
    says: str = ""


def _file(name: str) -> str:
    return f"/run/in/{name}"


CALLS = (
    Call(name="migrate", arguments=("--dry-run",)),
    Call(name="migrate"),
    # The mail server and the lists cannot be reached from there, and no list is on hand.
    Call(name="check", code=69, says="database"),
    Call(name="explain", arguments=(_file(CERTIFICATE),), says="RFC 5280"),
    Call(name="trust list", says="NEWCA-G4"),
    # It is there already, and the folder cannot be written to.
    Call(name="trust add", arguments=(_file(CERTIFICATE),), says="already there"),
    # Production takes no test authority.
    Call(
        name="trust add-test",
        arguments=(_file(TEST_AUTHORITY),),
        code=1,
        says="GPSZONE_STAGING is not yes",
    ),
    Call(name="duties"),
    Call(name="registry import", arguments=(_file(REGISTRY),), says="rows read"),
    Call(name="calendar import", arguments=(_file(CALENDAR), "--by", "ci"), says="2027"),
    Call(
        name="staff create",
        arguments=(
            *("--name", "測試管理者", "--last-four", "0001"),
            *("--mailbox", "admin@agency.example"),
        ),
        says="/first-card#",
    ),
    Call(name="staff list", says="測試管理者"),
    Call(
        name="staff invite",
        arguments=("STF-0001", "--name", "測試管理者", "--last-four", "0001"),
        says="/first-card#",
    ),
    Call(name="staff import-accounts", arguments=(_file(ACCOUNTS),), says="1"),
    Call(
        name="partner create",
        arguments=("定位", "--scope", "events:read", "--json"),
        says='"token"',
    ),
    Call(name="partner update", arguments=("{partner}", "--name", "定位二"), says="定位二"),
    Call(name="partner rotate", arguments=("{partner}",), says="token"),
    Call(name="partner list", says="定位二"),
    Call(
        name="openid register",
        arguments=("{partner}", "--redirect-uri", "https://tracks.example/in", "--secret"),
    ),
    Call(name="openid renew-secret", arguments=("{partner}",)),
    Call(name="openid list", says="ES256"),
    Call(name="openid rotate-keys"),
    Call(name="openid remove", arguments=("{partner}",), says="is removed"),
    Call(name="partner revoke", arguments=("{partner}",), says="revoked"),
    Call(name="evidence list", arguments=("A0000006",), code=1, says="there is no evidence"),
    Call(name="evidence verify", arguments=(NOBODY,), code=1),
    Call(name="evidence rotate"),
    Call(name="journal head", says=":"),
    Call(name="journal verify"),
    Call(name="person export", arguments=("--name", "測試管理者"), says="測試管理者"),
    Call(name="person export", arguments=("--name", "nobody"), code=1, says="no data"),
    Call(name="journal begin-epoch", arguments=("--by", "ci")),
)
# These two are the composition's services.
SERVED = frozenset({"serve", "work"})
