"""The lists that the demo's cards name: their host does not exist, the card component has them."""

from dataclasses import replace
from functools import partial

from models.outside.lists import fetch_list
from models.pki.crl.same_hosts import hosts_of
from models.revocation.settings import RevocationSettings
from schema.context import Services
from web.demo.profile import CRL_BASE


def with_own_lists(services: Services) -> Services:
    """Return services that fetch the lists of the demo's cards from its card component."""
    settings = services.settings
    component = settings.component_origin
    same = hosts_of([CRL_BASE, component])
    revocation: RevocationSettings = replace(settings.revocation, same_hosts=(same,))
    return replace(
        services,
        settings=replace(settings, revocation=revocation),
        fetch=partial(_fetch_here, component=component),
    )


async def _fetch_here(url: str, *, component: str) -> bytes:
    return await fetch_list(url.replace(CRL_BASE, f"{component}/crl"))
