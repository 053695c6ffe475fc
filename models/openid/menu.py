"""The menu of the zone's systems: where a holder can go from here, and how."""

from dataclasses import dataclass
from datetime import datetime

from models.openid.answer import with_parameters
from models.openid.relying_party import RelyingParty
from models.partner.handoff import MOST_SYSTEMS, list_takers
from models.partner.partner import Partner


@dataclass(frozen=True, kw_only=True)
class MenuEntry:
    """A system of the menu.

    With ``party`` its own sign-in starts (OpenID Connect Core §4); without, it takes hand-offs.
    """

    partner: Partner
    party: RelyingParty | None

    def login_url(self, *, issuer: str) -> str | None:
        """Return the address that starts the system's own sign-in; None where there is none."""
        if self.party is None or self.party.initiate_login_uri is None:
            return None
        target = self.party.target_link_uri
        told = {"iss": issuer} if target is None else {"iss": issuer, "target_link_uri": target}
        return with_parameters(self.party.initiate_login_uri, told)


async def menu(*, at: datetime) -> list[MenuEntry]:
    """Return one entry a partner, by name, at most some: its own sign-in before the hand-off."""
    standing = RelyingParty.filter(removed_at__isnull=True, partner__revoked_at__isnull=True)
    starting = standing.filter(initiate_login_uri__isnull=False).prefetch_related("partner")
    entries = [MenuEntry(partner=party.partner, party=party) for party in await starting]
    there = {entry.partner.id for entry in entries}
    takers = await list_takers(at=at)
    entries += [MenuEntry(partner=one, party=None) for one in takers if one.id not in there]
    return sorted(entries, key=lambda entry: entry.partner.name)[:MOST_SYSTEMS]
